#include "protocol/hospital.hpp"

#include <algorithm>
#include <string>

#include "protocol/linear.hpp"
#include "protocol/local.hpp"
#include "protocol/max_pool.hpp"
#include "protocol/relu.hpp"

namespace medisc {
namespace {

std::size_t whole_bytes(std::size_t bits) { return (bits + 7) / 8; }

/// A linear layer: u and the share of the result computed ahead, both batch-wise.
template <RingWord Word>
struct LinearAhead {
  std::vector<Word> u;
  std::vector<Word> share;
};

/// What a step needs of the bundles: a linear layer's masks, or one entry a comparison.
template <RingWord Word>
struct StepMaterial {
  LinearAhead<Word> linear;
  std::vector<ReluMaterial<Word>> relus;
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
    for (std::uint32_t step = 0; step < gates.size(); ++step) {
      StepMaterial<Word> material;
      if (const auto* linear = std::get_if<LinearGate>(&gates[step])) {
        material.linear = read_linear(*linear, step, seeds, shares);
      }
      for_each_relu(gates[step], [&](const ReluGate& relu) {
        material.relus.push_back(expand_relu<Word>(Party::kHospital, relu, seeds));
      });
      material_.push_back(std::move(material));
    }
  }

  Task<std::vector<std::int64_t>> infer(Link& link,
                                        std::span<const std::int64_t> records) override {
    expect_records(records.size());
    tensors_.clear();
    auto& record = tensors_.emplace_back();
    for (const std::int64_t value : records) record.push_back(to_word<Word>(value));

    for (std::size_t step = 0; step < gates_.size(); ++step) {
      link.enter(step);
      const auto inputs = inputs_from(tensors_, plan_, step);
      if (const auto* linear = std::get_if<LinearGate>(&gates_[step])) {
        const LinearAhead<Word>& ahead = material_[step].linear;
        put_masked_input<Word>(link, *linear, inputs[0], ahead.u);
        tensors_.push_back(ahead.share);
      } else if (const auto* local = std::get_if<LocalGate>(&gates_[step])) {
        tensors_.push_back(compute_local<Word>(*local, Party::kHospital, inputs, batch_));
      } else {
        auto layer = compare(link, step, inputs[0]);
        std::vector<Word> result = co_await layer;
        tensors_.push_back(std::move(result));
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

  LinearAhead<Word> read_linear(const LinearGate& gate, std::uint32_t step,
                                std::span<const Seed> seeds, std::vector<BitReader>& shares) {
    LinearAhead<Word> ahead;
    for (std::size_t b = 0; b < seeds.size(); ++b) {
      append(ahead.u, input_mask<Word>(seeds[b], step, gate));
      std::vector<Word> share(gate.outputs);
      shares[b].words<Word>(share, gate.width);
      append(ahead.share, share);
    }
    return ahead;
  }

  Task<std::vector<Word>> compare(Link& link, std::size_t step, std::span<const Word> x) {
    const std::vector<ReluMaterial<Word>>& material = material_[step].relus;
    if (const auto* relu = std::get_if<ReluGate>(&gates_[step])) {
      return relu_as_hospital<Word>(link, *relu, material[0], x);
    }
    return max_pool_as_hospital<Word>(link, std::get<MaxPoolGate>(gates_[step]), material,
                                      std::vector<Word>(x.begin(), x.end()), batch_);
  }

  const Plan& plan_;
  const Gates& gates_;
  std::size_t batch_;
  std::vector<StepMaterial<Word>> material_;
  std::vector<std::vector<Word>> tensors_;  ///< the record, then every step's result: our shares
};

template <RingWord Word>
class RingPreparing final : public Preparing {
 public:
  RingPreparing(const Plan& plan, const Gates& gates, std::span<const std::uint8_t> masked_weights)
      : plan_(plan), gates_(gates) {
    BitReader words(masked_weights);
    for (const Gate& gate : gates) {
      std::vector<Word> matrix;
      if (const auto* linear = std::get_if<LinearGate>(&gate)) {
        matrix.resize(linear->weights);
        words.words<Word>(matrix, linear->width);
      }
      masked_weights_.push_back(std::move(matrix));
    }
    words.expect_end();
  }

  Preparation prepare(const Seed& seed) const override {
    BitWriter shares;
    BitWriter openings;
    std::vector<std::vector<Word>> known(1);  // tensors; those that depend on the record stay empty
    for (std::uint32_t step = 0; step < gates_.size(); ++step) {
      const auto inputs = inputs_from(known, plan_, step);
      std::vector<Word> result;
      if (const auto* linear = std::get_if<LinearGate>(&gates_[step])) {
        const std::vector<Word> u = input_mask<Word>(seed, step, *linear);
        const std::vector<Word> a2 = output_share<Word>(seed, step, *linear);
        result = offline_share<Word>(*linear, masked_weights_[step], u, a2);
        shares.words<Word>(result, linear->width);
      } else if (const auto* local = std::get_if<LocalGate>(&gates_[step])) {
        const bool all_known = std::none_of(inputs.begin(), inputs.end(),
                                            [](const auto& input) { return input.empty(); });
        if (all_known) result = compute_local<Word>(*local, Party::kHospital, inputs, 1);
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
  std::vector<std::vector<Word>> masked_weights_;
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

Result<std::unique_ptr<HospitalSession>> open_hospital_session(
    const Plan& plan, const Gates& gates, std::span<const HospitalBundle> bundles) {
  if (bundles.empty()) return fail(ErrorCode::kBadInput, "a session needs a bundle a record");
  for (const HospitalBundle& bundle : bundles) {
    if (bundle.shares.size() != prepared_shares_bytes(gates)) {
      return fail(ErrorCode::kBadInput,
                  "a prepared bundle holds " + std::to_string(bundle.shares.size()) +
                      " bytes; the plan asks for " + std::to_string(prepared_shares_bytes(gates)));
    }
  }
  return with_ring(plan.ring_bits, [&]<RingWord Word>() -> std::unique_ptr<HospitalSession> {
    return std::make_unique<RingHospitalSession<Word>>(plan, gates, bundles);
  });
}

Result<std::unique_ptr<Preparing>> make_preparing(const Plan& plan, const Gates& gates,
                                                  std::span<const std::uint8_t> masked_weights) {
  try {
    return with_ring(plan.ring_bits, [&]<RingWord Word>() -> std::unique_ptr<Preparing> {
      return std::make_unique<RingPreparing<Word>>(plan, gates, masked_weights);
    });
  } catch (const Failure&) {
    return fail(ErrorCode::kBadInput, "the masked weights do not fit the plan");
  }
}

}  // namespace medisc
