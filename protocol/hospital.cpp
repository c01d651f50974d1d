#include "protocol/hospital.hpp"

#include <algorithm>
#include <string>

#include "protocol/gate_sums.hpp"
#include "protocol/gates/gate.hpp"
#include "protocol/last_readers.hpp"
#include "protocol/session_gates.hpp"
#include "protocol/traffic.hpp"

namespace medisc {
namespace {

template <RingWord Word>
class HospitalGates final : public SessionGates<Word, HospitalGate<Word>> {
 public:
  HospitalGates(const Plan& plan, const Gates& gates, std::vector<Seed> seeds,
                std::uint64_t room)
      : SessionGates<Word, HospitalGate<Word>>(plan, gates, seeds.size(), room,
                                               streams_of(gates, seeds.size())),
        seeds_(std::move(seeds)) {
    for (const Gate& gate : gates) {
      std::visit(
          [&](const auto& kind) {
            reserve<Word>(kind, seeds_.size(), nullptr, 1, this->memory_);
          },
          gate);
    }
  }

 private:
  static std::vector<GateStream> streams_of(const Gates& gates, std::size_t batch) {
    std::vector<GateStream> streams;
    streams.emplace_back(Material::kOpenings, share_bits_of(gates), batch);
    return streams;
  }

  std::unique_ptr<HospitalGate<Word>> open_gate(GatePlace<Word> place,
                                                Workers& workers) override {
    const std::uint32_t step = place.step;
    std::vector<BitReader> shares = this->readers(0, step);
    std::unique_ptr<HospitalGate<Word>> opened = std::visit(
        [&](const auto& gate) { return make_hospital<Word>(gate, std::move(place)); },
        this->kinds_[step]);
    opened->open(seeds_, shares, workers);
    return opened;
  }

  const std::vector<Seed> seeds_;
};

template <RingWord Word>
class RingHospitalSession final : public HospitalSession {
 public:
  RingHospitalSession(const Plan& plan, const Gates& gates, std::vector<Seed> seeds,
                      std::uint64_t room)
      : plan_(plan),
        batch_(seeds.size()),
        longest_(gates, seeds.size()),
        gates_(plan, gates, std::move(seeds), room) {}

  Task<void> open(MaterialSource& source, WorkHost* host) override {
    return gates_.open(source, host);
  }
  void open_now(MaterialSource& source, Workers& workers) { gates_.open_now(source, workers); }

  Task<void> filled() override { co_await gates_.window().filled(); }

  Task<std::vector<std::int64_t>> infer(Link& link,
                                        std::span<const std::int64_t> records) override {
    expect_records(records.size());
    link.reserve(gates_.size(), longest_.up, longest_.down);
    std::transform(records.begin(), records.end(), gates_.record().begin(), to_word<Word>);
    co_await gates_.run(link);
    co_await link.exchange();
    co_await link.arrive(gates_.result().size() * plan_.output_width());
    std::vector<std::int64_t> logits = take_logits(link);
    link.leave();
    co_return logits;
  }
  void end() override { gates_.window().end(); }

 private:
  void expect_records(std::size_t values) const {
    if (values == batch_ * plan_.input.features) return;
    throw Failure(Error{ErrorCode::kBadInput,
                        std::to_string(values) + " values for " + std::to_string(batch_) +
                            " records of " + std::to_string(plan_.input.features) + " features",
                        ""});
  }

  std::vector<std::int64_t> take_logits(Link& link) {
    const unsigned width = plan_.output_width();
    const std::vector<Word>& ours = gates_.result();
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
  HospitalGates<Word> gates_;
};

template <RingWord Word>
class RingPreparing final : public Preparing {
 public:
  RingPreparing(const Plan& plan, const Gates& gates,
                std::vector<std::unique_ptr<PreparingGate<Word>>> prepared)
      : plan_(plan),
        sizes_(sizes_of(gates, plan.ring_bits)),
        needless_after_(needless_after(plan)),
        gates_(std::move(prepared)) {}

  Preparation prepare(const Seed& seed, Workers& workers) const override {
    PreparedHalf prepared;
    prepared.shares.reserve(sizes_.shares);
    prepared.openings.reserve(sizes_.openings);
    std::vector<AheadTensor<Word>> tensors(gates_.size() + 1);
    for (std::size_t step = 0; step < gates_.size(); ++step) {
      std::vector<const AheadTensor<Word>*> inputs;
      for (const std::uint32_t tensor : inputs_of(plan_, step)) {
        inputs.push_back(&tensors[tensor]);
      }
      tensors[step + 1] = gates_[step]->prepare(seed, inputs, prepared, workers);
      for (const std::size_t tensor : needless_after_[step]) tensors[tensor] = {};
    }
    return {prepared.shares.take(), prepared.openings.take()};
  }

