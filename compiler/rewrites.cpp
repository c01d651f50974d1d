#include "compiler/rewrites.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <utility>

#include "compiler/linear_layers.hpp"
#include "plan/powers.hpp"

namespace medisc {
namespace {

const Activation* activation_of(const Network& network, std::uint32_t tensor) {
  return tensor == 0 ? nullptr : std::get_if<Activation>(&network.layers[tensor - 1].op);
}

/// Whether a linear layer counts for `tensor` with no activation between them.
bool comes_from_linear(const Network& network, std::uint32_t tensor) {
  std::set<std::uint32_t> ahead{tensor};
  while (!ahead.empty()) {
    const std::uint32_t next = *ahead.rbegin();
    ahead.erase(next);
    if (next == 0) continue;
    const Layer& source = network.layers[next - 1];
    if (is_linear(source)) return true;
    if (std::holds_alternative<Activation>(source.op)) continue;
    const std::vector<std::uint32_t> inputs = network.inputs_of(next - 1);
    ahead.insert(inputs.begin(), inputs.end());
  }
  return false;
}

}  // namespace

Network with_cap(Network network, std::uint32_t tensor, int cap_log2) {
  auto& activation = std::get<Activation>(network.layers[tensor - 1].op);
  activation = capped(std::move(activation), std::ldexp(1.0, cap_log2));
  return network;
}

Network with_truncation(Network network, std::uint32_t tensor) {
  constexpr std::size_t kLongestName = 100;
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    std::vector<std::uint32_t> inputs = network.inputs_of(i);
    for (std::uint32_t& input : inputs) {
      if (input >= tensor && i >= tensor) ++input;
    }
    network.layers[i].inputs = std::move(inputs);
  }
  const std::string name =
      network.layers[tensor - 1].name.substr(0, kLongestName) + "/truncation";
  network.layers.insert(network.layers.begin() + tensor,
                        {name, identity_activation(network.size_of(tensor)), {tensor}});
  return network;
}

Network without_truncation(Network network, std::uint32_t tensor) {
  network.layers.erase(network.layers.begin() + tensor);
  for (std::size_t i = tensor; i < network.layers.size(); ++i) {
    for (std::uint32_t& input : network.layers[i].inputs) {
      if (input > tensor) --input;
    }
  }
  return network;
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
  if (comes_from_linear(network, read)) return read;
  return std::nullopt;
}

std::vector<std::uint32_t> untruncated_parts(const Network& network, std::size_t layer) {
  const auto read = untruncated_input(network, layer);
  if (!read) return {};
  std::set<std::uint32_t> parts;
  std::vector<std::uint32_t> ahead{*read};
  while (!ahead.empty()) {
    const std::uint32_t tensor = ahead.back();
    ahead.pop_back();
    if (!comes_from_linear(network, tensor)) continue;
    if (std::holds_alternative<Concat>(network.layers[tensor - 1].op)) {
      const std::vector<std::uint32_t> inputs = network.inputs_of(tensor - 1);
      ahead.insert(ahead.end(), inputs.begin(), inputs.end());
    } else {
      parts.insert(tensor);
    }
  }
  return {parts.begin(), parts.end()};
}

}  // namespace medisc
