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
      const auto* dense = std::get_if<DenseStep>(&gates_[step]);
      weight_masks_.push_back(dense ? weight_mask<Word>(weight_mask_seed, step, *dense)
                                    : std::vector<Word>{});
    }
  }

  ServiceHalf deal(const Seed& hospital, const Seed& service) const override {
    BitWriter corrections;
    for (std::uint32_t step = 0; step < gates_.size(); ++step) {
      if (const auto* dense = std::get_if<DenseStep>(&gates_[step])) {
        deal_linear<Word>(*dense, step, weight_masks_[step], hospital, corrections);
      } else {
        const auto& relu = std::get<ReluGate>(gates_[step]);
        deal_comparison(relu.circuit, step, relu.step.size, hospital, service, corrections);
        deal_selection<Word>(relu, step, hospital, service, corrections);
      }
    }
    return {service, corrections.take()};
  }

 private:
  Gates gates_;
  std::vector<std::vector<Word>> weight_masks_;  ///< a1 a step
};

}  // namespace

std::unique_ptr<Dealing> make_dealing(const Plan& plan, const Seed& weight_mask) {
  return with_ring(plan.ring_bits, [&]<RingWord Word>() -> std::unique_ptr<Dealing> {
    return std::make_unique<RingDealing<Word>>(plan, weight_mask);
  });
}

}  // namespace medisc
