/// The graph of an ONNX model, read node by node into a Network. `import/onnx.hpp` says
/// what is supported.
#pragma once

#include <string>
#include <vector>

#include "compiler/network.hpp"
#include "error/error.hpp"
#include "import/onnx.hpp"

namespace onnx {
class ModelProto;
}

namespace medisc {

/// Errors: kUnsupported, naming the first node whose op has no place in a Network, or an opset
/// that is too old or too new.
Result<void> check_ops(const onnx::ModelProto& model, const std::string& file);

/// Reads a model that passed check_ops and check_structure, up to one of `outputs`. Errors: as
/// import_onnx.
Result<Network> read_graph(const onnx::ModelProto& model, const std::string& file,
                           const ImportOptions& options,
                           const std::vector<std::string>& outputs);

}  // namespace medisc
