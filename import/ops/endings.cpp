/// Softmax, LogSoftmax, Sigmoid and ArgMax at the end of a model: left to the hospital, which
/// gets the logits.
#include <utility>

#include <fmt/format.h>

#include "import/ops/op.hpp"

namespace medisc {
namespace {

/// Of one element a softmax is always 1, and its place always 0.
tl::unexpected<Error> refuse_single(const NodeContext& node, std::int64_t axis) {
  return node.refuse(
      fmt::format("it works along axis {} of records of shape {}, where there is one element: "
                  "its result is the same for every record",
                  axis, shape_text(node.x().shape)),
      "work along the axis of the classes; a single result may end in a Sigmoid");
}

/// The axis of a record, of those behind the batch, along which the classes stand: the given
/// one, or with `to_the_end` all from it on as one.
Result<std::uint32_t> class_axis(const NodeContext& node, std::int64_t given, bool to_the_end) {
  const std::vector<std::uint64_t>& shape = node.x().shape;
  const auto rank = static_cast<std::int64_t>(shape.size()) + 1;
  const std::int64_t axis = given < 0 ? given + rank : given;
  if (axis > 0 && axis < rank) {
    const auto at = static_cast<std::uint32_t>(axis - 1);
    const auto first = shape.begin() + (axis - 1);
    const std::uint64_t covered = element_count({first, to_the_end ? shape.end() : first + 1});
    if (covered == 1) return refuse_single(node, given);
    if (covered == shape[at]) return at;
    return node.refuse("it works on several axes as one", "put a Flatten before it");
  }
  return node.refuse(
      fmt::format("axis is {} on records of shape {}; supported is an axis behind the batch",
                  given, shape_text(shape)),
      "work on the channels, axis 1");
}

void emit_x_with(NodeContext& node, NetworkEnding kind, std::uint32_t axis) {
  RecordTensor result = node.x();
  result.ending.kind = kind;
  result.ending.class_axis = axis;
  node.emit(std::move(result));
}

Result<void> import_sigmoid(NodeContext& node) {
  emit_x_with(node, NetworkEnding::kSigmoid, 0);
  return {};
}

/// LogSoftmax as well.
Result<void> import_softmax(NodeContext& node) {
  const bool to_the_end = node.graph().opset < 13;
  const std::int64_t given = node.attributes().integer("axis", to_the_end ? 1 : -1);
  const auto axis = class_axis(node, given, to_the_end);
  if (!axis) return tl::unexpected(axis.error());
  emit_x_with(node, NetworkEnding::kSoftmax, *axis);
  return {};
}

Result<void> import_arg_max(NodeContext& node) {
  const PendingEnding& ending = node.x().ending;
  if (ending.is_label()) return node.refuse("it follows an ArgMax");
  const auto axis = class_axis(node, node.attributes().integer("axis", 0), false);
  if (!axis) return tl::unexpected(axis.error());
  const bool softmax = ending.kind == NetworkEnding::kSoftmax;
  if (softmax && ending.class_axis != *axis) {
    return node.refuse("it works on another axis than the Softmax before it");
  }
  if (node.attributes().integer("select_last_index", 0) != 0) {
    return node.refuse("it takes the last of equal values; supported is the first");
  }
  emit_x_with(node, NetworkEnding::kLabel, *axis);
  return {};
}

}  // namespace

OnnxOps ending_ops() {
  static constexpr unsigned kTakes = kTakesOrder | kTakesSelection;
  static constexpr OnnxOp kOps[] = {
      {"ArgMax", import_arg_max, {}, kTakes | kTakesEnding},
      {"LogSoftmax", import_softmax, {}, kTakes},
      {"Sigmoid", import_sigmoid, {}, kTakes},
      {"Softmax", import_softmax, {}, kTakes},
  };
  return kOps;
}

}  // namespace medisc
