/// Ops that pass each element as it is: Cast to a real type, Dropout, Identity.
#include <cmath>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "import/ops/op.hpp"

namespace medisc {
namespace {

Result<void> import_cast(NodeContext& node) {
  const std::int64_t type = node.attributes().integer("to", 0);
  const bool real = type == onnx::TensorProto::FLOAT || type == onnx::TensorProto::DOUBLE;
  if (!real && node.x().ending != Ending::kLabel) {
    return node.refuse(
        fmt::format("it makes elements of type {}; supported are float and double", type));
  }
  node.emit_x();
  return {};
}

Result<ConstantTensor> fold_cast(const ConstantNode& node) {
  const auto from = node.input(0);
  if (!from) return tl::unexpected(from.error());
  ConstantTensor result = **from;
  const std::int64_t type = node.attributes.integer("to", 0);
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
                              node.place.text(), type),
                  "export the model in float32");
  }
  result.whole = true;
  return result;
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
      {"Dropout", import_dropout, {}, kTakesAnyLayout},
      {"Identity", import_identity, copy_constant, kTakesAnyLayout},
  };
  return kOps;
}

}  // namespace medisc
