#include "import/constant_ops.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string_view>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "import/attributes.hpp"
#include "plan/plan.hpp"

namespace medisc {
namespace {

constexpr double kLargestIndex = 0x1p62;  ///< stands for what exporters write as "to the end"

Result<ConstantTensor> fold_arithmetic(const ConstantNode& node) {
  const auto left = node.input(0);
  const auto right = node.input(1);
  if (!left) return tl::unexpected(left.error());
  if (!right) return tl::unexpected(right.error());
  auto dims = common_shape(node, (*left)->dims, (*right)->dims);
  if (!dims) return tl::unexpected(dims.error());
  ConstantTensor result{std::move(*dims), {}, (*left)->whole && (*right)->whole};
  const std::vector<double> a = *repeated(**left, result.dims);
  const std::vector<double> b = *repeated(**right, result.dims);
  result.values.resize(a.size());
  const std::string& op = node.node.op_type();
  const auto each = [&](auto&& combine) {
    std::transform(a.begin(), a.end(), b.begin(), result.values.begin(), combine);
  };
  if (op == "Add") each(std::plus<>());
  if (op == "Sub") each(std::minus<>());
  if (op == "Mul") each(std::multiplies<>());
  if (op == "Equal") each(std::equal_to<>());
  if (op == "Div") {
    if (std::count(b.begin(), b.end(), 0.0) != 0) return node.damaged("it divides by zero");
    each(std::divides<>());
    if (result.whole) {
      for (double& value : result.values) value = std::trunc(value);
    }
  }
  result.whole = result.whole || op == "Equal";
  return result;
}

Result<ConstantTensor> fold_unary(const ConstantNode& node) {
  const auto from = node.input(0);
  if (!from) return tl::unexpected(from.error());
  ConstantTensor result = **from;
  const std::string& op = node.node.op_type();
  for (double& value : result.values) {
    if (op == "Neg") value = -value;
    if (op == "Floor") value = std::floor(value);
    if (op == "Ceil") value = std::ceil(value);
    if (op == "Sqrt") value = std::sqrt(value);
  }
  return result;
}

Result<ConstantTensor> fold_cast(const ConstantNode& node) {
  const auto from = node.input(0);
  if (!from) return tl::unexpected(from.error());
  ConstantTensor result = **from;
  const std::int64_t type = int_attribute(node.node, "to", 0);
  switch (type) {
    case onnx::TensorProto::FLOAT:
    case onnx::TensorProto::DOUBLE:
      result.whole = false;
      return result;
    case onnx::TensorProto::INT32:
    case onnx::TensorProto::INT64:
      for (double& value : result.values) value = std::trunc(value);
      break;
    case onnx::TensorProto::BOOL:
      for (double& value : result.values) value = value != 0 ? 1 : 0;
      break;
    default:
      return fail(ErrorCode::kUnsupported,
                  fmt::format("{}: it makes elements of type {}; supported are float, double, "
                              "int32, int64 and bool",
                              node.where, type),
                  "export the model in float32");
  }
  result.whole = true;
  return result;
}

Result<ConstantTensor> fold_constant_of_shape(const ConstantNode& node) {
  const auto asked = node.integers(0, "shape", {});
  if (!asked) return tl::unexpected(asked.error());
  ConstantTensor result{{}, {}, false};
  for (const std::int64_t dim : *asked) {
    if (dim < 0) return node.damaged("it has a size below zero");
    result.dims.push_back(static_cast<std::uint64_t>(dim));
  }
  if (auto room = node.expect_room(result.dims); !room) return tl::unexpected(room.error());
  double value = 0;
  if (const onnx::TensorProto* filler = tensor_attribute(node.node, "value")) {
    const auto read = read_tensor(*filler, node.where);
    if (!read) return tl::unexpected(read.error());
    if (read->values.size() != 1) return node.damaged("its value is not one number");
    value = read->values.front();
    result.whole = read->whole;
  }
  result.values.assign(element_count(result.dims), value);
  return result;
}

Result<ConstantTensor> fold_range(const ConstantNode& node) {
  double parts[3] = {};  // start, limit, delta
  bool whole = true;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto part = node.input(i);
    if (!part) return tl::unexpected(part.error());
    if ((*part)->values.size() != 1) return node.damaged("it has a bound that is no number");
    parts[i] = (*part)->values.front();
    whole = whole && (*part)->whole;
  }
  const double count = std::ceil((parts[1] - parts[0]) / parts[2]);
  if (!(count <= kMaxTensor)) return node.damaged("its result is too large, or has no end");
  ConstantTensor result{{static_cast<std::uint64_t>(std::max(count, 0.0))}, {}, whole};
  if (auto room = node.expect_room(result.dims); !room) return tl::unexpected(room.error());
  for (std::uint64_t i = 0; i < result.dims.front(); ++i) {
    result.values.push_back(parts[0] + static_cast<double>(i) * parts[2]);
  }
  return result;
}

Result<ConstantTensor> fold_where(const ConstantNode& node) {
  std::vector<std::uint64_t> dims;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto part = node.input(i);
    if (!part) return tl::unexpected(part.error());
    auto common = common_shape(node, dims, (*part)->dims);
    if (!common) return tl::unexpected(common.error());
    dims = std::move(*common);
  }
  const std::vector<double> condition = *repeated(*node.inputs[0], dims);
  const std::vector<double> otherwise = *repeated(*node.inputs[2], dims);
  ConstantTensor result{dims, *repeated(*node.inputs[1], dims), node.inputs[1]->whole};
  for (std::size_t i = 0; i < condition.size(); ++i) {
    if (condition[i] == 0) result.values[i] = otherwise[i];
  }
  return result;
}

