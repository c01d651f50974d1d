#include "protocol/hospital.hpp"

#include <algorithm>
#include <string>

#include "protocol/linear.hpp"
#include "protocol/local.hpp"
#include "protocol/max_pool.hpp"
#include "protocol/relu.hpp"
#include "protocol/traffic.hpp"
#include "protocol/work_cost.hpp"

namespace medisc {
namespace {

std::size_t whole_bytes(std::size_t bits) {
  return (bits + 7) / 8;
}

/// What a step needs of the bundles: a linear layer's u, batch x inputs, or one entry a
/// comparison.
template <RingWord Word>
struct StepMaterial {
  std::vector<Word> u;
  std::vector<ReluMaterial<Word>> relus;
  std::vector<ReluKnown<Word>> known;
};

/// The tensors that a step works on.
template <RingWord Word>
std::vector<std::span<const Word>> inputs_from(const std::vector<std::vector<Word>>& tensors,
                                               const Plan& plan, std::size_t step) {
  std::vector<std::span<const Word>> inputs;
  for (const std::uint32_t tensor : inputs_of(plan, step)) inputs.emplace_back(tensors[tensor]);
  return inputs;
}

/// Whether the hospital knows all that a step works on before any record.
bool all_known(const std::vector<bool>& known, const Plan& plan, std::size_t step) {
  const auto inputs = inputs_of(plan, step);
  return std::all_of(inputs.begin(), inputs.end(),
                     [&](std::uint32_t tensor) { return known[tensor]; });
}

template <RingWord Word>
class RingHospitalSession final : public HospitalSession {
 public:
  RingHospitalSession(const Plan& plan, const Gates& gates,
                      std::span<const HospitalBundle> bundles, Workers& workers)
      : plan_(plan), gates_(gates), batch_(bundles.size()), longest_(gates, bundles.size()) {
    std::vector<Seed> seeds;
    std::vector<BitReader> shares;
    for (const HospitalBundle& bundle : bundles) {
      seeds.push_back(bundle.seed);
      shares.emplace_back(bundle.shares);
    }
    tensors_.emplace_back(batch_ * plan_.input.features);
    for (const Step& step : plan_.steps) tensors_.emplace_back(batch_ * result_size(step));
    known_.push_back(false);
    for (std::uint32_t step = 0; step < gates.size(); ++step) {
      inputs_.push_back(inputs_from(tensors_, plan_, step));
      known_.push_back(open_step(step, seeds, shares, workers));
    }
  }

  Task<std::vector<std::int64_t>> infer(Link& link,
                                        std::span<const std::int64_t> records) override {
    expect_records(records.size());
    link.reserve(gates_.size(), longest_.up, longest_.down);
    std::transform(records.begin(), records.end(), tensors_[0].begin(), to_word<Word>);

    for (std::size_t step = 0; step < gates_.size(); ++step) {
      link.enter(step);
      const std::vector<std::span<const Word>>& inputs = inputs_[step];
      const std::span<Word> result(tensors_[step + 1]);
      if (const auto* linear = std::get_if<LinearGate>(&gates_[step])) {
        co_await linear_as_hospital<Word>(link, *linear, inputs[0], material_[step].u,
                                          linear_memory_);
      } else if (const auto* local = std::get_if<LocalGate>(&gates_[step])) {
        if (known_[step + 1]) continue;
        auto computing = link.work(turn_cost(inputs[0].size()), [&](Workers&) {
          compute_local<Word>(*local, Party::kHospital, inputs, batch_, result);
        });
        co_await computing;
      } else {
        co_await compare(link, step, inputs[0], result);
      }
    }

    co_await link.exchange();
    const unsigned width = plan_.output_width();
    const std::vector<Word>& ours = tensors_.back();
    co_await link.arrive(ours.size() * width);
    std::vector<Word> theirs(ours.size());
    link.in().words<Word>(theirs, width);
    link.leave();
    std::vector<std::int64_t> logits(ours.size());
    for (std::size_t i = 0; i < ours.size(); ++i) {
      logits[i] = to_signed<Word>(static_cast<Word>(ours[i] + theirs[i]), width);
    }
    co_return logits;
  }

 private:
  void expect_records(std::size_t values) const {
    if (values == batch_ * plan_.input.features) return;
    throw Failure(Error{ErrorCode::kBadInput,
                        std::to_string(values) + " values for " + std::to_string(batch_) +
                            " records of " + std::to_string(plan_.input.features) + " features",
                        ""});
  }

