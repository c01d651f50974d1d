#include "protocol/hospital.hpp"

#include <algorithm>
#include <string>

#include "protocol/gate_sums.hpp"
#include "protocol/gates/gate.hpp"
#include "protocol/traffic.hpp"

namespace medisc {
namespace {

template <RingWord Word>
class RingHospitalSession final : public HospitalSession {
 public:
  RingHospitalSession(const Plan& plan, const Gates& gates,
                      std::span<const HospitalBundle> bundles, Workers& workers)
      : plan_(plan), batch_(bundles.size()), longest_(gates, bundles.size()) {
    std::vector<Seed> seeds;
    std::vector<BitReader> shares;
    for (const HospitalBundle& bundle : bundles) {
      seeds.push_back(bundle.seed);
      shares.emplace_back(bundle.shares);
    }
    tensors_.emplace_back(batch_ * plan_.input.features);
    for (const Step& step : plan_.steps) tensors_.emplace_back(batch_ * result_size(step));
    for (std::uint32_t step = 0; step < gates.size(); ++step) {
      GatePlace<Word> place{step, batch_, {}, tensors_[step + 1], memory_};
      for (const std::uint32_t tensor : inputs_of(plan_, step)) {
        place.inputs.emplace_back(tensors_[tensor]);
      }
      gates_.push_back(std::visit(
          [&](const auto& gate) { return make_hospital<Word>(gate, std::move(place)); },
          gates[step]));
      gates_.back()->open(seeds, shares, workers);
    }
  }

  Task<std::vector<std::int64_t>> infer(Link& link,
                                        std::span<const std::int64_t> records) override {
    expect_records(records.size());
    link.reserve(gates_.size(), longest_.up, longest_.down);
    std::transform(records.begin(), records.end(), tensors_[0].begin(), to_word<Word>);
    for (std::size_t step = 0; step < gates_.size(); ++step) {
      link.enter(step);
      co_await gates_[step]->run(link);
    }
    co_await link.exchange();
    co_await link.arrive(tensors_.back().size() * plan_.output_width());
    std::vector<std::int64_t> logits = take_logits(link);
    link.leave();
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

  std::vector<std::int64_t> take_logits(Link& link) const {
    const unsigned width = plan_.output_width();
    const std::vector<Word>& ours = tensors_.back();
    std::vector<Word> theirs(ours.size());
    link.in().words<Word>(theirs, width);
    std::vector<std::int64_t> logits(ours.size());
    for (std::size_t i = 0; i < ours.size(); ++i) {
      logits[i] = to_signed<Word>(static_cast<Word>(ours[i] + theirs[i]), width);
    }
    return logits;
  }

  const Plan& plan_;
  std::size_t batch_;
  LongestMessages longest_;
  /// Our shares: the record, then every step's result.
  std::vector<std::vector<Word>> tensors_;
  SessionMemory<Word> memory_;
  std::vector<std::unique_ptr<HospitalGate<Word>>> gates_;
};

template <RingWord Word>
class RingPreparing final : public Preparing {
 public:
  RingPreparing(const Plan& plan, const Gates& gates,
                std::span<const std::uint8_t> masked_weights)
      : plan_(plan), sizes_(sizes_of(gates, plan.ring_bits)) {
    BitReader words(masked_weights);
    for (std::uint32_t step = 0; step < gates.size(); ++step) {
      gates_.push_back(
          std::visit([&](const auto& gate) { return make_preparing<Word>(gate, step, words); },
                     gates[step]));
    }
    words.expect_end();
  }

  Preparation prepare(const Seed& seed, Workers& workers) const override {
    Prepared prepared;
    prepared.shares.reserve(sizes_.shares);
    prepared.openings.reserve(sizes_.openings);
    std::vector<AheadTensor<Word>> tensors(gates_.size() + 1);
    for (std::size_t step = 0; step < gates_.size(); ++step) {
      std::vector<const AheadTensor<Word>*> inputs;
      for (const std::uint32_t tensor : inputs_of(plan_, step)) {
        inputs.push_back(&tensors[tensor]);
      }
      tensors[step + 1] = gates_[step]->prepare(seed, inputs, prepared, workers);
    }
    return {prepared.shares.take(), prepared.openings.take()};
  }

 private:
  const Plan& plan_;
  GateSize sizes_;
  std::vector<std::unique_ptr<PreparingGate<Word>>> gates_;
};

std::size_t whole_bytes(std::uint64_t bits) {
  return static_cast<std::size_t>((bits + 7) / 8);
}

}  // namespace

std::size_t prepared_shares_bytes(const Gates& gates) {
  return whole_bytes(sizes_of(gates).shares);
}

std::size_t openings_bytes(const Gates& gates) {
  return whole_bytes(sizes_of(gates).openings);
}

std::size_t masked_weights_bytes(const Gates& gates) {
  return whole_bytes(sizes_of(gates).masked_weights);
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
