/// One node of an ONNX graph, read: its op is found in the table of import/ops, and told what
/// it works on.
#pragma once

#include "error/error.hpp"
#include "import/graph_state.hpp"

namespace onnx {
class NodeProto;
}

namespace medisc {

/// Whether the table has its op.
bool is_supported(const onnx::NodeProto& node);

/// Adds what a supported node makes of earlier tensors to the graph, and takes that off the
/// budget. Errors: kUnsupported or kBadInput, naming the node.
Result<void> read_node(const onnx::NodeProto& node, int index, GraphState& graph);

}  // namespace medisc
