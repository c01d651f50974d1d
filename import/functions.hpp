/// Functions that a model defines itself, put in place of the nodes that call them.
#pragma once

#include <string>

#include "error/error.hpp"

namespace onnx {
class ModelProto;
}

namespace medisc {

/// Every node whose domain and op are those of one of the model's functions gives way to the
/// function's nodes: its inputs and outputs take the place of the function's, its attributes
/// that of those that the body refers to, and what is inner is named "<output>/<name>". The
/// functions are gone afterwards.
///
/// Errors: kBadInput for two functions of one name, for calls that don't fit, and for functions
/// that call themselves; kUnsupported for a function of another opset than the model's, and
/// where the graph would have over 65,536 nodes.
Result<void> inline_functions(onnx::ModelProto& model, const std::string& file);

}  // namespace medisc
