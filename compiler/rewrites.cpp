#include "compiler/rewrites.hpp"

#include <cmath>
#include <set>
#include <string>
#include <string_view>

#include "compiler/linear_layers.hpp"

namespace medisc {
namespace {

constexpr std::string_view kCap = "/cap";
constexpr std::string_view kTruncation = "/truncation";

bool is_relu(const Layer& layer) {
  return std::holds_alternative<Relu>(layer.op);
}

bool is_inserted(const Layer& layer) {
  return layer.name.ends_with(kCap) || layer.name.ends_with(kTruncation);
}

/// Puts sum, relu, sum behind a tensor; all that read it read the second sum instead.
Network inserted(const Network& network, std::uint32_t tensor, const Sum& before,
                 const Sum& after, std::string_view suffix) {
  constexpr std::size_t kLongestName = 100;
  Network result{network.features, {}, network.ends_in_argmax, network.facts};
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    Layer layer = network.layers[i];
    layer.inputs = network.inputs_of(i);
    for (std::uint32_t& input : layer.inputs) {
      if (input >= tensor && i >= tensor) input += kInsertedLayers;
    }
    result.layers.push_back(std::move(layer));
    if (i + 1 != tensor) continue;
    const std::string name =
        network.layers[i].name.substr(0, kLongestName) + std::string(suffix);
    result.layers.push_back({name, before, {tensor}});
    result.layers.push_back({name, Relu{before.size}, {tensor + 1}});
    result.layers.push_back({name, after, {tensor + 2}});
  }
  return result;
}

}  // namespace

Network with_cap(const Network& network, std::uint32_t tensor, int cap_log2) {
  const Sum below{network.size_of(tensor), {-1}, std::ldexp(1.0, cap_log2)};
  return inserted(network, tensor, below, below, kCap);
}

Network with_truncation(const Network& network, std::uint32_t tensor, int bound_log2) {
  const double bound = std::ldexp(1.0, bound_log2);
  const std::uint32_t size = network.size_of(tensor);
  return inserted(network, tensor, Sum{size, {1}, bound}, Sum{size, {1}, -bound}, kTruncation);
}

std::optional<std::uint32_t> cappable_before(const Network& network, std::size_t layer) {
  const std::vector<std::uint32_t> first = network.inputs_of(layer);
  std::set<std::uint32_t> ahead(first.begin(), first.end());
  while (!ahead.empty()) {
    const std::uint32_t tensor = *ahead.rbegin();
    ahead.erase(tensor);
    if (tensor == 0) continue;
    const Layer& source = network.layers[tensor - 1];
    const bool capped = tensor < network.layers.size() && is_inserted(network.layers[tensor]);
    if (is_relu(source) && !capped && !is_inserted(source)) return tensor;
    const std::vector<std::uint32_t> inputs = network.inputs_of(tensor - 1);
    ahead.insert(inputs.begin(), inputs.end());
  }
  return std::nullopt;
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
    if (is_relu(source)) continue;
    const std::vector<std::uint32_t> inputs = network.inputs_of(tensor - 1);
    ahead.insert(inputs.begin(), inputs.end());
  }
  return std::nullopt;
}

}  // namespace medisc
