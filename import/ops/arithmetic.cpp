/// Add, Sub, Mul, Div and Neg: sums of two tensors, and element-wise maps by a constant; and
/// what is worked out of constants element by element.
#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include <fmt/format.h>

#include "import/ops/op.hpp"

namespace medisc {
namespace {

/// The constant that x is combined with, one entry an element of x.
struct Operand {
  std::vector<double> values;
  bool first = false;  ///< it stands before x
};

Result<Operand> constant_operand(const NodeContext& node) {
  const int input = node.record_input(0) != nullptr ? 1 : 0;
  auto tensor = node.constant(input);
  if (!tensor) return tl::unexpected(tensor.error());
  const RecordTensor& x = node.x();
  if (node.attributes().has("axis")) {  // opset 6: where the constant's first axis stands
    const std::int64_t axis = node.attributes().integer("axis", 0);
    const auto rank = static_cast<std::int64_t>(x.shape.size()) + 1;
    while (axis >= 0 && axis + static_cast<std::int64_t>(tensor->dims.size()) < rank) {
      tensor->dims.push_back(1);
    }
  }
  auto values =
      broadcast(*tensor, x.shape,
                fmt::format("{}: constant '{}'", node.place().text(), node.input_name(input)));
  if (!values) return tl::unexpected(values.error());
  return Operand{std::move(*values), input == 0};
}

/// scale x + operand.
void emit_sum_with(NodeContext& node, double scale, std::vector<double> operand) {
  std::vector<double> scales(operand.size(), scale);
  node.emit_affine({node.features(), std::move(scales), std::move(operand)});
}

/// operand x.
void emit_product_with(NodeContext& node, std::vector<double> operand) {
  std::vector<double> zeros(operand.size(), 0.0);
  node.emit_affine({node.features(), std::move(operand), std::move(zeros)});
}

bool has_two_tensors(const NodeContext& node) {
  return node.record_input(0) != nullptr && node.record_input(1) != nullptr;
}

/// The first input, plus the second times `sign`.
Result<void> emit_sum_of_tensors(NodeContext& node, double sign) {
  const RecordTensor& first = *node.record_input(0);
  const RecordTensor& second = *node.record_input(1);
  if (first.shape != second.shape) {
    return node.refuse(
        fmt::format("it adds records of shape {} and {}; supported are equal ones",
                    shape_text(first.shape), shape_text(second.shape)));
  }
  if (first.order != second.order) {
    for (const int input : {0, 1}) {
      if (auto written = node.write_order(input); !written) return written;
    }
  }
  const std::uint32_t size = node.features();
  if (first.tensor == second.tensor) {
    node.emit_affine(Affine{size, {1 + sign}, {0.0}});
    return {};
  }
  node.emit_like_x(node.add_layer(Sum{size, {1.0, sign}, 0.0}, {first.tensor, second.tensor}));
  return {};
}

Result<void> import_add(NodeContext& node) {
  if (has_two_tensors(node)) return emit_sum_of_tensors(node, 1);
  auto operand = constant_operand(node);
  if (!operand) return tl::unexpected(operand.error());
  emit_sum_with(node, 1, std::move(operand->values));
  return {};
}

Result<void> import_sub(NodeContext& node) {
  if (has_two_tensors(node)) return emit_sum_of_tensors(node, -1);
  auto operand = constant_operand(node);
  if (!operand) return tl::unexpected(operand.error());
  if (!operand->first) {
    for (double& value : operand->values) value = -value;
  }
  emit_sum_with(node, operand->first ? -1 : 1, std::move(operand->values));
  return {};
}

tl::unexpected<Error> refuse_two_tensors(const NodeContext& node) {
  return node.refuse("of two tensors only the sum or the difference can be run");
}

Result<void> import_mul(NodeContext& node) {
  if (has_two_tensors(node)) return refuse_two_tensors(node);
  auto operand = constant_operand(node);
  if (!operand) return tl::unexpected(operand.error());
  emit_product_with(node, std::move(operand->values));
  return {};
}

Result<void> import_div(NodeContext& node) {
  if (has_two_tensors(node)) return refuse_two_tensors(node);
  auto operand = constant_operand(node);
  if (!operand) return tl::unexpected(operand.error());
  if (operand->first) return node.refuse("a constant divided by a tensor is not linear");
  std::vector<double>& values = operand->values;
  if (std::count(values.begin(), values.end(), 0.0) != 0) {
    return node.damaged(fmt::format("'{}' divides by zero", node.input_name(1)));
  }
  for (double& value : values) value = 1.0 / value;
  emit_product_with(node, std::move(values));
  return {};
}

Result<void> import_neg(NodeContext& node) {
  node.emit_affine(Affine{node.features(), {-1.0}, {0.0}});
  return {};
}

/// Two constants, broadcast to the shape of the result.
struct Pair {
  std::vector<std::uint64_t> dims;
  std::vector<double> a;
  std::vector<double> b;
  bool whole = false;  ///< both are
};

Result<Pair> pair_of(const ConstantNode& node) {
  const auto left = node.input(0);
  const auto right = node.input(1);
  if (!left) return tl::unexpected(left.error());
  if (!right) return tl::unexpected(right.error());
  auto dims = node.common_shape((*left)->dims, (*right)->dims);
  if (!dims) return tl::unexpected(dims.error());
  Pair pair{std::move(*dims), {}, {}, (*left)->whole && (*right)->whole};
  pair.a = *repeated(**left, pair.dims);
  pair.b = *repeated(**right, pair.dims);
  return pair;
}

template <class Combine>
ConstantTensor combined(const Pair& pair, const Combine& combine) {
  ConstantTensor result{pair.dims, std::vector<double>(pair.a.size()), pair.whole};
  std::transform(pair.a.begin(), pair.a.end(), pair.b.begin(), result.values.begin(), combine);
  return result;
}

template <class Combine>
Result<ConstantTensor> fold_pair(const ConstantNode& node) {
  const auto pair = pair_of(node);
  if (!pair) return tl::unexpected(pair.error());
  return combined(*pair, Combine());
}

Result<ConstantTensor> fold_div(const ConstantNode& node) {
  const auto pair = pair_of(node);
  if (!pair) return tl::unexpected(pair.error());
  if (std::count(pair->b.begin(), pair->b.end(), 0.0) != 0) {
    return node.damaged("it divides by zero");
  }
  ConstantTensor result = combined(*pair, std::divides<>());
  if (result.whole) {
    for (double& value : result.values) value = std::trunc(value);
  }
  return result;
}

Result<ConstantTensor> fold_equal(const ConstantNode& node) {
  auto result = fold_pair<std::equal_to<>>(node);
  if (result) result->whole = true;
  return result;
}

template <double (*kEach)(double)>
Result<ConstantTensor> fold_each(const ConstantNode& node) {
  const auto from = node.input(0);
  if (!from) return tl::unexpected(from.error());
  ConstantTensor result = **from;
  for (double& value : result.values) value = kEach(value);
  return result;
}

double negated(double value) {
  return -value;
}

double rounded_down(double value) {
  return std::floor(value);
}

double rounded_up(double value) {
  return std::ceil(value);
}

double square_root(double value) {
  return std::sqrt(value);
}

}  // namespace

OnnxOps arithmetic_ops() {
  static constexpr OnnxOp kOps[] = {
      {"Add", import_add, fold_pair<std::plus<>>, kTakesOrder},
      {"Ceil", nullptr, fold_each<rounded_up>},
      {"Div", import_div, fold_div, kTakesOrder},
      {"Equal", nullptr, fold_equal},
      {"Floor", nullptr, fold_each<rounded_down>},
      {"Mul", import_mul, fold_pair<std::multiplies<>>, kTakesOrder},
      {"Neg", import_neg, fold_each<negated>, kTakesOrder},
      {"Sqrt", nullptr, fold_each<square_root>},
      {"Sub", import_sub, fold_pair<std::minus<>>, kTakesOrder},
  };
  return kOps;
}

}  // namespace medisc
