/// Local steps: see protocol/gates/gate.hpp, and local_run.hpp.
#include "protocol/gates/gate.hpp"
#include "protocol/gates/local_run.hpp"
#include "protocol/work_cost.hpp"

namespace medisc {
namespace {

std::uint64_t result_size(const LocalGate& gate) {
  return std::visit([](const auto& step) { return step.result_size(); }, gate.step);
}

template <RingWord Word>
Task<void> compute_by_link(Link& link, const LocalGate& gate, Party party,
                           const GatePlace<Word>& place) {
  auto computing = link.work(turn_cost(place.inputs[0].size()), [&](Workers&) {
    compute_local<Word>(gate, party, place.inputs, place.batch, place.result);
  });
  co_await computing;
}

Task<void> nothing(Link&) {
  co_return;
}

template <RingWord Word>
class PreparingLocal final : public PreparingGate<Word> {
 public:
  explicit PreparingLocal(const LocalGate& gate) : gate_(gate) {}

  AheadTensor<Word> prepare(const Seed&, const std::vector<const AheadTensor<Word>*>& inputs,
                            PreparedHalf&, Workers&) const override {
    if (!gate_.ahead) return {};
    std::vector<std::span<const Word>> words;
    for (const AheadTensor<Word>* input : inputs) words.emplace_back(input->words);
    AheadTensor<Word> result{std::vector<Word>(result_size(gate_))};
    compute_local<Word>(gate_, Party::kHospital, words, 1, result.words);
    return result;
  }

 private:
  const LocalGate& gate_;
};

template <RingWord Word>
class HospitalLocal final : public HospitalGate<Word> {
 public:
  HospitalLocal(const LocalGate& gate, GatePlace<Word> place)
      : gate_(gate), place_(std::move(place)) {}

  void open(std::span<const Seed>, std::span<BitReader>, Workers&) override {
    if (!gate_.ahead || !gate_.used) return;
    compute_local<Word>(gate_, Party::kHospital, place_.inputs, place_.batch, place_.result);
  }

  Task<void> run(Link& link) override {
    if (gate_.ahead) return nothing(link);
    return compute_by_link<Word>(link, gate_, Party::kHospital, place_);
  }

 private:
  const LocalGate& gate_;
  GatePlace<Word> place_;
};

template <RingWord Word>
class ServiceLocal final : public ServiceGate<Word> {
 public:
  ServiceLocal(const LocalGate& gate, GatePlace<Word> place)
      : gate_(gate), place_(std::move(place)) {}

  void open(const ServiceSource&, Workers&) override {}

  Task<void> run(Link& link) override {
    return compute_by_link<Word>(link, gate_, Party::kService, place_);
  }

 private:
  const LocalGate& gate_;
  GatePlace<Word> place_;
};

}  // namespace

void declare(const LocalGate&, std::uint64_t, Schedule&) {}

std::uint64_t result_bits(const LocalGate& gate) {
  return std::visit([](const auto& step) { return step.result_size() * step.result_width(); },
                    gate.step);
}

GateCost cost_of(const LocalGate&) {
  return {};
}

GateSize size_of(const LocalGate&, unsigned) {
  return {};
}

template <RingWord Word>
void reserve(const LocalGate&, std::size_t, const LinearMap<Word>*, std::size_t,
             SessionMemory<Word>&) {}

template <RingWord Word>
std::unique_ptr<PreparingGate<Word>> make_preparing(const LocalGate& gate, std::uint32_t,
                                                    BitReader&) {
  return std::make_unique<PreparingLocal<Word>>(gate);
}

template <RingWord Word>
std::unique_ptr<HospitalGate<Word>> make_hospital(const LocalGate& gate,
                                                  GatePlace<Word> place) {
  return std::make_unique<HospitalLocal<Word>>(gate, std::move(place));
}

template <RingWord Word>
std::unique_ptr<ServiceGate<Word>> make_service(const LocalGate& gate, GatePlace<Word> place,
                                                const LinearResidues<Word>&) {
  return std::make_unique<ServiceLocal<Word>>(gate, std::move(place));
}

MEDISC_INSTANTIATE_GATE(LocalGate)

}  // namespace medisc
