/// Relu, LeakyRelu, PRelu, Clip and what else is piecewise linear: sums of ReLUs.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "import/ops/op.hpp"
#include "import/piecewise.hpp"

namespace medisc {
namespace {

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

Result<void> import_clip(NodeContext& node) {
  if (!node.is_x(0)) return node.refuse("its bounds are not constant");
  const auto low = node.number(1, "min", -std::numeric_limits<double>::infinity());
  const auto high = node.number(2, "max", std::numeric_limits<double>::infinity());
  if (!low) return tl::unexpected(low.error());
  if (!high) return tl::unexpected(high.error());
  if (*low > *high) return node.damaged("its min is above its max");
  node.emit_like_x(add_clip(node, node.x().tensor, *low, *high));
  return {};
}

/// |x| = 2 relu(x) - x.
Result<void> import_abs(NodeContext& node) {
  const std::uint32_t size = node.features();
  const std::uint32_t x = node.x().tensor;
  const std::uint32_t above = node.add_layer(Relu{size}, {x});
  node.emit_like_x(node.add_layer(Sum{size, {2.0, -1.0}, 0.0}, {above, x}));
  return {};
}

/// min(max(alpha x + beta, 0), 1).
Result<void> import_hard_sigmoid(NodeContext& node) {
  const double alpha = node.attributes().real("alpha", 0.2F);
  const double beta = node.attributes().real("beta", 0.5F);
  if (!std::isfinite(alpha) || !std::isfinite(beta)) {
    return node.damaged("its alpha or beta is not finite");
  }
  const std::uint32_t line = add_scaled(node, node.x().tensor, alpha, beta);
  node.emit_like_x(add_clip(node, line, 0, 1));
  return {};
}

/// x above alpha, else 0: a jump, but where alpha is 0.
Result<void> import_thresholded_relu(NodeContext& node) {
  if (node.attributes().real("alpha", 1.0F) == 0) return import_relu(node);
  return node.refuse("it jumps at its threshold; supported is alpha = 0, which is a Relu",
                     "retrain with ReLU");
}

/// x + bias below -lambd, x - bias above lambd, else 0: continuous where bias is lambd, and
/// then relu(x - bias) - relu(-x - bias).
Result<void> import_shrink(NodeContext& node) {
  const double lambda = node.attributes().real("lambd", 0.5F);
  const double bias = node.attributes().real("bias", 0.0F);
  if (lambda != bias || !(bias >= 0)) {
    return node.refuse("it jumps at its threshold; supported is bias = lambd, a soft threshold",
                       "retrain with ReLU, or a soft threshold");
  }
  const std::uint32_t size = node.features();
  const std::uint32_t x = node.x().tensor;
  const std::uint32_t above = node.add_layer(Relu{size}, {add_scaled(node, x, 1, -bias)});
  const std::uint32_t below = node.add_layer(Relu{size}, {add_scaled(node, x, -1, -bias)});
  node.emit_like_x(node.add_layer(Sum{size, {1.0, -1.0}, 0.0}, {above, below}));
  return {};
}

}  // namespace

OnnxOps activation_ops() {
  static constexpr OnnxOp kOps[] = {
      {"Abs", import_abs, {}, kTakesOrder},
      {"Clip", import_clip, {}, kTakesOrder},
      {"HardSigmoid", import_hard_sigmoid, {}, kTakesOrder},
      {"LeakyRelu", import_leaky_relu, {}, kTakesOrder},
      {"PRelu", import_p_relu, {}, kTakesOrder},
      {"Relu", import_relu, {}, kTakesOrder},
      {"Shrink", import_shrink, {}, kTakesOrder},
      {"ThresholdedRelu", import_thresholded_relu, {}, kTakesOrder},
  };
  return kOps;
}

}  // namespace medisc
