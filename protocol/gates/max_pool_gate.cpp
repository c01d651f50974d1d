/// The max-pool: see protocol/gates/gate.hpp, and max_pool_run.hpp.
#include <algorithm>

#include "protocol/gates/gate.hpp"
#include "protocol/gates/threshold_parts.hpp"

namespace medisc {
namespace {

template <RingWord Word>
class PreparingMaxPool final : public PreparingGate<Word> {
 public:
  explicit PreparingMaxPool(const MaxPoolGate& gate) : gate_(gate) {}

  AheadTensor<Word> prepare(const Seed& seed,
                            const std::vector<const AheadTensor<Word>*>& inputs,
                            PreparedHalf& prepared, Workers& workers) const override {
    if (gate_.levels.empty() || gate_.levels[0].relu.reveal.live) return {};
    const AheadTensor<Word> differences{level_differences<Word>(
        gate_.levels[0], inputs[0]->words, gate_.step.in.channels, gate_.step.width)};
    prepare_reveal<Word>(gate_.levels[0].relu, seed, differences, prepared, workers);
    return {};
  }

 private:
  const MaxPoolGate& gate_;
};

template <RingWord Word>
class HospitalMaxPool final : public HospitalGate<Word> {
 public:
  HospitalMaxPool(const MaxPoolGate& gate, GatePlace<Word> place)
      : gate_(gate), place_(std::move(place)), material_(gate.levels.size()) {}

  void open(std::span<const Seed> seeds, std::span<BitReader>, Workers& workers) override {
    for (std::size_t level = 0; level < material_.size(); ++level) {
      const ThresholdGate& relu = gate_.levels[level].relu;
      expand_arrays<Word>(Party::kHospital, arrays_of(relu, material_[level]), seeds,
                          place_.batch * relu.size(), workers);
    }
  }

  Task<void> run(Link& link) override {
    return max_pool_as_hospital<Word>(link, gate_, material_, place_.inputs[0], place_.batch,
                                      place_.memory.max_pool, place_.result);
  }

 private:
  const MaxPoolGate& gate_;
  GatePlace<Word> place_;
  std::vector<ThresholdMaterial<Word>> material_;
};

template <RingWord Word>
class ServiceMaxPool final : public ServiceGate<Word> {
 public:
  ServiceMaxPool(const MaxPoolGate& gate, GatePlace<Word> place)
      : gate_(gate),
        place_(std::move(place)),
        material_(gate.levels.size()),
        ahead_(gate.levels.size()) {}

  void open(const ServiceSource& bundles, Workers& workers) override {
    for (std::size_t level = 0; level < material_.size(); ++level) {
      ServicePart<Word> part;
      part.open(gate_.levels[level].relu, bundles, workers);
      material_[level] = std::move(part.material);
      ahead_[level] = std::move(part.ahead);
    }
  }

  Task<void> run(Link& link) override {
    return max_pool_as_service<Word>(link, gate_, material_, ahead_, place_.inputs[0],
                                     place_.batch, place_.memory.max_pool, place_.result);
  }

 private:
  const MaxPoolGate& gate_;
  GatePlace<Word> place_;
  std::vector<ThresholdMaterial<Word>> material_;
  std::vector<std::vector<Word>> ahead_;
};

}  // namespace

void declare(const MaxPoolGate& gate, std::uint64_t batch, Schedule& schedule) {
  for (const MaxLevel& level : gate.levels) declare(level.relu, batch, schedule);
}

std::uint64_t result_bits(const MaxPoolGate& gate) {
  return gate.step.out.size() * gate.step.width;
}

GateCost cost_of(const MaxPoolGate& gate) {
  GateCost cost;
  for (const MaxLevel& level : gate.levels) {
    const GateCost own = cost_of(level.relu);
    cost.opening += own.opening;
    cost.preparing += own.preparing;
  }
  return cost;
}

GateSize size_of(const MaxPoolGate& gate, unsigned word) {
  GateSize size;
  for (const MaxLevel& level : gate.levels) {
    const GateSize own = size_of(level.relu, word);
    size.openings += own.openings;
    size.expanded += own.expanded;
    size.working = std::max(size.working, own.working);
  }
  return size;
}

template <RingWord Word>
void reserve(const MaxPoolGate& gate, std::size_t batch, const LinearMap<Word>*, std::size_t,
             SessionMemory<Word>& memory) {
  memory.max_pool.reserve(gate, batch);
}

template <RingWord Word>
std::unique_ptr<PreparingGate<Word>> make_preparing(const MaxPoolGate& gate, std::uint32_t,
                                                    BitReader&) {
  return std::make_unique<PreparingMaxPool<Word>>(gate);
}

template <RingWord Word>
std::unique_ptr<HospitalGate<Word>> make_hospital(const MaxPoolGate& gate,
                                                  GatePlace<Word> place) {
  return std::make_unique<HospitalMaxPool<Word>>(gate, std::move(place));
}

template <RingWord Word>
std::unique_ptr<ServiceGate<Word>> make_service(const MaxPoolGate& gate, GatePlace<Word> place,
                                                const LinearResidues<Word>&) {
  return std::make_unique<ServiceMaxPool<Word>>(gate, std::move(place));
}

MEDISC_INSTANTIATE_GATE(MaxPoolGate)

}  // namespace medisc
