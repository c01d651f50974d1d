#include "import/non_negative.hpp"

#include <algorithm>

namespace medisc {

bool NonNegativeTensors::contains(std::uint32_t tensor, const Network& network) {
  while (known_.size() <= tensor) {
    known_.push_back(keeps_from_negative(known_.size() - 1, network));
  }
  return known_[tensor];
}

bool NonNegativeTensors::keeps_from_negative(std::size_t layer, const Network& network) const {
  const auto& op = network.layers[layer].op;
  if (const auto* activation = std::get_if<Activation>(&op)) {
    if (activation->is_never_negative()) return true;
    return (*activation)(0) >= 0 && activation->never_falls() &&
           known_[network.inputs_of(layer).front()];
  }
  const auto none_below = [](const std::vector<double>& values) {
    return std::all_of(values.begin(), values.end(), [](double v) { return v >= 0; });
  };
  if (const auto* affine = std::get_if<Affine>(&op)) {
    if (!none_below(affine->scale) || !none_below(affine->shift)) return false;
  } else if (const auto* sum = std::get_if<Sum>(&op)) {
    if (!none_below(sum->factors) || sum->offset < 0) return false;
  } else if (!std::holds_alternative<SumPool>(op) && !std::holds_alternative<MaxPool>(op) &&
             !std::holds_alternative<Concat>(op)) {
    return false;
  }
  const auto inputs = network.inputs_of(layer);
  return std::all_of(inputs.begin(), inputs.end(),
                     [&](std::uint32_t input) { return known_[input]; });
}

}  // namespace medisc
