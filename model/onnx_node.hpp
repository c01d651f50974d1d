/// What each ONNX op means for a Network: one function an op.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "model/network_builder.hpp"
#include "model/onnx_constants.hpp"

namespace medisc {

bool is_supported(const onnx::NodeProto& node);

/// "supported are Add, ..., Sub": the hint of an error.
std::string supported_ops();

/// How errors call a node: "<file>: node '<name>' (<op>)".
std::string node_text(const onnx::NodeProto& node, int index, const std::string& file);

/// Follows the one tensor that runs from the model's input to its output. read() takes the
/// nodes in order. Errors: kUnsupported or kBadInput, naming the node.
class NodeReader {
 public:
  /// `shape` is the input's, batch dimension first (0 where symbolic).
  NodeReader(OnnxConstants& constants, std::string file, std::string input, std::string output,
             std::vector<std::uint64_t> shape);

  Result<void> read(const onnx::NodeProto& node, int index);
  Result<Network> finish() &&;

  // One a group of ops; called by read() through its table.
  Result<void> read_gemm(const onnx::NodeProto& node);
  Result<void> read_mat_mul(const onnx::NodeProto& node);
  Result<void> read_batch_norm(const onnx::NodeProto& node);
  Result<void> read_arithmetic(const onnx::NodeProto& node);
  Result<void> read_relu(const onnx::NodeProto& node);
  Result<void> read_identity(const onnx::NodeProto& node);
  Result<void> read_dropout(const onnx::NodeProto& node);
  Result<void> read_flatten(const onnx::NodeProto& node);
  Result<void> read_reshape(const onnx::NodeProto& node);
  Result<void> read_probabilities(const onnx::NodeProto& node);

 private:
  tl::unexpected<Error> refuse(std::string reason, std::string hint = {}) const;
  tl::unexpected<Error> damaged(std::string reason) const;
  Result<void> require_flat() const;
  Result<ConstantTensor> constant_input(const onnx::NodeProto& node, int input) const;
  Result<std::vector<double>> feature_values(const onnx::NodeProto& node, int input) const;
  /// Adds weights held [outputs][inputs] (`transposed`) or [inputs][outputs].
  Result<void> add_weights(const onnx::NodeProto& node, const ConstantTensor& weights,
                           bool transposed, double factor, std::vector<double> bias);

  OnnxConstants& constants_;
  std::string file_;
  std::string current_;  ///< the tensor that the chain has come to
  std::string output_;
  std::uint64_t batch_;               ///< 0 where symbolic
  std::vector<std::uint64_t> shape_;  ///< of one record of `current_`
  NetworkBuilder builder_;
  std::string where_;  ///< the node being read, for errors
  std::string name_;   ///< the same, as the layer's name
};

}  // namespace medisc
