/// The outputs of a model: which of them the network leads to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "import/graph_state.hpp"
#include "import/onnx.hpp"

namespace onnx {
class GraphProto;
}

namespace medisc {

/// The outputs that come into question: the one that `options` name, or all. Errors:
/// kUnsupported for a model without, kBadInput for a name that is none of them.
Result<std::vector<std::string>> wanted_outputs(const onnx::GraphProto& graph,
                                                const std::string& file,
                                                const ImportOptions& options);

/// Leaves in the graph these outputs, and the nodes that they depend on.
void keep_needed(onnx::GraphProto& graph, const std::vector<std::string>& outputs);

/// Of several, the one that tells the most, if all are the logits, the probabilities or the
/// label of one tensor; it gets the class names that another has. Errors: kUnsupported
/// otherwise, naming them.
Result<std::string> chosen_output(const std::vector<std::string>& outputs, GraphState& graph);

/// The layers up to an output, as they stand in the file, and the facts on it; of several axes
/// that of the classes comes first (import/class_axis.hpp), where the file or `layout` tells
/// which it is. Errors: kUnsupported for what is no result of a layer, or is of integers; those
/// of class_axis_of.
Result<Network> network_up_to(const std::string& output, std::optional<Layout> layout,
                              GraphState& graph);

}  // namespace medisc
