/// Softmax, LogSoftmax, Sigmoid and ArgMax at the end of a model: left to the hospital, which
/// gets the logits.
#include <utility>

#include <fmt/format.h>

#include "import/ops/op.hpp"

namespace medisc {
namespace {

/// The axis, or with `to_the_end` all from it on, has to run over all of a record's elements.
Result<void> require_whole_axis(const NodeContext& node, std::int64_t given, bool to_the_end) {
  const std::vector<std::uint64_t>& shape = node.x().shape;
  const auto rank = static_cast<std::int64_t>(shape.size()) + 1;
  const std::int64_t axis = given < 0 ? given + rank : given;
  std::uint64_t covered = 0;
  if (axis > 0 && axis < rank) {
    const auto first = shape.begin() + (axis - 1);
    covered = element_count({first, to_the_end ? shape.end() : first + 1});
  }
  if (covered == node.features()) return {};
  return node.refuse(
      fmt::format("axis is {} on records of shape {}; supported is one result a "
                  "record, over all of its elements",
                  given, shape_text(shape)));
}

void emit_x_with(NodeContext& node, Ending ending) {
  RecordTensor result = node.x();
  result.ending = ending;
  node.emit(std::move(result));
}

Result<void> import_sigmoid(NodeContext& node) {
  emit_x_with(node, Ending::kProbabilities);
  return {};
}

/// LogSoftmax as well.
Result<void> import_softmax(NodeContext& node) {
  const bool to_the_end = node.graph().opset < 13;
  const std::int64_t axis = node.attributes().integer("axis", to_the_end ? 1 : -1);
  if (auto whole = require_whole_axis(node, axis, to_the_end); !whole) return whole;
  emit_x_with(node, Ending::kProbabilities);
  return {};
}

Result<void> import_arg_max(NodeContext& node) {
  if (node.x().ending == Ending::kLabel) return node.refuse("it follows an ArgMax");
  const std::int64_t axis = node.attributes().integer("axis", 0);
  if (auto whole = require_whole_axis(node, axis, false); !whole) return whole;
  if (node.attributes().integer("select_last_index", 0) != 0) {
    return node.refuse("it takes the last of equal values; supported is the first");
  }
  emit_x_with(node, Ending::kLabel);
  return {};
}

}  // namespace

OnnxOps ending_ops() {
  static constexpr OnnxOp kOps[] = {
      {"ArgMax", import_arg_max, {}, kTakesEnding},
      {"LogSoftmax", import_softmax},
      {"Sigmoid", import_sigmoid},
      {"Softmax", import_softmax},
  };
  return kOps;
}

}  // namespace medisc
