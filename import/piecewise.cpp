#include "import/piecewise.hpp"

#include <limits>

namespace medisc {
namespace {

/// Bounds beyond it stand for none: exporters write float's limits, which no value reaches.
constexpr double kNoBound = 1e30;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

std::uint32_t add_clip(NodeContext& node, std::uint32_t tensor, double low, double high) {
  const std::uint32_t size = node.graph().network.size_of(tensor);
  const bool holds = low <= 0 && node.is_never_negative(tensor);
  const bool from_below = low > -kNoBound && !holds;
  const bool from_above = high < kNoBound;
  if (!from_below && !from_above) return tensor;
  // Of what is never negative: min(x, high) for x >= 0, which bounds its result.
  const double least = from_below ? low : holds && high > 0 ? 0 : -kInfinity;
  if (least == high) return node.add_layer(Sum{size, {0.0}, high}, {tensor});
  if (!from_above) high = kInfinity;
  return node.add_layer(clip(size, least, high), {tensor});
}

}  // namespace medisc
