/// Ops that pass each element as it is: Cast to a real type, Dropout, Identity.
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "import/half.hpp"
#include "import/ops/op.hpp"

namespace medisc {
namespace {

/// To a real type; its rounding, where that is a short one, is left out. Truth values and
/// integers become what they are.
Result<void> import_cast(NodeContext& node) {
  const auto type = static_cast<std::int32_t>(node.attributes().integer("to", 0));
  const RecordTensor& x = node.x();
  if (x.ending.is_label() || (is_real(type) && !x.integers)) {
    node.emit_x();
    return {};
  }
  const bool wide =
      is_real(type) || type == onnx::TensorProto::INT32 || type == onnx::TensorProto::INT64;
  if (!wide || !x.integers || x.quantised) {
    return node.refuse(
        fmt::format("it makes elements of type {}{}; supported are real types", type_text(type),
                    x.quantised ? " of quantised ones" : ""),
        "rounding to integers is not piecewise linear with few pieces: leave it out");
  }
  RecordTensor result = x;
  result.integers = !is_real(type);
  node.emit(std::move(result));
  return {};
}

/// To the type of a constant.
Result<void> import_cast_like(NodeContext& node) {
  const auto type = node.constant_type(1);
  const bool real = node.is_x(0) && !node.x().integers &&
                    (type ? is_real(*type)
                          : node.record_input(1) != nullptr && !node.record_input(1)->integers);
  if (!real) return node.refuse("supported is a cast between real types");
  node.emit_x();
  return {};
}

Result<ConstantTensor> cast(ConstantTensor result, std::int32_t type, const Place& place) {
  if (!is_readable(type)) {
    return fail(ErrorCode::kUnsupported,
                fmt::format("{}: it makes elements of type {}; supported are float, double, "
                            "float16, bfloat16, integers and bool",
                            place.text(), type_text(type)),
                "export the model in float32");
  }
  result.whole = !is_real(type);
  const auto range = integer_range(type);
  for (double& value : result.values) {
    if (type == onnx::TensorProto::FLOAT16) value = rounded_to_float16(value);
    if (type == onnx::TensorProto::BFLOAT16) value = rounded_to_bfloat16(value);
    if (type == onnx::TensorProto::BOOL) value = value != 0 ? 1 : 0;
    if (!range) continue;
    value = std::trunc(value);
    if (value >= range->least && value <= range->most) continue;
    return place.damaged("a value is out of the range of its type");
  }
  return result;
}

Result<ConstantTensor> fold_cast(const ConstantNode& node) {
  const auto from = node.input(0);
  if (!from) return tl::unexpected(from.error());
  return cast(**from, static_cast<std::int32_t>(node.attributes.integer("to", 0)), node.place);
}

Result<void> cast_constant_like(NodeContext& node) {
  const auto type = node.constant_type(1);
  if (!type)
    return node.refuse("the type that it makes is not known", "export the model again");
  auto from = node.constant(0);
  if (!from) return tl::unexpected(from.error());
  auto to = cast(std::move(*from), *type, node.place());
  if (!to) return tl::unexpected(to.error());
  return node.emit_constant(std::move(*to));
}

Result<void> import_dropout(NodeContext& node) {
  bool trains = node.graph().opset < 7 && node.attributes().integer("is_test", 0) == 0;
  if (node.has_input(2)) {
    const auto mode = node.number(2, "training_mode", 0);
    const auto ratio = node.number(1, "ratio", 0.5);
    if (!mode) return tl::unexpected(mode.error());
    if (!ratio) return tl::unexpected(ratio.error());
    trains = *mode != 0 && *ratio != 0;
  }
  if (trains) {
    return node.refuse("it is in training mode",
                       "export the model for inference (model.eval())");
  }
  node.emit_x();
  return {};
}

Result<void> import_identity(NodeContext& node) {
  node.emit_x();
  return {};
}

/// Takes none of the budget.
Result<void> copy_constant(NodeContext& node) {
  node.emit_copy_of_constant(0);
  return {};
}

}  // namespace

OnnxOps passing_ops() {
  static constexpr OnnxOp kOps[] = {
      {"Cast", import_cast, fold_cast, kTakesAnyLayout},
      {"CastLike", import_cast_like, cast_constant_like, kTakesAnyLayout},
      {"Dropout", import_dropout, {}, kTakesAnyLayout},
      {"Identity", import_identity, copy_constant, kTakesAnyLayout},
  };
  return kOps;
}

}  // namespace medisc
