/// Add, Sub, Mul, Div, Neg and Pow: sums of two tensors, and element-wise maps by a constant;
/// and what is worked out of constants element by element.
#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include <fmt/format.h>

#include "import/ops/op.hpp"
#include "import/products.hpp"

namespace medisc {
namespace {

constexpr int kMostPower = 8;

/// The tensor and the constant that are combined, broadcast to one shape; the constant has one
/// entry an element.
struct Operands {
  RecordTensor tensor;
  std::vector<double> values;
  bool constant_first = false;

  auto size() const { return static_cast<std::uint32_t>(values.size()); }
};

/// Opset 6: where the constant's first axis stands.
void place_axis(const NodeContext& node, ConstantTensor& constant) {
  if (!node.attributes().has("axis")) return;
  const std::int64_t axis = node.attributes().integer("axis", 0);
  const auto rank = static_cast<std::int64_t>(node.x().shape.size()) + 1;
  while (axis >= 0 && axis + static_cast<std::int64_t>(constant.dims.size()) < rank) {
    constant.dims.push_back(1);
  }
}

Result<Operands> operands_of(NodeContext& node) {
  const int input = node.record_input(0) != nullptr ? 1 : 0;
  auto constant = node.constant(input);
  if (!constant) return tl::unexpected(constant.error());
  place_axis(node, *constant);
  const std::string where =
      fmt::format("{}: constant '{}'", node.place().text(), node.input_name(input));
  if (auto values = broadcast(*constant, node.x().shape, where)) {
    return Operands{node.x(), std::move(*values), input == 0};
  }
  const auto shape = node.common_shape();
  if (!shape) return tl::unexpected(shape.error());
  auto tensors = node.record_inputs_as(*shape);
  if (!tensors) return tl::unexpected(tensors.error());
  auto values = broadcast(*constant, *shape, where);
  if (!values) return tl::unexpected(values.error());
  return Operands{std::move(tensors->front()), std::move(*values), input == 0};
}

/// scale x + operand.
void emit_sum_with(NodeContext& node, double scale, Operands operands) {
  std::vector<double> scales(operands.size(), scale);
  const std::uint32_t size = operands.size();
  node.emit_affine_on(std::move(operands.tensor),
                      {size, std::move(scales), std::move(operands.values)});
}

/// operand x.
void emit_product_with(NodeContext& node, Operands operands) {
  std::vector<double> zeros(operands.size(), 0.0);
  const std::uint32_t size = operands.size();
  node.emit_affine_on(std::move(operands.tensor),
                      {size, std::move(operands.values), std::move(zeros)});
}

bool has_two_tensors(const NodeContext& node) {
  return node.record_input(0) != nullptr && node.record_input(1) != nullptr;
}

/// The first input, plus the second times `sign`.
Result<void> emit_sum_of_tensors(NodeContext& node, double sign) {
  const auto shape = node.common_shape();
  if (!shape) return tl::unexpected(shape.error());
  auto tensors = node.record_inputs_as(*shape);
  if (!tensors) return tl::unexpected(tensors.error());
  RecordTensor sum = std::move(tensors->front());
  const auto size = static_cast<std::uint32_t>(element_count(*shape));
  const std::uint32_t second = tensors->back().tensor;
  if (sum.tensor == second) {
    node.emit_affine_on(std::move(sum), Affine{size, {1 + sign}, {0.0}});
    return {};
  }
  sum.tensor = node.add_layer(Sum{size, {1.0, sign}, 0.0}, {sum.tensor, second});
  node.emit(std::move(sum));
  return {};
}

Result<void> import_add(NodeContext& node) {
  if (has_two_tensors(node)) return emit_sum_of_tensors(node, 1);
  auto operands = operands_of(node);
  if (!operands) return tl::unexpected(operands.error());
  emit_sum_with(node, 1, std::move(*operands));
  return {};
}

/// 1 - p of a classifier's one probability.
bool is_complement(const NodeContext& node) {
  if (!node.is_x(1) || node.features() != 1 || has_two_tensors(node)) return false;
  const PendingEnding& ending = node.x().ending;
  const auto constant = node.constant(0);
  return ending.kind == NetworkEnding::kSigmoid && !ending.pair && !ending.complement &&
         constant && constant->values == std::vector<double>{1};
}

Result<void> import_sub(NodeContext& node) {
  if (is_complement(node)) {
    RecordTensor complement = node.x();
    complement.ending.complement = true;
    node.emit(std::move(complement));
    return {};
  }
  for (int input = 0; input < node.input_count(); ++input) {
    if (auto written = node.write_ending(input); !written) return written;
  }
  if (has_two_tensors(node)) return emit_sum_of_tensors(node, -1);
  auto operands = operands_of(node);
  if (!operands) return tl::unexpected(operands.error());
  if (!operands->constant_first) {
    for (double& value : operands->values) value = -value;
  }
  const double sign = operands->constant_first ? -1 : 1;
  emit_sum_with(node, sign, std::move(*operands));
  return {};
}

Result<void> import_mul(NodeContext& node) {
  if (has_two_tensors(node)) return emit_product(node);
  auto operands = operands_of(node);
  if (!operands) return tl::unexpected(operands.error());
  emit_product_with(node, std::move(*operands));
  return {};
}

Result<void> import_div(NodeContext& node) {
  if (has_two_tensors(node)) {
    return node.refuse(
        "of two tensors only the sum, the difference or the product can be run, not the "
        "quotient",
        "divide by constants alone");
  }
  auto operands = operands_of(node);
  if (!operands) return tl::unexpected(operands.error());
  if (operands->constant_first) {
    return node.refuse("a constant divided by a tensor is not linear");
  }
  std::vector<double>& values = operands->values;
  if (std::count(values.begin(), values.end(), 0.0) != 0) {
    return node.damaged(fmt::format("'{}' divides by zero", node.input_name(1)));
  }
  for (double& value : values) value = 1.0 / value;
  emit_product_with(node, std::move(*operands));
  return {};
}

Result<void> import_neg(NodeContext& node) {
  node.emit_affine({node.features(), {-1.0}, {0.0}});
  return {};
}

/// Whole powers above 0; the second is a product.
Result<void> import_pow(NodeContext& node) {
  if (!node.is_x(0) || has_two_tensors(node)) {
    return node.refuse("its exponent depends on the record", "raise to constant powers alone");
  }
  const auto exponents = node.constant(1);
  if (!exponents) return tl::unexpected(exponents.error());
  const std::vector<double>& values = exponents->values;
  const double power = values.empty() ? 0 : values.front();
  const bool is_one = std::ranges::all_of(values, [&](double x) { return x == power; });
  const bool is_whole = power >= 1 && power <= kMostPower && power == std::floor(power);
  const auto shape = node.common_shape();
  if (!shape) return tl::unexpected(shape.error());
  const bool repeats = *shape != node.x().shape;
  if (!is_one || !is_whole || repeats) {
    return node.refuse(
        repeats ? "it repeats elements"
                : fmt::format("supported is one whole power, of 1 to {}", kMostPower),
        "work it out of the records beforehand, or retrain without it");
  }
  if (power == 1) {
    node.emit_x();
  } else if (power == 2) {
    emit_square(node);
  } else {
    node.emit_elementwise(Smooth{node.features(), [power](double x) {
                                   return std::pow(x, power);
                                 }});
  }
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

Result<ConstantTensor> fold_pow(const ConstantNode& node) {
  const auto pair = pair_of(node);
  if (!pair) return tl::unexpected(pair.error());
  ConstantTensor result =
      combined(*pair, [](double base, double exponent) { return std::pow(base, exponent); });
  result.whole = (*node.input(0))->whole;  // the type is the base's
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
      {"Pow", import_pow, fold_pow, kTakesOrder},
      {"Sqrt", nullptr, fold_each<square_root>},
      {"Sub", import_sub, fold_pair<std::minus<>>, kTakesOrder | kTakesEnding},
  };
  return kOps;
}

}  // namespace medisc
