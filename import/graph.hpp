/// The graph of an ONNX model, read node by node into a Network. `import/onnx.hpp` says
/// what is supported.
#pragma once

#include <string>

#include "compiler/network.hpp"
#include "error/error.hpp"

namespace onnx {
class ModelProto;
}

namespace medisc {

/// Errors: kUnsupported, naming the first node whose op has no place in a Network, or an opset
/// older than 6, or values outside the file.
Result<void> check_ops(const onnx::ModelProto& model, const std::string& file);

/// Reads a model that passed check_ops and ONNX's checker. Errors: as import_onnx.
Result<Network> read_graph(const onnx::ModelProto& model, const std::string& file);

}  // namespace medisc
