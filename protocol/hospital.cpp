#include "protocol/hospital.hpp"

#include <algorithm>
#include <string>

#include "protocol/linear.hpp"
#include "protocol/local.hpp"
#include "protocol/max_pool.hpp"
#include "protocol/relu.hpp"

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

template <RingWord Word>
void append(std::vector<Word>& to, const std::vector<Word>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

/// The tensors that a step works on.
template <RingWord Word>
std::vector<std::span<const Word>> inputs_from(const std::vector<std::vector<Word>>& tensors,
                                               const Plan& plan, std::size_t step) {
  std::vector<std::span<const Word>> inputs;
  for (const std::uint32_t tensor : inputs_of(plan, step)) inputs.emplace_back(tensors[tensor]);
  return inputs;
}

template <RingWord Word>
bool all_known(const std::vector<std::span<const Word>>& inputs) {
  return std::none_of(inputs.begin(), inputs.end(),
                      [](const auto& input) { return input.empty(); });
}

template <RingWord Word>
class RingHospitalSession final : public HospitalSession {
 public:
  RingHospitalSession(const Plan& plan, const Gates& gates,
                      std::span<const HospitalBundle> bundles)
      : plan_(plan), gates_(gates), batch_(bundles.size()) {
    std::vector<Seed> seeds;
    std::vector<BitReader> shares;
    for (const HospitalBundle& bundle : bundles) {
      seeds.push_back(bundle.seed);
      shares.emplace_back(bundle.shares);
    }
    tensors_.resize(1);
    for (std::uint32_t step = 0; step < gates.size(); ++step) {
      const auto inputs = inputs_from(tensors_, plan_, step);
      StepMaterial<Word> material;
      std::vector<Word> result;
      if (const auto* linear = std::get_if<LinearGate>(&gates[step])) {
        for (const Seed& seed : seeds)
          append(material.u, input_mask<Word>(seed, step, *linear));
        result = read_shares(*linear, shares);
      } else if (const auto* local = std::get_if<LocalGate>(&gates[step])) {
        if (all_known(inputs))
          result = compute_local<Word>(*local, Party::kHospital, inputs, batch_);
      } else {
        for_each_relu(gates[step], [&](const ReluGate& relu) {
          material.relus.push_back(expand_relu<Word>(Party::kHospital, relu, seeds));
          material.known.push_back(relu.live
                                       ? ReluKnown<Word>{}
                                       : known_of(step, relu, material.relus[0], inputs[0]));
        });
      }
      material_.push_back(std::move(material));
      tensors_.push_back(std::move(result));
    }
  }

  Task<std::vector<std::int64_t>> infer(Link& link,
                                        std::span<const std::int64_t> records) override {
    expect_records(records.size());
    for (const std::int64_t value : records) tensors_[0].push_back(to_word<Word>(value));

    for (std::size_t step = 0; step < gates_.size(); ++step) {
      link.enter(step);
      const auto inputs = inputs_from(tensors_, plan_, step);
      std::vector<Word>& result = tensors_[step + 1];
      if (const auto* linear = std::get_if<LinearGate>(&gates_[step])) {
        put_masked_input<Word>(link, *linear, inputs[0], material_[step].u);
      } else if (const auto* local = std::get_if<LocalGate>(&gates_[step])) {
        if (result.empty())
          result = compute_local<Word>(*local, Party::kHospital, inputs, batch_);
      } else {
        auto layer = compare(link, step, inputs[0]);
        result = co_await layer;
      }
    }

    co_await link.exchange();
    const unsigned width = plan_.output_width();
    const std::vector<Word>& ours = tensors_.back();
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

  std::vector<Word> read_shares(const LinearGate& gate, std::vector<BitReader>& shares) const {
    std::vector<Word> share(batch_ * gate.outputs);
    for (std::size_t b = 0; b < batch_; ++b) {
      const auto part = std::span(share).subspan(b * gate.outputs, gate.outputs);
      shares[b].words<Word>(part, gate.width);
    }
    return share;
  }

  /// Of a gate that is not live: a ReLU, or a max-pool's first level.
  ReluKnown<Word> known_of(std::size_t step, const ReluGate& relu,
                           const ReluMaterial<Word>& material, std::span<const Word> x) const {
    const auto* pool = std::get_if<MaxPoolGate>(&gates_[step]);
    if (pool == nullptr) return known_share<Word>(relu, material, x);
    const std::vector<Word> differences =
        level_differences<Word>(pool->levels[0], x, batch_, pool->step.width);
    return known_share<Word>(relu, material, differences);
  }

  Task<std::vector<Word>> compare(Link& link, std::size_t step, std::span<const Word> x) {
    const std::vector<ReluMaterial<Word>>& material = material_[step].relus;
    const std::vector<ReluKnown<Word>>& known = material_[step].known;
    if (const auto* relu = std::get_if<ReluGate>(&gates_[step])) {
      return relu_as_hospital<Word>(link, *relu, material[0], known[0], x);
    }
    return max_pool_as_hospital<Word>(link, std::get<MaxPoolGate>(gates_[step]), material,
                                      known, std::vector<Word>(x.begin(), x.end()), batch_);
  }

  const Plan& plan_;
  const Gates& gates_;
  std::size_t batch_;
  std::vector<StepMaterial<Word>> material_;
  /// Our shares: the record, then every step's result; until there is a record, those that
  /// depend on it are empty.
  std::vector<std::vector<Word>> tensors_;
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

  Preparation prepare(const Seed& seed) const override {
    BitWriter shares;
    BitWriter openings;
    shares.reserve(prepared_shares_bytes(gates_) * 8);
    openings.reserve(openings_bytes(gates_) * 8);
    std::vector<std::vector<Word>> known(
        1);  // tensors; those that depend on the record stay empty
    for (std::uint32_t step = 0; step < gates_.size(); ++step) {
      const auto inputs = inputs_from(known, plan_, step);
      std::vector<Word> result;
      if (const auto* linear = std::get_if<LinearGate>(&gates_[step])) {
        const std::vector<Word> u = input_mask<Word>(seed, step, *linear);
        const std::vector<Word> a2 = output_share<Word>(seed, step, *linear);
        result = offline_share<Word>(*linear, masked_weights_[step], u, a2);
        shares.words<Word>(result, linear->width);
      } else if (const auto* local = std::get_if<LocalGate>(&gates_[step])) {
        if (all_known(inputs))
          result = compute_local<Word>(*local, Party::kHospital, inputs, 1);
      } else if (const auto* relu = std::get_if<ReluGate>(&gates_[step])) {
        put_openings(seed, *relu, inputs[0], openings);
      } else {
        const auto& pool = std::get<MaxPoolGate>(gates_[step]);
        if (!pool.levels.empty() && !pool.levels[0].relu.live) {
          const std::vector<Word> differences =
              level_differences<Word>(pool.levels[0], inputs[0], 1, pool.step.width);
          put_openings(seed, pool.levels[0].relu, differences, openings);
        }
      }
      known.push_back(std::move(result));
    }
    return {shares.take(), openings.take()};
  }

 private:
  static void put_openings(const Seed& seed, const ReluGate& relu, std::span<const Word> y0,
                           BitWriter& openings) {
    if (relu.live) return;
    const std::uint32_t step = relu.derivation_step;
    BitPlanes leaf_masks(relu.circuit.monomials.size(), relu.step.size);
    expand_lanes(seed, Purpose::kLeafMask, step, leaf_masks, 0, relu.step.size);
    std::vector<Word> factor_mask(relu.step.size);
    expand_words<Word>(seed, Purpose::kFactorMask, step, factor_mask, relu.step.output_width);
    put_relu_openings<Word>(relu, leaf_masks, factor_mask, y0, openings);
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
    const Plan& plan, const Gates& gates, std::span<const HospitalBundle> bundles) {
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
    return std::make_unique<RingHospitalSession<Word>>(plan, gates, bundles);
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
