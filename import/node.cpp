#include "import/node.hpp"

#include <cassert>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "import/ops/table.hpp"
#include "import/selection.hpp"

namespace medisc {
namespace {

/// Numbers that a layer holds.
struct Parameters {
  std::uint64_t operator()(const Dense& op) const { return op.matrix.size() + op.bias.size(); }
  std::uint64_t operator()(const Conv& op) const { return op.matrix.size() + op.bias.size(); }
  std::uint64_t operator()(const Affine& op) const { return op.scale.size() + op.shift.size(); }
  template <class Op>
  std::uint64_t operator()(const Op&) const {
    return 0;
  }
};

Result<void> read_on_constants(const OnnxOp& op, NodeContext& node) {
  if (node.has_constants_only()) {
    if (const auto* fold = std::get_if<Fold>(&op.on_constants)) return node.emit_folded(*fold);
    if (const auto* import = std::get_if<ImportOp>(&op.on_constants)) return (*import)(node);
  }
  return node.refuse("it works on constants only", "export the model with constants folded");
}

/// Refuses an input that the op is not ready for, or makes it ready.
Result<void> settle(const OnnxOp& op, NodeContext& node, int input) {
  const RecordTensor& tensor = *node.record_input(input);
  if (tensor.shape.size() >= kMaxRank) {
    return node.refuse(fmt::format("it works on over {} dimensions", kMaxRank));
  }
  if ((op.takes & kTakesEnding) == 0) {
    if (auto written = node.write_ending(input); !written) return written;
  }
  if (tensor.integers && (op.takes & kTakesIntegers) == 0) {
    return node.refuse("it works on integers, whose arithmetic wraps around",
                       "put a Cast to float before it, or export the model in float32");
  }
  if ((op.takes & kTakesPadding) == 0) {
    if (auto written = node.write_padding(input); !written) return written;
  }
  const RecordTensor& now = *node.record_input(input);
  const bool takes_order =
      (op.takes & kTakesSelection) != 0 ||
      ((op.takes & kTakesOrder) != 0 && is_permutation(now.order, node.stored(now)));
  if (!takes_order && !now.order.empty()) return node.write_order(input);
  return {};
}

Result<void> read_on_record(const OnnxOp& op, NodeContext& node) {
  if (op.on_record == nullptr) return node.refuse("supported is this op on constants only");
  if ((op.takes & kTakesShapeOnly) != 0) return op.on_record(node);
  for (int input = 0; input < node.input_count(); ++input) {
    if (node.record_input(input) == nullptr) continue;
    if (auto settled = settle(op, node, input); !settled) return settled;
  }
  const PendingEnding& ending = node.x().ending;
  if ((ending.is_label() || ending.pair || ending.binarised) &&
      (op.takes & kPassesLabel) != 0) {
    node.emit_x();
    return {};
  }
  return op.on_record(node);
}

/// Takes layers from `first` on off the budget, and the orders of the node's results.
Result<void> take(std::size_t first, const onnx::NodeProto& node, const Place& place,
                  GraphState& graph) {
  std::uint64_t elements = 0;
  for (std::size_t i = first; i < graph.network.layers.size(); ++i) {
    const Layer& layer = graph.network.layers[i];
    elements += layer.outputs() + std::visit(Parameters{}, layer.op);
  }
  for (const std::string& result : node.output()) {
    const auto found = graph.tensors.find(result);
    if (found != graph.tensors.end()) elements += found->second.order.size();
  }
  if (graph.budget.take(elements)) return {};
  return place.refuse("with it the model takes more room than a file of this size may");
}

}  // namespace

bool is_supported(const onnx::NodeProto& node) {
  const OnnxOp* op = find_op(node.op_type());
  if (op == nullptr) return false;
  if (op->classical) return node.domain() == "ai.onnx.ml";
  return node.domain().empty() || node.domain() == "ai.onnx";
}

Result<void> read_node(const onnx::NodeProto& node, int index, GraphState& graph) {
  const OnnxOp* op = find_op(node.op_type());
  assert(op != nullptr);
  const std::size_t layers = graph.network.layers.size();
  NodeContext context(node, index, graph);
  if (!context.has_x()) return read_on_constants(*op, context);
  if (auto read = read_on_record(*op, context); !read) return read;
  return take(layers, node, context.place(), graph);
}

}  // namespace medisc
