/// What an op makes of constants.
#pragma once

#include <variant>
#include <vector>

#include <onnx/onnx_pb.h>

#include "import/ops/table.hpp"

namespace medisc {

/// The fold of the node's op; null if it has none.
inline Fold fold_of(const onnx::NodeProto& node) {
  const OnnxOp* op = find_op(node.op_type());
  const Fold* fold = op == nullptr ? nullptr : std::get_if<Fold>(&op->on_constants);
  return fold == nullptr ? nullptr : *fold;
}

/// The node's result; the op has a fold.
inline Result<ConstantTensor> folded(const onnx::NodeProto& node,
                                     const std::vector<ConstantTensor>& inputs) {
  ConstantNode folding{Attributes(node), {}, Place("n")};
  for (const ConstantTensor& input : inputs) folding.inputs.push_back(&input);
  return fold_of(node)(folding);
}

}  // namespace medisc