  /// Expands what a step needs and computes what needs no record; says whether that is its
  /// result.
  bool open_step(std::uint32_t step, const std::vector<Seed>& seeds,
                 std::vector<BitReader>& shares, Workers& workers) {
    StepMaterial<Word>& material = material_.emplace_back();
    const std::vector<std::span<const Word>>& inputs = inputs_[step];
    if (const auto* linear = std::get_if<LinearGate>(&gates_[step])) {
      material.u.resize(batch_ * linear->inputs);
      for (std::size_t b = 0; b < batch_; ++b) {
        const auto part = std::span(material.u).subspan(b * linear->inputs, linear->inputs);
        expand_words<Word>(seeds[b], Purpose::kInputMask, step, part, linear->width);
        shares[b].words<Word>(
            std::span(tensors_[step + 1]).subspan(b * linear->outputs, linear->outputs),
            linear->width);
      }
      linear_memory_.reserve(*linear, nullptr, batch_, 1);
      return true;
    }
    if (const auto* local = std::get_if<LocalGate>(&gates_[step])) {
      if (!all_known(known_, plan_, step)) return false;
      compute_local<Word>(*local, Party::kHospital, inputs, batch_, tensors_[step + 1]);
      return true;
    }
    for_each_relu(gates_[step], [&](const ReluGate& relu) {
      material.relus.push_back(expand_relu<Word>(Party::kHospital, relu, seeds, workers));
      material.known.push_back(
          relu.live ? ReluKnown<Word>{}
                    : known_of(step, relu, material.relus[0], inputs[0], workers));
      memory_.relu.reshape(Party::kHospital, relu, batch_ * relu.step.size);
    });
    if (const auto* pool = std::get_if<MaxPoolGate>(&gates_[step])) {
      memory_.reserve(Party::kHospital, *pool, batch_);
    }
    return false;
  }

  /// Of a gate that is not live: a ReLU, or a max-pool's first level.
  ReluKnown<Word> known_of(std::size_t step, const ReluGate& relu,
                           const ReluMaterial<Word>& material, std::span<const Word> x,
                           Workers& workers) const {
    const auto* pool = std::get_if<MaxPoolGate>(&gates_[step]);
    if (pool == nullptr) return known_share<Word>(relu, material, x, workers);
    const std::vector<Word> differences =
        level_differences<Word>(pool->levels[0], x, batch_, pool->step.width);
    return known_share<Word>(relu, material, differences, workers);
  }

  Task<void> compare(Link& link, std::size_t step, std::span<const Word> x,
                     std::span<Word> result) {
    const std::vector<ReluMaterial<Word>>& material = material_[step].relus;
    const std::vector<ReluKnown<Word>>& known = material_[step].known;
    if (const auto* relu = std::get_if<ReluGate>(&gates_[step])) {
      return relu_as_hospital<Word>(link, *relu, material[0], known[0], x, memory_.relu,
                                    result);
    }
    return max_pool_as_hospital<Word>(link, std::get<MaxPoolGate>(gates_[step]), material,
                                      known, x, batch_, memory_, result);
  }

  const Plan& plan_;
  const Gates& gates_;
  std::size_t batch_;
  LongestMessages longest_;
  std::vector<StepMaterial<Word>> material_;
  /// Our shares: the record, then every step's result.
  std::vector<std::vector<Word>> tensors_;
  std::vector<bool> known_;                                 ///< which of them need no record
  std::vector<std::vector<std::span<const Word>>> inputs_;  ///< a step
  LinearMemory<Word> linear_memory_;
  MaxPoolMemory<Word> memory_;
};

template <RingWord Word>
class RingPreparing final : public Preparing {
 public:
  RingPreparing(const Plan& plan, const Gates& gates,
                std::span<const std::uint8_t> masked_weights)
      : plan_(plan), gates_(gates) {
    BitReader words(masked_weights);
    for (const Gate& gate : gates) {
      LinearMap<Word> map;
      if (const auto* linear = std::get_if<LinearGate>(&gate)) {
        std::vector<Word> matrix(linear->weights);
        words.words<Word>(matrix, linear->width);
        map = linear_map<Word>(*linear, matrix, WeightRange::kFull);
      }
      masked_weights_.push_back(std::move(map));
    }
    words.expect_end();
  }

