#include "import/piecewise.hpp"

namespace medisc {
namespace {

/// Bounds beyond it stand for none: exporters write float's limits, which no value reaches.
constexpr double kNoBound = 1e30;

/// high - relu(high - low - relu(x - low)), whose bounds follow from its form.
std::uint32_t add_two_sided(NodeContext& node, std::uint32_t tensor, double low, double high) {
  const std::uint32_t size = node.graph().network.size_of(tensor);
  tensor = add_scaled(node, tensor, 1, -low);
  tensor = node.add_layer(Relu{size}, {tensor});
  tensor = add_scaled(node, tensor, -1, high - low);
  tensor = node.add_layer(Relu{size}, {tensor});
  return add_scaled(node, tensor, -1, high);
}

/// low + relu(x - low), with a sign of 1; high - relu(high - x), with one of -1.
std::uint32_t add_one_sided(NodeContext& node, std::uint32_t tensor, double sign,
                            double bound) {
  const std::uint32_t size = node.graph().network.size_of(tensor);
  const bool plain = bound == 0 && sign > 0;
  if (!plain) tensor = node.add_layer(Affine{size, {sign}, {-sign * bound}}, {tensor});
  tensor = node.add_layer(Relu{size}, {tensor});
  if (!plain) tensor = node.add_layer(Affine{size, {sign}, {bound}}, {tensor});
  return tensor;
}

}  // namespace

std::uint32_t add_scaled(NodeContext& node, std::uint32_t tensor, double factor,
                         double offset) {
  if (offset == 0 && factor == 1) return tensor;
  return node.add_layer(Sum{node.graph().network.size_of(tensor), {factor}, offset}, {tensor});
}

std::uint32_t add_clip(NodeContext& node, std::uint32_t tensor, double low, double high) {
  const bool holds = low <= 0 && node.is_never_negative(tensor);
  const bool from_below = low > -kNoBound && !holds;
  const bool from_above = high < kNoBound;
  if (from_below && from_above) return add_two_sided(node, tensor, low, high);
  if (from_below) return add_one_sided(node, tensor, 1, low);
  return from_above ? add_one_sided(node, tensor, -1, high) : tensor;
}

}  // namespace medisc
