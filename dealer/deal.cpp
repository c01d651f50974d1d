#include "dealer/deal.hpp"

#include "dealer/deal_comparison.hpp"
#include "dealer/deal_linear.hpp"
#include "dealer/deal_selection.hpp"

namespace medisc {
namespace {

template <RingWord Word>
class RingDealing final : public Dealing {
 public:
  RingDealing(const Plan& plan, const Seed& weight_mask_seed) : gates_(make_gates(plan)) {
    for (std::uint32_t step = 0; step < gates_.size(); ++step) {
      const auto* linear = std::get_if<LinearGate>(&gates_[step]);
      if (linear == nullptr) {
        weight_masks_.emplace_back();
        continue;
      }
      const std::vector<Word> a1 = weight_mask<Word>(weight_mask_seed, step, *linear);
      weight_masks_.push_back(linear_map<Word>(*linear, a1, WeightRange::kFull));
    }
  }

  ServiceHalf deal(const Seed& hospital, const Seed& service) const override {
    BitWriter corrections;
    corrections.reserve(correction_bytes(gates_) * 8);
    for (std::uint32_t step = 0; step < gates_.size(); ++step) {
      if (const auto* linear = std::get_if<LinearGate>(&gates_[step])) {
        deal_linear<Word>(*linear, step, weight_masks_[step], hospital, corrections);
      }
      for_each_relu(gates_[step], [&](const ReluGate& relu) {
        deal_comparison(relu.circuit, relu.derivation_step, relu.step.size, hospital, service,
                        corrections);
        deal_selection<Word>(relu, relu.derivation_step, hospital, service, corrections);
      });
    }
    return {service, corrections.take()};
  }

 private:
  Gates gates_;
  std::vector<LinearMap<Word>> weight_masks_;  ///< a1 a step
};

}  // namespace

std::unique_ptr<Dealing> make_dealing(const Plan& plan, const Seed& weight_mask) {
  return with_ring(plan.ring_bits, [&]<RingWord Word>() -> std::unique_ptr<Dealing> {
    return std::make_unique<RingDealing<Word>>(plan, weight_mask);
  });
}

}  // namespace medisc
