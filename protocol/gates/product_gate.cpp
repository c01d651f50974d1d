/// The product gate: see protocol/gates/gate.hpp, and product_run.hpp for its flights.
#include "protocol/gates/gate.hpp"
#include "protocol/gates/product_run.hpp"

namespace medisc {
namespace {

template <RingWord Word>
class PreparingProduct final : public PreparingGate<Word> {
 public:
  explicit PreparingProduct(const ProductGate& gate) : gate_(gate) {}

  AheadTensor<Word> prepare(const Seed& seed,
                            const std::vector<const AheadTensor<Word>*>& inputs,
                            PreparedHalf& prepared, Workers&) const override {
    for (std::size_t i = 0; i < 2; ++i) {
      const Reveal& reveal = gate_.factors[i];
      if (reveal.live) continue;
      std::vector<Word> h = reveal_mask<Word>(seed, reveal.step, reveal.size, reveal.width);
      const std::vector<Word>& share = inputs[i]->words;
      for (std::size_t k = 0; k < h.size(); ++k) h[k] = static_cast<Word>(h[k] + share[k]);
      prepared.openings.words<Word>(h, reveal.width);
    }
    return {};
  }

 private:
  const ProductGate& gate_;
};

/// What both parties' gates have in common.
template <RingWord Word>
class PartyProduct {
 protected:
  PartyProduct(const ProductGate& gate, GatePlace<Word> place)
      : gate_(gate), place_(std::move(place)) {
    for (std::size_t i = 0; i < 2; ++i) memory_[i].resize(lanes(i));
  }

  std::size_t lanes(std::size_t factor) const {
    return place_.batch * gate_.factors[factor].size;
  }

  void expand(Party party, std::span<const Seed> seeds, Workers& workers) {
    expand_arrays<Word>(party, arrays_of(gate_, material_), seeds, lanes(0), workers);
    expand_masks<Word>(gate_, material_, seeds, workers);
  }

  Factors<Word> shares() const { return {place_.inputs[0], place_.inputs[1]}; }

  const ProductGate& gate_;
  GatePlace<Word> place_;
  ProductMaterial<Word> material_;
  ProductMemory<Word> memory_;
};

template <RingWord Word>
class HospitalProduct final : public HospitalGate<Word>, PartyProduct<Word> {
 public:
  HospitalProduct(const ProductGate& gate, GatePlace<Word> place)
      : PartyProduct<Word>(gate, std::move(place)) {}

  void open(std::span<const Seed> seeds, std::span<BitReader>, Workers& workers) override {
    this->expand(Party::kHospital, seeds, workers);
  }

  Task<void> run(Link& link) override {
    return product_as_hospital<Word>(link, this->gate_, this->material_, this->shares(),
                                     this->memory_, this->place_.result);
  }
};

template <RingWord Word>
class ServiceProduct final : public ServiceGate<Word>, PartyProduct<Word> {
 public:
  ServiceProduct(const ProductGate& gate, GatePlace<Word> place)
      : PartyProduct<Word>(gate, std::move(place)) {}

  void open(const ServiceSource& bundles, Workers& workers) override {
    this->expand(Party::kService, bundles.seeds, workers);
    const auto arrays = arrays_of(this->gate_, this->material_);
    for (std::size_t b = 0; b < bundles.seeds.size(); ++b) {
      read_corrections<Word>(arrays, b, this->gate_.size(), bundles.corrections[b], workers);
      for (std::size_t i = 0; i < 2; ++i) read_ahead(i, b, bundles.openings[b]);
    }
  }

  Task<void> run(Link& link) override {
    return product_as_service<Word>(link, this->gate_, this->material_, this->shares(),
                                    this->memory_, this->place_.result);
  }

 private:
  /// h of a factor that is not live.
  void read_ahead(std::size_t factor, std::size_t bundle, BitReader& openings) {
    const Reveal& reveal = this->gate_.factors[factor];
    if (reveal.live) return;
    const auto h = std::span(this->memory_[factor]).subspan(bundle * reveal.size, reveal.size);
    openings.words<Word>(h, reveal.width);
  }
};

}  // namespace

void declare(const ProductGate& gate, std::uint64_t batch, Schedule& schedule) {
  for (const Reveal& reveal : gate.factors) {
    if (reveal.live) schedule.up(batch * reveal.size * reveal.width);
  }
  schedule.send_up();
  for (const Reveal& reveal : gate.factors) schedule.down(batch * reveal.size * reveal.width);
  schedule.send_down();
}

std::uint64_t result_bits(const ProductGate& gate) {
  return std::uint64_t{gate.size()} * gate.step.width;
}

GateCost cost_of(const ProductGate& gate) {
  return {8 * gate.size(), 4 * gate.size(), 0};
}

GateSize size_of(const ProductGate& gate, unsigned word) {
  GateSize size;
  for (const Reveal& reveal : gate.factors) {
    if (!reveal.live) size.openings += std::uint64_t{reveal.size} * reveal.width;
    size.expanded += std::uint64_t{reveal.size} * word;
    size.working += std::uint64_t{reveal.size} * word;
  }
  size.expanded += gate.size() * word;
  return size;
}

template <RingWord Word>
void reserve(const ProductGate&, std::size_t, const LinearMap<Word>*, std::size_t,
             SessionMemory<Word>&) {}

template <RingWord Word>
std::unique_ptr<PreparingGate<Word>> make_preparing(const ProductGate& gate, std::uint32_t,
                                                    BitReader&) {
  return std::make_unique<PreparingProduct<Word>>(gate);
}

template <RingWord Word>
std::unique_ptr<HospitalGate<Word>> make_hospital(const ProductGate& gate,
                                                  GatePlace<Word> place) {
  return std::make_unique<HospitalProduct<Word>>(gate, std::move(place));
}

template <RingWord Word>
std::unique_ptr<ServiceGate<Word>> make_service(const ProductGate& gate, GatePlace<Word> place,
                                                const LinearResidues<Word>&) {
  return std::make_unique<ServiceProduct<Word>>(gate, std::move(place));
}

MEDISC_INSTANTIATE_GATE(ProductGate)

}  // namespace medisc
