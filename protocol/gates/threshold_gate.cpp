/// The threshold gate: see protocol/gates/gate.hpp, and threshold_run.hpp for its flights.
#include "protocol/gates/gate.hpp"
#include "protocol/gates/threshold_parts.hpp"

namespace medisc {
namespace {

template <RingWord Word>
class PreparingThreshold final : public PreparingGate<Word> {
 public:
  explicit PreparingThreshold(const ThresholdGate& gate) : gate_(gate) {}

  AheadTensor<Word> prepare(const Seed& seed,
                            const std::vector<const AheadTensor<Word>*>& inputs,
                            PreparedHalf& prepared, Workers& workers) const override {
    prepare_reveal<Word>(gate_, seed, *inputs[0], prepared, workers);
    return {};
  }

 private:
  const ThresholdGate& gate_;
};

template <RingWord Word>
class HospitalThreshold final : public HospitalGate<Word> {
 public:
  HospitalThreshold(const ThresholdGate& gate, GatePlace<Word> place)
      : gate_(gate), place_(std::move(place)) {}

  void open(std::span<const Seed> seeds, std::span<BitReader>, Workers& workers) override {
    expand_arrays<Word>(Party::kHospital, arrays_of(gate_, material_), seeds,
                        place_.batch * gate_.size(), workers);
  }

  Task<void> run(Link& link) override {
    return threshold_as_hospital<Word>(link, gate_, material_, place_.inputs[0], memory(),
                                       place_.result);
  }

 private:
  ThresholdMemory<Word>& memory() { return place_.memory.max_pool.relu; }

  const ThresholdGate& gate_;
  GatePlace<Word> place_;
  ThresholdMaterial<Word> material_;
};

template <RingWord Word>
class ServiceThreshold final : public ServiceGate<Word> {
 public:
  ServiceThreshold(const ThresholdGate& gate, GatePlace<Word> place)
      : gate_(gate), place_(std::move(place)) {}

  void open(const ServiceSource& bundles, Workers& workers) override {
    part_.open(gate_, bundles, workers);
  }

  Task<void> run(Link& link) override {
    return threshold_as_service<Word>(link, gate_, part_.material, part_.ahead,
                                      place_.inputs[0], memory(), place_.result);
  }

 private:
  ThresholdMemory<Word>& memory() { return place_.memory.max_pool.relu; }

  const ThresholdGate& gate_;
  GatePlace<Word> place_;
  ServicePart<Word> part_;
};

}  // namespace

void declare(const ThresholdGate& gate, std::uint64_t batch, Schedule& schedule) {
  const std::uint64_t values = batch * gate.size();
  if (gate.reveal.live) schedule.up(values * gate.reveal.width);
  for (std::size_t turn = 0; turn < gate.turns.size(); ++turn) {
    schedule.send_up();
    if (turn == 0) schedule.down(values * gate.reveal.width);
    schedule.down(values * gate.turns[turn].down);
    schedule.send_down();
    schedule.up(values * gate.turns[turn].up);
  }
}

std::uint64_t result_bits(const ThresholdGate& gate) {
  return std::uint64_t{gate.size()} * gate.select.output_width;
}

GateCost cost_of(const ThresholdGate& gate) {
  return {50 * gate.size(), (gate.reveal.live ? 0 : 4) * gate.size(), 0};
}

GateSize size_of(const ThresholdGate& gate, unsigned word) {
  GateSize size;
  size.openings = gate.reveal.live ? 0 : gate.size() * gate.reveal.width;
  size.expanded = expanded_bits(gate, word);
  size.working = working_bits(gate, word);
  return size;
}

template <RingWord Word>
void reserve(const ThresholdGate& gate, std::size_t batch, const LinearMap<Word>*, std::size_t,
             SessionMemory<Word>& memory) {
  memory.max_pool.relu.reshape(gate, batch * gate.size());
}

template <RingWord Word>
std::unique_ptr<PreparingGate<Word>> make_preparing(const ThresholdGate& gate, std::uint32_t,
                                                    BitReader&) {
  return std::make_unique<PreparingThreshold<Word>>(gate);
}

template <RingWord Word>
std::unique_ptr<HospitalGate<Word>> make_hospital(const ThresholdGate& gate,
                                                  GatePlace<Word> place) {
  return std::make_unique<HospitalThreshold<Word>>(gate, std::move(place));
}

template <RingWord Word>
std::unique_ptr<ServiceGate<Word>> make_service(const ThresholdGate& gate,
                                                GatePlace<Word> place,
                                                const LinearResidues<Word>&) {
  return std::make_unique<ServiceThreshold<Word>>(gate, std::move(place));
}

MEDISC_INSTANTIATE_GATE(ThresholdGate)

}  // namespace medisc
