/// What an op makes of constants.
#pragma once

#include <string>
#include <vector>

#include <onnx/onnx_pb.h>

#include "import/constants.hpp"
#include "import/graph_state.hpp"
#include "import/ops/table.hpp"

namespace medisc {

/// The node's result; its own inputs and outputs do not matter.
inline Result<ConstantTensor> folded(onnx::NodeProto node,
                                     const std::vector<ConstantTensor>& inputs) {
  const onnx::GraphProto empty;
  ImportBudget budget(0);
  OnnxConstants constants(empty, "sample.onnx", budget);
  node.clear_input();
  for (const ConstantTensor& input : inputs) {
    const std::string name = "input_" + std::to_string(node.input_size());
    node.add_input(name);
    if (auto added = constants.add(name, input); !added) return tl::unexpected(added.error());
  }
  node.clear_output();
  node.add_output("result");
  GraphState graph{"sample.onnx", constants, budget};
  NodeContext context(node, 0, graph);
  const OnnxOp* op = find_op(node.op_type());
  if (auto read = op->on_constants(context); !read) return tl::unexpected(read.error());
  return constants.read("result");
}

}  // namespace medisc