using Fold = Result<ConstantTensor> (*)(const ConstantNode&);

const std::map<std::string_view, Fold>& fold_table() {
  static const std::map<std::string_view, Fold> table{
      {"Add", fold_arithmetic},
      {"Cast", fold_cast},
      {"Ceil", fold_unary},
      {"Concat", fold_concat},
      {"ConstantOfShape", fold_constant_of_shape},
      {"Div", fold_arithmetic},
      {"Equal", fold_arithmetic},
      {"Expand", fold_expand},
      {"Floor", fold_unary},
      {"Gather", fold_gather},
      {"Mul", fold_arithmetic},
      {"Neg", fold_unary},
      {"Range", fold_range},
      {"Reshape", fold_reshape},
      {"Slice", fold_slice},
      {"Sqrt", fold_unary},
      {"Squeeze", fold_squeeze},
      {"Sub", fold_arithmetic},
      {"Transpose", fold_transpose},
      {"Unsqueeze", fold_unsqueeze},
      {"Where", fold_where},
  };
  return table;
}

}  // namespace

Result<const ConstantTensor*> ConstantNode::input(std::size_t index) const {
  if (has(index)) return inputs[index];
  return damaged(fmt::format("its input {} is missing", index + 1));
}

Result<std::vector<std::int64_t>> ConstantNode::integers(
    std::size_t index, const char* attribute, std::vector<std::int64_t> absent) const {
  if (has_attribute(node, attribute)) return ints_attribute(node, attribute, {});
  if (!has(index)) return absent;
  std::vector<std::int64_t> values;
  for (const double value : inputs[index]->values) {
    if (std::isnan(value)) return damaged(fmt::format("its input {} is no integer", index + 1));
    values.push_back(
        static_cast<std::int64_t>(std::clamp(value, -kLargestIndex, kLargestIndex)));
  }
  return values;
}

Result<std::size_t> ConstantNode::axis(std::int64_t given, std::size_t rank) const {
  const auto count = static_cast<std::int64_t>(rank);
  const std::int64_t forward = given < 0 ? given + count : given;
  if (forward >= 0 && forward < count) return static_cast<std::size_t>(forward);
  return damaged(fmt::format("axis {} is outside of {} dimensions", given, rank));
}

tl::unexpected<Error> ConstantNode::damaged(const std::string& reason) const {
  return fail(ErrorCode::kBadInput, where + ": " + reason, "export the model again");
}

Result<void> ConstantNode::expect_room(const std::vector<std::uint64_t>& dims) const {
  if (dims.size() > kMaxRank) {
    return fail(ErrorCode::kUnsupported,
                fmt::format("{}: its result has over {} dimensions", where, kMaxRank));
  }
  if (element_count(dims) <= std::min(most, kMaxWeights)) return {};
  return fail(ErrorCode::kUnsupported, where + ": its result is too large",
              "export the model with constants folded");
}

Result<std::vector<std::uint64_t>> common_shape(const ConstantNode& node,
                                                const std::vector<std::uint64_t>& a,
                                                const std::vector<std::uint64_t>& b) {
  std::vector<std::uint64_t> dims(std::max(a.size(), b.size()), 1);
  const std::size_t offset_a = dims.size() - a.size();
  const std::size_t offset_b = dims.size() - b.size();
  for (std::size_t axis = 0; axis < dims.size(); ++axis) {
    const std::uint64_t from_a = axis < offset_a ? 1 : a[axis - offset_a];
    const std::uint64_t from_b = axis < offset_b ? 1 : b[axis - offset_b];
    if (from_a != from_b && from_a != 1 && from_b != 1) {
      return node.damaged(
          fmt::format("shapes {} and {} don't fit", shape_text(a), shape_text(b)));
    }
    dims[axis] = from_a == 1 ? from_b : from_a;
  }
  if (auto room = node.expect_room(dims); !room) return tl::unexpected(room.error());
  return dims;
}

bool is_foldable(const onnx::NodeProto& node) {
  return fold_table().count(node.op_type()) != 0;
}

Result<ConstantTensor> fold(const ConstantNode& node) {
  return fold_table().at(node.node.op_type())(node);
}

}  // namespace medisc
