#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "import/attributes.hpp"
#include "import/node.hpp"

namespace medisc {
namespace {

/// Bounds beyond it stand for none: exporters write float's limits, which no value reaches.
constexpr double kNoBound = 1e30;

}  // namespace

Result<void> NodeReader::read_relu(const onnx::NodeProto&) {
  add_elementwise(Relu{features()});
  return {};
}

/// relu(x) - relu(-slope x) for slopes above zero, relu(x) + relu(slope x) for those below;
/// where there are both, relu(x) - slope relu(-x), which ends at a finer scale.
Result<void> NodeReader::add_leaky(std::vector<double> slopes, bool trained) {
  const std::uint32_t size = features();
  const double least = *std::min_element(slopes.begin(), slopes.end());
  const double most = *std::max_element(slopes.begin(), slopes.end());
  const bool mixed = least < 0 && most > 0;
  const double sign = most > 0 ? -1 : 1;
  if (!trained && slopes.front() == 0) {
    add_elementwise(Relu{size});
    return {};
  }
  if (!mixed) {
    for (double& slope : slopes) slope = -std::abs(slope);
  }
  const auto scaled = [&](std::uint32_t tensor) {
    return trained
               ? add_step(as_stored({size, slopes, std::vector<double>(size, 0.0)}), {tensor})
               : add_step(Sum{size, slopes, 0.0}, {tensor});
  };
  const std::uint32_t above = add_step(Relu{size}, {x().tensor});
  std::uint32_t below =
      mixed ? add_step(Sum{size, {-1.0}, 0.0}, {x().tensor}) : scaled(x().tensor);
  below = add_step(Relu{size}, {below});
  if (mixed) below = scaled(below);
  keep_as(add_step(Sum{size, {1.0, sign}, 0.0}, {above, below}));
  return {};
}

Result<void> NodeReader::read_leaky_relu(const onnx::NodeProto& node) {
  const double slope = float_attribute(node, "alpha", 0.01F);
  if (!std::isfinite(slope)) return damaged("its alpha is not finite");
  return add_leaky({slope}, false);
}

Result<void> NodeReader::read_p_relu(const onnx::NodeProto& node) {
  if (node.input(0) != x_name_) return refuse("its slopes are not applied to a tensor");
  auto slopes = constant_input(node, 1);
  if (!slopes) return tl::unexpected(slopes.error());
  if (opset_ < 7 && slopes->dims.size() == 1) {  // one a channel
    slopes->dims.insert(slopes->dims.end(), x().shape.size() - 1, 1);
  }
  auto spread = broadcast(*slopes, x().shape,
                          fmt::format("{}: constant '{}'", where_, printable(node.input(1))));
  if (!spread) return tl::unexpected(spread.error());
  return add_leaky(std::move(*spread), true);
}

/// high - relu(high - low - relu(x - low)), whose bounds follow from its form.
Result<void> NodeReader::read_clip(const onnx::NodeProto& node) {
  if (node.input(0) != x_name_) return refuse("its bounds are not constant");
  const auto low = number(node, 1, "min", -std::numeric_limits<double>::infinity());
  const auto high = number(node, 2, "max", std::numeric_limits<double>::infinity());
  if (!low) return tl::unexpected(low.error());
  if (!high) return tl::unexpected(high.error());
  const std::uint32_t size = features();
  const bool from_below = *low > -kNoBound;
  const bool from_above = *high < kNoBound;
  if (*low > *high) return damaged("its min is above its max");
  if (from_below && from_above) {
    const auto sum = [&](double factor, double offset, std::uint32_t of) {
      return offset == 0 && factor == 1 ? of : add_step(Sum{size, {factor}, offset}, {of});
    };
    const std::uint32_t above = add_step(Relu{size}, {sum(1, -*low, x().tensor)});
    const std::uint32_t below = add_step(Relu{size}, {sum(-1, *high - *low, above)});
    keep_as(sum(-1, *high, below));
  } else if (from_below || from_above) {
    // low + relu(x - low), or high - relu(high - x)
    const double sign = from_below ? 1 : -1;
    const double bound = from_below ? *low : *high;
    std::uint32_t tensor = x().tensor;
    if (bound != 0 || sign < 0)
      tensor = add_step(Affine{size, {sign}, {-sign * bound}}, {tensor});
    tensor = add_step(Relu{size}, {tensor});
    if (bound != 0 || sign < 0) tensor = add_step(Affine{size, {sign}, {bound}}, {tensor});
    keep_as(tensor);
  } else {
    keep(x().shape);
  }
  return {};
}

}  // namespace medisc
