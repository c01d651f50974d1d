#include "protocol/hospital.hpp"

#include <string>

#include "protocol/linear.hpp"
#include "protocol/relu.hpp"

namespace medisc {
namespace {

std::size_t whole_bytes(std::size_t bits) { return (bits + 7) / 8; }

std::size_t opening_bits(const ReluGate& gate) {
  return gate.step.size * (gate.circuit.monomials.size() + gate.step.output_width);
}

/// A linear layer: u and the share of the result computed ahead, both batch-wise.
template <RingWord Word>
struct LinearAhead {
  std::vector<Word> u;
  std::vector<Word> share;
};

template <RingWord Word>
using StepMaterial = std::variant<LinearAhead<Word>, ReluMaterial<Word>>;

template <RingWord Word>
void append(std::vector<Word>& to, const std::vector<Word>& from) {
  to.insert(to.end(), from.begin(), from.end());
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
      if (const auto* relu = std::get_if<ReluGate>(&gates[step])) {
        material_.push_back(expand_relu<Word>(Party::kHospital, *relu, step, seeds));
        continue;
      }
      const auto& dense = std::get<DenseStep>(gates[step]);
      LinearAhead<Word> ahead;
      for (std::size_t b = 0; b < bundles.size(); ++b) {
        append(ahead.u, input_mask<Word>(seeds[b], step, dense));
        std::vector<Word> share(dense.outputs);
        shares[b].words<Word>(share, dense.width);
        append(ahead.share, share);
      }
      material_.push_back(std::move(ahead));
    }
  }

  Task<std::vector<std::int64_t>> infer(Link& link,
                                        std::span<const std::int64_t> records) override {
    expect_records(records.size());
    std::vector<Word> x;
    x.reserve(records.size());
    for (const std::int64_t value : records) x.push_back(to_word<Word>(value));

    for (std::size_t step = 0; step < gates_.size(); ++step) {
      link.enter(step);
      if (const auto* relu = std::get_if<ReluGate>(&gates_[step])) {
        auto layer = relu_as_hospital<Word>(link, *relu,
                                            std::get<ReluMaterial<Word>>(material_[step]), x);
        x = co_await layer;
      } else {
        const auto& ahead = std::get<LinearAhead<Word>>(material_[step]);
        put_masked_input<Word>(link, std::get<DenseStep>(gates_[step]), x, ahead.u);
        x = ahead.share;
      }
    }

    co_await link.exchange();
    const unsigned width = plan_.output_width();
    std::vector<Word> theirs(x.size());
    link.in().words<Word>(theirs, width);
    link.leave();
    std::vector<std::int64_t> logits(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      logits[i] = to_signed<Word>(static_cast<Word>(x[i] + theirs[i]), width);
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

  const Plan& plan_;
  const Gates& gates_;
  std::size_t batch_;
  std::vector<StepMaterial<Word>> material_;
};

template <RingWord Word>
class RingPreparing final : public Preparing {
 public:
  RingPreparing(const Gates& gates, std::span<const std::uint8_t> masked_weights)
      : gates_(gates) {
    BitReader words(masked_weights);
    for (const Gate& gate : gates) {
      std::vector<Word> matrix;
      if (const auto* dense = std::get_if<DenseStep>(&gate)) {
        matrix.resize(std::size_t{dense->outputs} * dense->inputs);
        words.words<Word>(matrix, dense->width);
      }
      masked_weights_.push_back(std::move(matrix));
    }
    words.expect_end();
  }

  Preparation prepare(const Seed& seed) const override {
    BitWriter shares;
    BitWriter openings;
    std::vector<Word> y0;
    for (std::uint32_t step = 0; step < gates_.size(); ++step) {
      if (const auto* dense = std::get_if<DenseStep>(&gates_[step])) {
        const std::vector<Word> u = input_mask<Word>(seed, step, *dense);
        const std::vector<Word> a2 = output_share<Word>(seed, step, *dense);
        y0 = offline_share<Word>(*dense, masked_weights_[step], u, a2);
        shares.words<Word>(y0, dense->width);
        continue;
      }
      const auto& relu = std::get<ReluGate>(gates_[step]);
      BitPlanes leaf_masks(relu.circuit.monomials.size(), relu.step.size);
      expand_lanes(seed, Purpose::kLeafMask, step, leaf_masks, 0, relu.step.size);
      std::vector<Word> factor_mask(relu.step.size);
      expand_words<Word>(seed, Purpose::kFactorMask, step, factor_mask, relu.step.output_width);
      put_relu_openings<Word>(relu, leaf_masks, factor_mask, y0, openings);
    }
    return {shares.take(), openings.take()};
  }

 private:
  const Gates& gates_;
  std::vector<std::vector<Word>> masked_weights_;
};

}  // namespace

std::size_t prepared_shares_bytes(const Gates& gates) {
  std::size_t bits = 0;
  for (const Gate& gate : gates) {
    if (const auto* dense = std::get_if<DenseStep>(&gate)) {
      bits += std::size_t{dense->outputs} * dense->width;
    }
  }
  return whole_bytes(bits);
}

std::size_t openings_bytes(const Gates& gates) {
  std::size_t bits = 0;
  for (const Gate& gate : gates) {
    if (const auto* relu = std::get_if<ReluGate>(&gate)) bits += opening_bits(*relu);
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
      return std::make_unique<RingPreparing<Word>>(gates, masked_weights);
    });
  } catch (const Failure&) {
    return fail(ErrorCode::kBadInput, "the masked weights do not fit the plan");
  }
}

}  // namespace medisc
