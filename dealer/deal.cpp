#include "dealer/deal.hpp"

#include "dealer/deal_linear.hpp"
#include "dealer/deal_product.hpp"
#include "dealer/deal_threshold.hpp"

namespace medisc {
namespace {

/// One gate's part of a pool: what its bundles share, and its dealing.
template <RingWord Word>
class GateDealing {
 public:
  GateDealing(const Gate& gate, std::uint32_t step, const Seed& weight_mask_seed)
      : gate_(gate), step_(step) {
    std::visit([&](const auto& kind) { share(kind, weight_mask_seed); }, gate);
  }

  void deal(const Seed& hospital, const Seed& service, BitWriter& corrections) const {
    std::visit([&](const auto& gate) { deal_gate(gate, hospital, service, corrections); },
               gate_);
  }

 private:
  /// What the pool's bundles share.
  void share(const LinearGate& gate, const Seed& weight_mask_seed) {
    const std::vector<Word> a1 = weight_mask<Word>(weight_mask_seed, step_, gate);
    weight_mask_ = linear_map<Word>(gate, a1, WeightRange::kFull);
  }
  template <class OtherGate>
  void share(const OtherGate&, const Seed&) {}

  void deal_gate(const LinearGate& gate, const Seed& hospital, const Seed&,
                 BitWriter& corrections) const {
    deal_linear<Word>(gate, step_, weight_mask_, hospital, corrections);
  }
  void deal_gate(const ThresholdGate& gate, const Seed& hospital, const Seed& service,
                 BitWriter& corrections) const {
    deal_threshold<Word>(gate, hospital, service, corrections);
  }
  void deal_gate(const MaxPoolGate& gate, const Seed& hospital, const Seed& service,
                 BitWriter& corrections) const {
    for (const MaxLevel& level : gate.levels) {
      deal_threshold<Word>(level.relu, hospital, service, corrections);
    }
  }
  void deal_gate(const ProductGate& gate, const Seed& hospital, const Seed& service,
                 BitWriter& corrections) const {
    deal_product<Word>(gate, hospital, service, corrections);
  }
  void deal_gate(const LocalGate&, const Seed&, const Seed&, BitWriter&) const {}

  const Gate& gate_;
  std::uint32_t step_;
  LinearMap<Word> weight_mask_;  ///< a1 of a linear layer
};

template <RingWord Word>
class RingDealing final : public Dealing {
 public:
  RingDealing(const Plan& plan, const Seed& weight_mask_seed) : gates_(make_gates(plan)) {
    for (std::uint32_t step = 0; step < gates_.size(); ++step) {
      dealings_.emplace_back(gates_[step], step, weight_mask_seed);
    }
  }

  ServiceHalf deal(const Seed& hospital, const Seed& service) const override {
    BitWriter corrections;
    corrections.reserve(correction_bytes(gates_) * 8);
    for (const GateDealing<Word>& gate : dealings_) gate.deal(hospital, service, corrections);
    return {service, corrections.take()};
  }

 private:
  Gates gates_;
  std::vector<GateDealing<Word>> dealings_;
};

}  // namespace

std::unique_ptr<Dealing> make_dealing(const Plan& plan, const Seed& weight_mask) {
  return with_ring(plan.ring_bits, [&]<RingWord Word>() -> std::unique_ptr<Dealing> {
    return std::make_unique<RingDealing<Word>>(plan, weight_mask);
  });
}

}  // namespace medisc
