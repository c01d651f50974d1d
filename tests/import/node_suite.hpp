/// ONNX's own tests of its ops, from Debian's libonnx-testdata: a model, its inputs and the
/// outputs that a backend has to give.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <onnx/onnx_pb.h>

namespace medisc {

struct OnnxNodeTest {
  std::string name;  ///< "test_relu"
  onnx::ModelProto model;
  std::vector<onnx::TensorProto> inputs;  ///< of those that are not initialisers, in order
  std::vector<onnx::TensorProto> outputs;

  std::vector<std::string> ops() const;
  /// The names of the inputs that `inputs` are the values of.
  std::vector<std::string> open_inputs() const;
};

/// The tests, by name; none where the package is not installed. Left out are those whose values
/// are no tensors, or that have none.
std::vector<OnnxNodeTest> onnx_node_tests();

}  // namespace medisc
