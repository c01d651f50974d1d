/// Relu, LeakyRelu, PRelu, Clip and what else is piecewise linear.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "compiler/affine.hpp"
#include "compiler/folding.hpp"
#include "import/ops/op.hpp"
#include "import/piecewise.hpp"

namespace medisc {
namespace {

Result<void> import_relu(NodeContext& node) {
  node.emit_elementwise(relu(node.features()));
  return {};
}

/// x above 0, alpha x below.
Result<void> import_leaky_relu(NodeContext& node) {
  const double slope = node.attributes().real("alpha", 0.01F);
  if (!std::isfinite(slope)) return node.damaged("its alpha is not finite");
  node.emit_elementwise(Activation{node.features(), slope, 0, {{0, 1 - slope}}});
  return {};
}

/// relu(x) + slopes min(x, 0) = slopes x + (1 - slopes) relu(x): the slopes are trained, and
/// kept out of the public plan, which has x and relu(x) side by side and a linear layer behind
/// them.
void emit_by_slopes(NodeContext& node, std::vector<double> slopes) {
  const std::uint32_t size = node.features();
  const RecordTensor& x = node.x();
  const std::uint32_t whole = node.add_layer(identity_activation(size), {x.tensor});
  const std::uint32_t above = node.add_layer(relu(size), {x.tensor});
  const std::vector<double> zeros(size, 0.0);
  std::vector<double> rest = slopes;
  for (double& slope : rest) slope = 1 - slope;
  const Affine of_whole = as_stored(Affine{size, std::move(slopes), zeros}, x);
  const Affine of_above = as_stored(Affine{size, std::move(rest), zeros}, x);
  const auto channels =
      static_cast<std::size_t>(x.order.empty() ? x.shape.front() : x.shape.back());
  const auto by_channel = with_entries(of_whole, channels);
  if (by_channel) {
    const std::uint32_t both = node.add_layer(Concat{{size, size}}, {whole, above});
    const Conv mix = sum_of_halves(*by_channel, *with_entries(of_above, channels));
    return node.emit_like_x(node.add_layer(mix, {both}));
  }
  const std::uint32_t below_part = node.add_layer(of_whole, {whole});
  const std::uint32_t above_part = node.add_layer(of_above, {above});
  node.emit_like_x(node.add_layer(Sum{size, {1.0, 1.0}, 0.0}, {below_part, above_part}));
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
  emit_by_slopes(node, std::move(*spread));
  return {};
}

Result<void> import_clip(NodeContext& node) {
  if (!node.is_x(0)) return node.refuse("its bounds are not constant");
  if (node.x().quantised) return refuse_quantised(node);
  const auto low = node.number(1, "min", -std::numeric_limits<double>::infinity());
  const auto high = node.number(2, "max", std::numeric_limits<double>::infinity());
  if (!low) return tl::unexpected(low.error());
  if (!high) return tl::unexpected(high.error());
  if (*low > *high) return node.damaged("its min is above its max");
  node.emit_like_x(add_clip(node, node.x().tensor, *low, *high));
  return {};
}

Result<void> import_abs(NodeContext& node) {
  node.emit_elementwise(Activation{node.features(), -1, 0, {{0, 2}}});
  return {};
}

/// min(max(alpha x + beta, 0), 1).
Result<void> import_hard_sigmoid(NodeContext& node) {
  const double alpha = node.attributes().real("alpha", 0.2F);
  const double beta = node.attributes().real("beta", 0.5F);
  if (!std::isfinite(alpha) || !std::isfinite(beta)) {
    return node.damaged("its alpha or beta is not finite");
  }
  const std::uint32_t size = node.features();
  const Activation line{size, alpha, beta, {}};
  node.emit_elementwise(compose(line, clip(size, 0, 1)));
  return {};
}

/// x above alpha, else 0: a jump, but where alpha is 0.
Result<void> import_thresholded_relu(NodeContext& node) {
  if (node.attributes().real("alpha", 1.0F) == 0) return import_relu(node);
  return node.refuse("it jumps at its threshold; supported is alpha = 0, which is a Relu",
                     "retrain with ReLU");
}

/// x + bias below -lambd, x - bias above lambd, else 0: continuous where bias is lambd, and
/// then of one piece.
Result<void> import_shrink(NodeContext& node) {
  const double lambda = node.attributes().real("lambd", 0.5F);
  const double bias = node.attributes().real("bias", 0.0F);
  if (lambda != bias || !(bias >= 0)) {
    return node.refuse("it jumps at its threshold; supported is bias = lambd, a soft threshold",
                       "retrain with ReLU, or a soft threshold");
  }
  Activation shrink{node.features(), 1, bias, {}};
  if (bias > 0) shrink.bends = {{-bias, -1}, {bias, 1}};
  node.emit_elementwise(std::move(shrink));
  return {};
}

}  // namespace

OnnxOps activation_ops() {
  static constexpr OnnxOp kOps[] = {
      {"Abs", import_abs, {}, kTakesOrder},
      {"Clip", import_clip, {}, kTakesOrder | kTakesIntegers},
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
