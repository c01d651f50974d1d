/// Relu, LeakyRelu, PRelu and Clip: sums of ReLUs.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "import/ops/op.hpp"

namespace medisc {
namespace {

/// Bounds beyond it stand for none: exporters write float's limits, which no value reaches.
constexpr double kNoBound = 1e30;

Result<void> import_relu(NodeContext& node) {
  node.emit_elementwise(Relu{node.features()});
  return {};
}

/// relu(x) + slopes * min(x, 0): one slope an element, `trained` and therefore kept out of the
/// public plan, or one for all that is part of the architecture.
///
/// relu(x) - relu(-slope x) for slopes above zero, relu(x) + relu(slope x) for those below;
/// where there are both, relu(x) - slope relu(-x), which ends at a finer scale.
Result<void> emit_leaky(NodeContext& node, std::vector<double> slopes, bool trained) {
  const std::uint32_t size = node.features();
  const double least = *std::min_element(slopes.begin(), slopes.end());
  const double most = *std::max_element(slopes.begin(), slopes.end());
  const bool mixed = least < 0 && most > 0;
  const double sign = most > 0 ? -1 : 1;
  if (!trained && slopes.front() == 0) return import_relu(node);
  if (!mixed) {
    for (double& slope : slopes) slope = -std::abs(slope);
  }
  const RecordTensor& x = node.x();
  const auto scaled = [&](std::uint32_t tensor) {
    if (!trained) return node.add_layer(Sum{size, slopes, 0.0}, {tensor});
    const Affine each{size, slopes, std::vector<double>(size, 0.0)};
    return node.add_layer(as_stored(each, x), {tensor});
  };
  const std::uint32_t above = node.add_layer(Relu{size}, {x.tensor});
  std::uint32_t below =
      mixed ? node.add_layer(Sum{size, {-1.0}, 0.0}, {x.tensor}) : scaled(x.tensor);
  below = node.add_layer(Relu{size}, {below});
  if (mixed) below = scaled(below);
  node.emit_like_x(node.add_layer(Sum{size, {1.0, sign}, 0.0}, {above, below}));
  return {};
}

Result<void> import_leaky_relu(NodeContext& node) {
  const double slope = node.attributes().real("alpha", 0.01F);
  if (!std::isfinite(slope)) return node.damaged("its alpha is not finite");
  return emit_leaky(node, {slope}, false);
}

Result<void> import_p_relu(NodeContext& node) {
  if (!node.is_x(0)) return node.refuse("its slopes are not applied to a tensor");
  auto slopes = node.constant(1);
  if (!slopes) return tl::unexpected(slopes.error());
  const RecordTensor& x = node.x();
  if (node.graph().opset < 7 && slopes->dims.size() == 1) {  // one a channel
    slopes->dims.insert(slopes->dims.end(), x.shape.size() - 1, 1);
  }
  auto spread =
      broadcast(*slopes, x.shape,
                fmt::format("{}: constant '{}'", node.place().text(), node.input_name(1)));
  if (!spread) return tl::unexpected(spread.error());
  return emit_leaky(node, std::move(*spread), true);
}

/// high - relu(high - low - relu(x - low)), whose bounds follow from its form.
std::uint32_t add_clip(NodeContext& node, double low, double high) {
  const std::uint32_t size = node.features();
  const auto sum = [&](double factor, double offset, std::uint32_t of) {
    return offset == 0 && factor == 1 ? of : node.add_layer(Sum{size, {factor}, offset}, {of});
  };
  const std::uint32_t above = node.add_layer(Relu{size}, {sum(1, -low, node.x().tensor)});
  const std::uint32_t below = node.add_layer(Relu{size}, {sum(-1, high - low, above)});
  return sum(-1, high, below);
}

/// low + relu(x - low), with a sign of 1; high - relu(high - x), with one of -1.
std::uint32_t add_one_sided_clip(NodeContext& node, double sign, double bound) {
  const std::uint32_t size = node.features();
  const bool plain = bound == 0 && sign > 0;
  std::uint32_t tensor = node.x().tensor;
  if (!plain) tensor = node.add_layer(Affine{size, {sign}, {-sign * bound}}, {tensor});
  tensor = node.add_layer(Relu{size}, {tensor});
  if (!plain) tensor = node.add_layer(Affine{size, {sign}, {bound}}, {tensor});
  return tensor;
}

Result<void> import_clip(NodeContext& node) {
  if (!node.is_x(0)) return node.refuse("its bounds are not constant");
  const auto low = node.number(1, "min", -std::numeric_limits<double>::infinity());
  const auto high = node.number(2, "max", std::numeric_limits<double>::infinity());
  if (!low) return tl::unexpected(low.error());
  if (!high) return tl::unexpected(high.error());
  const bool from_below = *low > -kNoBound;
  const bool from_above = *high < kNoBound;
  if (*low > *high) return node.damaged("its min is above its max");
  if (from_below && from_above) {
    node.emit_like_x(add_clip(node, *low, *high));
  } else if (from_below) {
    node.emit_like_x(add_one_sided_clip(node, 1, *low));
  } else if (from_above) {
    node.emit_like_x(add_one_sided_clip(node, -1, *high));
  } else {
    node.emit_x();
  }
  return {};
}

}  // namespace

OnnxOps activation_ops() {
  static constexpr OnnxOp kOps[] = {
      {"Clip", import_clip, {}, kTakesOrder},
      {"LeakyRelu", import_leaky_relu, {}, kTakesOrder},
      {"PRelu", import_p_relu, {}, kTakesOrder},
      {"Relu", import_relu, {}, kTakesOrder},
  };
  return kOps;
}

}  // namespace medisc
