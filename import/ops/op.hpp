/// An ONNX op: what it means for a Network.
///
/// Each is a function over its node's context, `Result<void> import_relu(NodeContext& node)`,
/// in the file of its theme, and a line of the table at that file's end: `{"Relu",
/// import_relu}`. Where it can be worked out of constants, `fold_...` stands beside it, and in
/// the same line.
#pragma once

#include <span>
#include <string_view>
#include <variant>

#include "error/error.hpp"
#include "import/node_context.hpp"

namespace medisc {

/// Reads the node and emits its result. Errors: kUnsupported or kBadInput, naming the node.
using ImportOp = Result<void> (*)(NodeContext& node);

/// What an op is ready for in a tensor that it reads; for one that is not, padding and order
/// are written as layers before (import/pending.hpp), and endings are refused.
enum Takes : unsigned {
  kTakesPadding = 1,     ///< what a Pad has put something around
  kTakesOrder = 2,       ///< elements that are reordered, each there once
  kTakesEnding = 4,      ///< the result of a Softmax, Sigmoid or ArgMax
  kPassesLabel = 8,      ///< the label of an ArgMax, which has no layout: nothing to do for it
  kTakesShapeOnly = 16,  ///< any tensor, for its shape alone: the result is a constant
  kTakesSelection = 32,  ///< elements of which some are left out, or there several times
  kTakesIntegers = 64,   ///< a tensor of an integer type
  /// What only moves elements, or passes them.
  kTakesMoved = kTakesOrder | kTakesSelection | kTakesEnding | kPassesLabel | kTakesIntegers,
  kTakesAnyLayout = kTakesPadding | kTakesMoved,
};

/// What an op makes of constants: nothing, a value worked out of theirs, or whatever a function
/// of its own emits.
using OnConstants = std::variant<std::monostate, Fold, ImportOp>;

struct OnnxOp {
  std::string_view name;
  ImportOp on_record = nullptr;  ///< where an input depends on the record; null: not then
  OnConstants on_constants{};    ///< where none does
  unsigned takes = 0;            ///< of Takes, for on_record
  bool classical = false;        ///< of the domain ai.onnx.ml
};

using OnnxOps = std::span<const OnnxOp>;

// The tables, one a file; import/ops/table.hpp joins them.
OnnxOps activation_ops();
OnnxOps arithmetic_ops();
OnnxOps batch_norm_ops();
OnnxOps block_ops();
OnnxOps classical_ops();
OnnxOps convolution_ops();
OnnxOps ending_ops();
OnnxOps extreme_ops();
OnnxOps layout_ops();
OnnxOps linear_ops();
OnnxOps making_ops();
OnnxOps moving_ops();
OnnxOps padding_ops();
OnnxOps passing_ops();
OnnxOps picking_ops();
OnnxOps pooling_ops();
OnnxOps quantisation_ops();
OnnxOps reduction_ops();
OnnxOps resizing_ops();
OnnxOps smooth_ops();
OnnxOps sum_ops();
OnnxOps transposed_convolution_ops();

}  // namespace medisc