  Preparation prepare(const Seed& seed, Workers& workers) const override {
    Prepared prepared;
    prepared.shares.reserve(prepared_shares_bytes(gates_) * 8);
    prepared.openings.reserve(openings_bytes(gates_) * 8);
    // Tensors; those that depend on the record stay empty.
    std::vector<std::vector<Word>> tensors(1);
    std::vector<bool> known{false};
    for (std::uint32_t step = 0; step < gates_.size(); ++step) {
      const auto inputs = inputs_from(tensors, plan_, step);
      std::vector<Word> result;
      if (const auto* linear = std::get_if<LinearGate>(&gates_[step])) {
        const std::vector<Word> u = input_mask<Word>(seed, step, *linear);
        const std::vector<Word> a2 = output_share<Word>(seed, step, *linear);
        result = offline_share<Word>(*linear, masked_weights_[step], u, a2, workers);
        prepared.shares.template words<Word>(result, linear->width);
      } else if (const auto* local = std::get_if<LocalGate>(&gates_[step])) {
        if (all_known(known, plan_, step)) {
          result.resize(result_size(plan_.steps[step]));
          compute_local<Word>(*local, Party::kHospital, inputs, 1, result);
        }
      } else if (const auto* relu = std::get_if<ReluGate>(&gates_[step])) {
        put_openings(seed, *relu, inputs[0], prepared, workers);
      } else {
        const auto& pool = std::get<MaxPoolGate>(gates_[step]);
        if (!pool.levels.empty() && !pool.levels[0].relu.live) {
          const std::vector<Word> differences =
              level_differences<Word>(pool.levels[0], inputs[0], 1, pool.step.width);
          put_openings(seed, pool.levels[0].relu, differences, prepared, workers);
        }
      }
      known.push_back(!result.empty());
      tensors.push_back(std::move(result));
    }
    return {prepared.shares.take(), prepared.openings.take()};
  }

 private:
  /// One bundle's preparation as it goes on.
  struct Prepared {
    BitWriter shares;
    BitWriter openings;
    ReluMemory<Word> memory;
  };

  static void put_openings(const Seed& seed, const ReluGate& relu, std::span<const Word> y0,
                           Prepared& prepared, Workers& workers) {
    if (relu.live) return;
    const std::uint32_t step = relu.derivation_step;
    BitPlanes leaf_masks(relu.circuit.monomials.size(), relu.step.size);
    std::vector<Word> factor_mask(relu.step.size);
    Workers& by = relu.step.size < kSliceLanes ? this_thread() : workers;
    by.run(2, [&](std::size_t array, std::size_t) {
      if (array == 0) {
        expand_lanes(seed, Purpose::kLeafMask, step, leaf_masks, 0, relu.step.size);
      } else {
        expand_words<Word>(seed, Purpose::kFactorMask, step, factor_mask,
                           relu.step.output_width);
      }
    });
    put_relu_openings<Word>(relu, leaf_masks, factor_mask, y0, Slice{0, y0.size()},
                            prepared.memory, prepared.openings, workers);
  }

  const Plan& plan_;
  const Gates& gates_;
  std::vector<LinearMap<Word>> masked_weights_;  ///< D a step
};

}  // namespace

std::size_t prepared_shares_bytes(const Gates& gates) {
  std::size_t bits = 0;
  for (const Gate& gate : gates) {
    if (const auto* linear = std::get_if<LinearGate>(&gate)) {
      bits += linear->outputs * linear->width;
    }
  }
  return whole_bytes(bits);
}

std::size_t openings_bytes(const Gates& gates) {
  std::size_t bits = 0;
  for (const Gate& gate : gates) {
    for_each_relu(gate, [&](const ReluGate& relu) {
      if (!relu.live) bits += relu.leaf_opening_bits();
    });
  }
  return whole_bytes(bits);
}

std::size_t masked_weights_bytes(const Gates& gates) {
  std::size_t bits = 0;
  for (const Gate& gate : gates) {
    if (const auto* linear = std::get_if<LinearGate>(&gate)) {
      bits += linear->weights * linear->width;
    }
  }
  return whole_bytes(bits);
}

Result<std::unique_ptr<HospitalSession>> open_hospital_session(
    const Plan& plan, const Gates& gates, std::span<const HospitalBundle> bundles,
    Workers& workers) {
  if (bundles.empty()) return fail(ErrorCode::kBadInput, "a session needs a bundle a record");
  for (const HospitalBundle& bundle : bundles) {
    if (bundle.shares.size() != prepared_shares_bytes(gates)) {
      return fail(ErrorCode::kBadInput, "a prepared bundle holds " +
                                            std::to_string(bundle.shares.size()) +
                                            " bytes; the plan asks for " +
                                            std::to_string(prepared_shares_bytes(gates)));
    }
  }
  return with_ring(plan.ring_bits, [&]<RingWord Word>() -> std::unique_ptr<HospitalSession> {
    return std::make_unique<RingHospitalSession<Word>>(plan, gates, bundles, workers);
  });
}

Result<std::unique_ptr<Preparing>> make_preparing(
    const Plan& plan, const Gates& gates, std::span<const std::uint8_t> masked_weights) {
  try {
    return with_ring(plan.ring_bits, [&]<RingWord Word>() -> std::unique_ptr<Preparing> {
      return std::make_unique<RingPreparing<Word>>(plan, gates, masked_weights);
    });
  } catch (const Failure&) {
    return fail(ErrorCode::kBadInput, "the masked weights do not fit the plan");
  }
}

}  // namespace medisc
