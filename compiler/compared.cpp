#include "compiler/compared.hpp"

#include <algorithm>

#include "compiler/linear_layers.hpp"
#include "plan/image_size.hpp"

namespace medisc {
namespace {

constexpr double kWordShare = 0.2;  ///< of a result's word, beside a comparison

}  // namespace

std::vector<double> compared_behind(const Network& network) {
  const std::size_t layers = network.layers.size();
  std::vector<double> behind(layers + 1, 0.0);   // of a tensor's own width
  std::vector<double> through(layers + 1, 0.0);  // behind the linear layers that read it
  behind[layers] = kWordShare * network.outputs();
  for (std::size_t i = layers; i-- > 0;) {
    const Layer& layer = network.layers[i];
    for (const std::uint32_t tensor : network.inputs_of(i)) {
      if (is_linear(layer)) {
        through[tensor] += behind[i + 1];
      } else if (std::holds_alternative<Product>(layer.op)) {
        behind[tensor] += network.size_of(tensor) + behind[i + 1];  // it is revealed
      } else if (std::holds_alternative<Activation>(layer.op)) {
        behind[tensor] += layer.outputs();
      } else if (const auto* pool = std::get_if<MaxPool>(&layer.op)) {
        behind[tensor] += static_cast<double>(pool_taps(*pool)) + behind[i + 1];
        through[tensor] += through[i + 1];
      } else {
        behind[tensor] += behind[i + 1];
        through[tensor] += through[i + 1];
      }
    }
  }
  for (std::size_t i = 0; i < layers; ++i) {
    if (is_linear(network.layers[i])) continue;
    behind[i + 1] += through[i + 1] + kWordShare * network.layers[i].outputs();
  }
  behind[0] += through[0];
  return behind;
}

double compared_bits(const Plan& plan) {
  double bits = kWordShare * plan.outputs() * plan.output_width();
  for (const Step& step : plan.steps) {
    if (const auto* gate = std::get_if<ThresholdStep>(&step.op)) {
      bits += double{1} * gate->size * (gate->width + kWordShare * gate->output_width);
    } else if (const auto* pool = std::get_if<MaxPoolStep>(&step.op)) {
      bits += static_cast<double>(pool_taps(*pool)) * pool->width;
    }
  }
  return bits;
}

}  // namespace medisc
