#include "compiler/rewrites.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <string>

#include "compiler/linear_layers.hpp"
#include "plan/powers.hpp"

namespace medisc {
namespace {

const Activation* activation_of(const Network& network, std::uint32_t tensor) {
  return tensor == 0 ? nullptr : std::get_if<Activation>(&network.layers[tensor - 1].op);
}

}  // namespace

Network with_cap(const Network& network, std::uint32_t tensor, int cap_log2) {
  Network result = network;
  auto& activation = std::get<Activation>(result.layers[tensor - 1].op);
  activation = capped(std::move(activation), std::ldexp(1.0, cap_log2));
  return result;
}

Network with_truncation(const Network& network, std::uint32_t tensor) {
  constexpr std::size_t kLongestName = 100;
  Network result{network.features, {}, network.ends_in_argmax, network.facts};
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    Layer layer = network.layers[i];
    layer.inputs = network.inputs_of(i);
    for (std::uint32_t& input : layer.inputs) {
      if (input >= tensor && i >= tensor) ++input;
    }
    result.layers.push_back(std::move(layer));
    if (i + 1 != tensor) continue;
    result.layers.push_back({network.layers[i].name.substr(0, kLongestName) + "/truncation",
                             identity_activation(network.size_of(tensor)),
                             {tensor}});
  }
  return result;
}

std::optional<std::uint32_t> cappable_before(const Network& network, std::size_t layer) {
  const std::vector<std::uint32_t> first = network.inputs_of(layer);
  std::set<std::uint32_t> ahead(first.begin(), first.end());
  while (!ahead.empty()) {
    const std::uint32_t tensor = *ahead.rbegin();
    ahead.erase(tensor);
    if (tensor == 0) continue;
    const Activation* activation = activation_of(network, tensor);
    if (activation != nullptr && is_unbounded(*activation)) return tensor;
    const std::vector<std::uint32_t> inputs = network.inputs_of(tensor - 1);
    ahead.insert(inputs.begin(), inputs.end());
  }
  return std::nullopt;
}

int least_cap_log2(const Network& network, std::uint32_t tensor) {
  const Activation& activation = *activation_of(network, tensor);
  double largest = 0;
  for (const Bend& bend : activation.bends) {
    largest = std::max(largest, std::abs(activation(bend.at)));
  }
  return largest > 0 ? ceil_log2(largest) + 1 : std::numeric_limits<int>::min();
}

std::optional<std::uint32_t> untruncated_input(const Network& network, std::size_t layer) {
  if (!is_linear(network.layers[layer])) return std::nullopt;
  const std::uint32_t read = network.inputs_of(layer).front();
  std::set<std::uint32_t> ahead{read};
  while (!ahead.empty()) {
    const std::uint32_t tensor = *ahead.rbegin();
    ahead.erase(tensor);
    if (tensor == 0) continue;
    const Layer& source = network.layers[tensor - 1];
    if (is_linear(source)) return read;
    if (std::holds_alternative<Activation>(source.op)) continue;
    const std::vector<std::uint32_t> inputs = network.inputs_of(tensor - 1);
    ahead.insert(inputs.begin(), inputs.end());
  }
  return std::nullopt;
}

}  // namespace medisc
