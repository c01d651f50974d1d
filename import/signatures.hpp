/// What a node of an op that is known may look like: inputs, outputs and attributes. ONNX's own
/// checker does the same for files that are no newer than the library; this serves for all.
#pragma once

#include <string>
#include <string_view>

#include "error/error.hpp"

namespace onnx {
class GraphProto;
class NodeProto;
}  // namespace onnx

namespace medisc {

struct Signature {
  std::string_view op;
  int least_inputs = 0;
  int most_inputs = 0;  ///< -1: any
  /// Names and types of all attributes, of every opset that is read: "axis:i perm:I". i and f
  /// are an integer and a float, I and F lists of such, s a text, S texts, t a tensor.
  std::string_view attributes;
};

/// Null for an op that is in no table.
const Signature* find_signature(std::string_view op);

/// Every node has a result, inputs that are made before it, and the inputs and attributes of
/// its signature; no name is given twice. Errors, naming the node: kBadInput, or kUnsupported
/// for an attribute that is not known, which would change the meaning.
Result<void> check_structure(const onnx::GraphProto& graph, const std::string& file);

}  // namespace medisc
