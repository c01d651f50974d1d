/// QuantizeLinear and DequantizeLinear: of constants, as weights are stored; and of
/// activations.
///
/// An activation x is quantised to q = saturate(round(x / scale) + zero), which stands for
/// (q - zero) scale. The network keeps the saturation, a Clip to what q can stand for; it
/// leaves out the rounding, which is less than half a `scale`. So its results differ from the
/// quantised model's by what that rounding makes of them, towards the model before it was
/// quantised.
#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "import/ops/op.hpp"
#include "import/piecewise.hpp"
#include "import/selection.hpp"

namespace medisc {
namespace {

/// A parameter's entry for each element of a tensor of these dimensions: one for all, one a
/// step along the axis, or with `block`, one for so many steps. None if it does not fit.
std::optional<std::vector<double>> spread(const ConstantTensor& parameter,
                                          const std::vector<std::uint64_t>& dims,
                                          std::size_t axis, std::uint64_t block) {
  const std::uint64_t count = element_count(dims);
  if (parameter.values.size() == 1) return std::vector<double>(count, parameter.values[0]);
  if (axis >= dims.size()) return std::nullopt;
  std::vector<std::uint64_t> expected = block == 0 ? std::vector{dims[axis]} : dims;
  if (block != 0) expected[axis] = (dims[axis] + block - 1) / block;
  if (parameter.dims != expected) return std::nullopt;
  const std::uint64_t run =
      element_count({dims.begin() + static_cast<std::ptrdiff_t>(axis) + 1, dims.end()});
  std::vector<double> values(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t step = i / run % dims[axis];
    const std::uint64_t row = i / run / dims[axis];
    values[i] = block == 0
                    ? parameter.values[step]
                    : parameter.values[(row * expected[axis] + step / block) * run + i % run];
  }
  return values;
}

struct Parameters {
  std::vector<double> scale;  ///< one an element
  std::vector<double> zero;
};

/// Those of a node whose input 0 has these dimensions.
Result<Parameters> parameters_of(const ConstantNode& node,
                                 const std::vector<std::uint64_t>& dims) {
  const auto scale = node.input(1);
  if (!scale) return tl::unexpected(scale.error());
  const std::int64_t given = node.attributes.integer("axis", 1);
  const std::int64_t block = node.attributes.integer("block_size", 0);
  const auto rank = static_cast<std::int64_t>(dims.size());
  const std::int64_t axis = given < 0 ? given + rank : given;
  if (axis < 0 || block < 0) return node.damaged("its axis or block_size is out of range");
  const auto each = [&](const ConstantTensor& parameter) {
    return spread(parameter, dims, static_cast<std::size_t>(axis),
                  static_cast<std::uint64_t>(block));
  };
  auto scales = each(**scale);
  auto zeros = node.has(2) ? each(*node.inputs[2])
                           : std::optional(std::vector<double>(element_count(dims), 0.0));
  if (!scales || !zeros) {
    return node.damaged(fmt::format("its scale or zero point does not fit values of shape {}",
                                    shape_text(dims)));
  }
  return Parameters{std::move(*scales), std::move(*zeros)};
}

Result<ConstantTensor> fold_dequantise(const ConstantNode& node) {
  const auto from = node.input(0);
  if (!from) return tl::unexpected(from.error());
  const auto parameters = parameters_of(node, (*from)->dims);
  if (!parameters) return tl::unexpected(parameters.error());
  ConstantTensor result{(*from)->dims, (*from)->values, false};
  for (std::size_t i = 0; i < result.values.size(); ++i) {
    result.values[i] = (result.values[i] - parameters->zero[i]) * parameters->scale[i];
  }
  return result;
}

/// The one scale and zero point of an activation.
Result<Quantised> quantised_by(const NodeContext& node) {
  const auto scale = node.constant(1);
  if (!scale) return tl::unexpected(scale.error());
  Quantised result;
  ConstantTensor zero{{}, {0.0}, true};
  if (node.has_input(2)) {
    auto read = node.constant(2);
    if (!read) return tl::unexpected(read.error());
    zero = std::move(*read);
  }
  if (scale->values.size() != 1 || zero.values.size() != 1) {
    return node.refuse("its scale differs from channel to channel; supported is one for all",
                       "quantise activations per tensor");
  }
  result = {scale->values.front(), zero.values.front()};
  if (result.scale > 0) return result;
  return node.damaged("its scale is not above zero");
}

/// What the quantised type holds: that of the zero point, or of the attribute; uint8 else.
Result<IntegerRange> range_of(const NodeContext& node) {
  const std::int64_t asked = node.attributes().integer("output_dtype", 0);
  std::optional<std::int32_t> type = node.constant_type(2);
  if (!type && node.has_input(2)) {
    return node.refuse("the type of its zero point is not known", "export the model again");
  }
  if (!type && asked != 0) type = static_cast<std::int32_t>(asked);
  const auto range = integer_range(type.value_or(onnx::TensorProto::UINT8));
  if (range) return *range;
  return node.refuse(
      fmt::format("it makes elements of type {}; supported are integers", type_text(*type)),
      "quantise to int8 or uint8");
}

/// saturate(round(x / scale) + zero), ties to even.
Result<void> quantise_constant(NodeContext& node) {
  ConstantTensor parts[3];
  ConstantNode folding{node.attributes(), {}, node.place()};
  for (int input = 0; input < 3; ++input) {
    folding.inputs.push_back(nullptr);
    if (!node.has_input(input)) continue;
    auto constant = node.constant(input);
    if (!constant) return tl::unexpected(constant.error());
    parts[input] = std::move(*constant);
    folding.inputs.back() = &parts[input];
  }
  const auto parameters = parameters_of(folding, parts[0].dims);
  if (!parameters) return tl::unexpected(parameters.error());
  const auto range = range_of(node);
  if (!range) return tl::unexpected(range.error());
  for (std::size_t i = 0; i < parts[0].values.size(); ++i) {
    double& value = parts[0].values[i];
    if (!(parameters->scale[i] > 0)) return node.damaged("its scale is not above zero");
    value = std::nearbyint(value / parameters->scale[i]) + parameters->zero[i];
    value = std::clamp(value, range->least, range->most);
  }
  parts[0].whole = true;
  return node.emit_constant(std::move(parts[0]));
}

Result<void> import_quantise(NodeContext& node) {
  if (!node.is_x(0)) return node.refuse("its scale is not constant");
  const auto by = quantised_by(node);
  if (!by) return tl::unexpected(by.error());
  const auto range = range_of(node);
  if (!range) return tl::unexpected(range.error());
  RecordTensor result = node.x();
  result.tensor = add_clip(node, result.tensor, (range->least - by->zero) * by->scale,
                           (range->most - by->zero) * by->scale);
  result.integers = true;
  result.quantised = *by;
  node.emit(std::move(result));
  return {};
}

/// Whether channels have scales or zero points of their own.
Result<bool> differs_by_channel(const NodeContext& node) {
  for (int input = 1; input < 3; ++input) {
    if (!node.has_input(input)) continue;
    const auto parameter = node.constant(input);
    if (!parameter) return tl::unexpected(parameter.error());
    if (parameter->values.size() != 1) return true;
  }
  return false;
}

/// (q - zero) scale of q = x / held.scale + held.zero, element by element.
Result<void> emit_dequantised_each(NodeContext& node) {
  if (!is_permutation(node.x().order, node.stored()) && !node.x().order.empty()) {
    if (auto written = node.write_order(0); !written) return written;
  }
  RecordTensor result = node.x();
  ConstantTensor parts[2];
  ConstantNode folding{node.attributes(), {nullptr}, node.place()};
  for (int input = 1; input < 3; ++input) {
    folding.inputs.push_back(nullptr);
    if (!node.has_input(input)) continue;
    auto constant = node.constant(input);
    if (!constant) return tl::unexpected(constant.error());
    parts[input - 1] = std::move(*constant);
    folding.inputs.back() = &parts[input - 1];
  }
  std::vector<std::uint64_t> dims = result.shape;
  dims.insert(dims.begin(), 1);
  auto parameters = parameters_of(folding, dims);
  if (!parameters) return tl::unexpected(parameters.error());
  const Quantised held = result.quantised.value_or(Quantised{});
  result.integers = false;
  result.quantised.reset();
  Affine affine{node.features(), std::move(parameters->scale), std::move(parameters->zero)};
  for (std::size_t i = 0; i < affine.scale.size(); ++i) {
    affine.shift[i] = (held.zero - affine.shift[i]) * affine.scale[i];
    affine.scale[i] /= held.scale;
  }
  node.emit_affine_on(std::move(result), std::move(affine));
  return {};
}

Result<void> import_dequantise(NodeContext& node) {
  if (!node.is_x(0)) return node.refuse("its scale is not constant");
  const auto each = differs_by_channel(node);
  if (!each) return tl::unexpected(each.error());
  if (*each) return emit_dequantised_each(node);
  const auto by = quantised_by(node);
  if (!by) return tl::unexpected(by.error());
  RecordTensor result = node.x();
  const Quantised held = result.quantised.value_or(Quantised{});
  // q = x / held.scale + held.zero, and (q - by.zero) by.scale of it.
  const double factor = by->scale / held.scale;
  const double shift = (held.zero - by->zero) * by->scale;
  result.integers = false;
  result.quantised.reset();
  const std::uint32_t size = node.stored();
  if (factor != 1 || shift != 0) {
    result.tensor = node.add_layer(Affine{size, {factor}, {shift}}, {result.tensor});
  }
  node.emit(std::move(result));
  return {};
}

}  // namespace

OnnxOps quantisation_ops() {
  static constexpr OnnxOp kOps[] = {
      {"DequantizeLinear", import_dequantise, fold_dequantise,
       kTakesOrder | kTakesSelection | kTakesIntegers},
      {"QuantizeLinear", import_quantise, quantise_constant, kTakesOrder},
  };
  return kOps;
}

}  // namespace medisc