 private:
  const Plan& plan_;
  GateSize sizes_;
  std::vector<std::vector<std::size_t>> needless_after_;  ///< tensors, by step
  std::vector<std::unique_ptr<PreparingGate<Word>>> gates_;
};

template <RingWord Word>
class RingPacking final : public PackingWeights {
 public:
  RingPacking(const Plan& plan, const Gates& gates) : plan_(plan), gates_(gates) {
    pack_what_has_come();
  }

  void add(std::span<const std::uint8_t> part) override {
    std::ranges::copy(part, words_.append(part.size()).begin());
    pack_what_has_come();
  }

  Result<std::unique_ptr<Preparing>> finish() override {
    const bool fits = packed_.size() == gates_.size() && words_.end() - begin_ < 8;
    if (!fits || !is_padding()) {
      return fail(ErrorCode::kBadInput, "the masked weights do not fit the plan");
    }
    return std::make_unique<RingPreparing<Word>>(plan_, gates_, std::move(packed_));
  }

 private:
  void pack_what_has_come() {
    while (packed_.size() < gates_.size()) {
      const auto step = static_cast<std::uint32_t>(packed_.size());
      const std::uint64_t bits = std::visit(
          [](const auto& kind) { return size_of(kind, 32).masked_weights; }, gates_[step]);
      if (words_.end() - begin_ < bits) return;
      BitReader words = words_.at(begin_);
      packed_.push_back(
          std::visit([&](const auto& kind) { return make_preparing<Word>(kind, step, words); },
                     gates_[step]));
      begin_ += bits;
      words_.drop_before(begin_);
    }
  }

  bool is_padding() const {
    try {
      words_.at(begin_).expect_end();
      return true;
    } catch (const Failure&) {
      return false;
    }
  }

  const Plan& plan_;
  const Gates& gates_;
  RollingBits words_;        ///< of D
  std::uint64_t begin_ = 0;  ///< bit at which the next gate's weights begin
  std::vector<std::unique_ptr<PreparingGate<Word>>> packed_;
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

bool are_of_masked_weights(const Chunks& chunks, const Gates& gates) {
  const std::uint64_t bits = sizes_of(gates).masked_weights;
  const std::size_t bytes = whole_bytes(bits);
  if (chunks.in_all != chunks_of(bytes) || chunks.parts.empty()) return false;
  for (std::uint32_t i = chunks.first; i < chunks.end(); ++i) {
    if (chunks.parts[i - chunks.first].size() != chunk_bytes(bytes, i)) return false;
  }
  if (chunks.end() < chunks.in_all || bits % 8 == 0) return true;
  return chunks.parts.back().back() >> bits % 8 == 0;
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
  std::vector<Seed> seeds;
  std::vector<MemoryMaterial::Record> records;
  for (const HospitalBundle& bundle : bundles) {
    seeds.push_back(bundle.seed);
    records.push_back({{}, bundle.shares});
  }
  MemoryMaterial material(std::move(records));
  return with_ring(plan.ring_bits, [&]<RingWord Word>() -> std::unique_ptr<HospitalSession> {
    auto session =
        std::make_unique<RingHospitalSession<Word>>(plan, gates, std::move(seeds), UINT64_MAX);
    session->open_now(material, workers);
    return session;
  });
}

std::unique_ptr<HospitalSession> make_hospital_session(const Plan& plan, const Gates& gates,
                                                       std::vector<Seed> seeds,
                                                       std::uint64_t room) {
  return with_ring(plan.ring_bits, [&]<RingWord Word>() -> std::unique_ptr<HospitalSession> {
    return std::make_unique<RingHospitalSession<Word>>(plan, gates, std::move(seeds), room);
  });
}

std::unique_ptr<PackingWeights> make_packing(const Plan& plan, const Gates& gates) {
  return with_ring(plan.ring_bits, [&]<RingWord Word>() -> std::unique_ptr<PackingWeights> {
    return std::make_unique<RingPacking<Word>>(plan, gates);
  });
}

Result<std::unique_ptr<Preparing>> make_preparing(
    const Plan& plan, const Gates& gates, std::span<const std::uint8_t> masked_weights) {
  const std::unique_ptr<PackingWeights> packing = make_packing(plan, gates);
  packing->add(masked_weights);
  return packing->finish();
}

}  // namespace medisc
