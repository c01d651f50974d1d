#include "dealer/deal.hpp"

#include <algorithm>

#include "correlation/chunks.hpp"
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

  using Dealing::deal;
  bool deal(const Seed& hospital, const Seed& service, const Sink& sink) const override {
    BitWriter corrections;
    for (const GateDealing<Word>& gate : dealings_) {
      gate.deal(hospital, service, corrections);
      std::size_t taken = 0;
      for (const auto whole = corrections.whole(); whole.size() - taken > kChunkBytes;
           taken += kChunkBytes) {
        if (!sink(whole.subspan(taken, kChunkBytes))) return false;
      }
      corrections.drop_whole(taken);
    }
    // The last chunk, which may be whole, and is the only one where there are no corrections.
    const auto rest = corrections.finish();
    for (std::size_t taken = 0;; taken += kChunkBytes) {
      const auto chunk = rest.subspan(taken, std::min(kChunkBytes, rest.size() - taken));
      if (!sink(chunk)) return false;
      if (taken + chunk.size() == rest.size()) return true;
    }
  }

 private:
  Gates gates_;
  std::vector<GateDealing<Word>> dealings_;
};

}  // namespace

ServiceHalf Dealing::deal(const Seed& hospital, const Seed& service) const {
  ServiceHalf half{service, {}};
  deal(hospital, service, [&](std::span<const std::uint8_t> chunk) {
    half.corrections.insert(half.corrections.end(), chunk.begin(), chunk.end());
    return true;
  });
  return half;
}

std::unique_ptr<Dealing> make_dealing(const Plan& plan, const Seed& weight_mask) {
  return with_ring(plan.ring_bits, [&]<RingWord Word>() -> std::unique_ptr<Dealing> {
    return std::make_unique<RingDealing<Word>>(plan, weight_mask);
  });
}

}  // namespace medisc
