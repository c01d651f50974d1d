#include "compiler/giving_way.hpp"

#include <algorithm>
#include <numeric>

#include "compiler/linear_layers.hpp"

namespace medisc {
namespace {

constexpr int kLeastWeightBits = 4;
constexpr int kLeastActivationBits = 2;
/// Of the mean noise: what is measured as less may grow by more than a bit's worth.
constexpr double kLeastNoise = 1.0 / 256;

class GivingWay {
 public:
  GivingWay(const RingNeeds& needs, const PlanOptions& options, std::vector<double>& noise,
            Draft& draft)
      : needs_(needs),
        options_(options),
        noise_(noise),
        draft_(draft),
        taken_(needs.scales.size(), 0),
        scales_(needs.scales) {
    const double sum = std::accumulate(noise.begin(), noise.end(), 0.0);
    least_ = std::max(kLeastNoise * sum / static_cast<double>(noise.size()), 1e-30);
  }

  bool run() {
    bool any = false;
    for (std::uint32_t i = 0; i < needs_.bits.size(); ++i) {
      const std::uint32_t judged = is_compared_at_its_input(i) ? inputs_of(i).front() : i + 1;
      while (static_cast<int>(needs_.bits[i]) - fallen(judged) >
             static_cast<int>(options_.ring_bits)) {
        const std::uint32_t giver = best_before(judged);
        if (giver == 0) break;
        take_bit(giver);
        any = true;
      }
    }
    return any;
  }

 private:
  const Network& network() const { return draft_.network; }
  std::vector<std::uint32_t> inputs_of(std::uint32_t layer) const {
    return network().inputs_of(layer);
  }
  bool is_compared_at_its_input(std::uint32_t layer) const {
    const LayerOp& op = network().layers[layer].op;
    return std::holds_alternative<Activation>(op) || std::holds_alternative<MaxPool>(op);
  }

  /// Bits that a tensor has less than when needs were found.
  int fallen(std::uint32_t tensor) const { return needs_.scales[tensor] - scales_[tensor]; }

  /// The tensor to take a bit of for `tensor` to have one less; 0 where there is none.
  std::uint32_t best_before(std::uint32_t tensor) const {
    if (tensor == 0) return 0;
    const std::uint32_t index = tensor - 1;
    if (std::holds_alternative<Activation>(network().layers[index].op)) {
      return can_give(tensor) ? tensor : 0;
    }
    std::uint32_t best = is_linear(network().layers[index]) && can_give(tensor) ? tensor : 0;
    std::int32_t finest = scales_[inputs_of(index).front()];
    for (const std::uint32_t input : inputs_of(index)) {
      finest = std::max(finest, scales_[input]);
    }
    for (const std::uint32_t input : inputs_of(index)) {
      if (scales_[input] < finest) continue;  // a sum is as fine as its finest part
      const std::uint32_t other = best_before(input);
      if (other != 0 && (best == 0 || noise_of(other) < noise_of(best))) best = other;
    }
    return best;
  }

  double noise_of(std::uint32_t tensor) const { return std::max(noise_[tensor], least_); }

  bool can_give(std::uint32_t tensor) const {
    const LayerBits& bits = draft_.bits[tensor - 1];
    if (is_linear(network().layers[tensor - 1])) {
      return static_cast<int>(*options_.weight_bits) + bits.weight > kLeastWeightBits;
    }
    return static_cast<int>(*options_.activation_bits) + bits.activation > kLeastActivationBits;
  }

  void take_bit(std::uint32_t tensor) {
    LayerBits& bits = draft_.bits[tensor - 1];
    --(is_linear(network().layers[tensor - 1]) ? bits.weight : bits.activation);
    noise_[tensor] = 4 * noise_of(tensor);
    ++taken_[tensor];
    for (std::uint32_t i = tensor - 1; i < needs_.bits.size(); ++i) follow(i);
  }

  /// The scale of a layer's result, from those of what it reads.
  void follow(std::uint32_t index) {
    const std::uint32_t result = index + 1;
    if (std::holds_alternative<Activation>(network().layers[index].op)) {
      scales_[result] = needs_.scales[result] - taken_[result];
      return;
    }
    std::int32_t before = needs_.scales[inputs_of(index).front()];
    std::int32_t now = scales_[inputs_of(index).front()];
    for (const std::uint32_t input : inputs_of(index)) {
      before = std::max(before, needs_.scales[input]);
      now = std::max(now, scales_[input]);
    }
    scales_[result] = needs_.scales[result] - (before - now) - taken_[result];
  }

  const RingNeeds& needs_;
  const PlanOptions& options_;
  std::vector<double>& noise_;
  Draft& draft_;
  std::vector<int> taken_;            ///< by tensor
  std::vector<std::int32_t> scales_;  ///< by tensor, with what was taken
  double least_ = 0;
};

}  // namespace

bool give_way(const RingNeeds& needs, const PlanOptions& options, std::vector<double>& noise,
              Draft& draft) {
  if (needs.bits.empty()) return false;
  return GivingWay(needs, options, noise, draft).run();
}

}  // namespace medisc
