/// The inputs of a model: one record of named parts, one after the other in the file's order.
#pragma once

#include <string>
#include <vector>

#include "error/error.hpp"
#include "import/graph_state.hpp"
#include "import/onnx.hpp"

namespace onnx {
class GraphProto;
}

namespace medisc {

/// An input that is no initialiser.
struct RecordInput {
  std::string name;
  std::vector<std::uint64_t> shape;  ///< of one record
  std::uint64_t batch = 0;           ///< 0 where symbolic
  bool integers = false;
};

/// Errors: kUnsupported for inputs that are no tensors of numbers [N, ...], for over kMaxTensor
/// features, and for dimensions that neither the file nor `options` fix, naming them;
/// kBadInput for options that name no input, or another shape than the file's.
Result<std::vector<RecordInput>> record_inputs(const onnx::GraphProto& graph,
                                               const OnnxConstants& constants,
                                               const std::string& file,
                                               const ImportOptions& options);

/// Makes them tensors of the graph: parts of tensor 0. Errors: kUnsupported where they have
/// over kMaxTensor features.
Result<void> add_inputs(const std::vector<RecordInput>& inputs, GraphState& graph);

}  // namespace medisc
