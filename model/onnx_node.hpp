/// What each ONNX op means for a Network: one function an op.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "model/network.hpp"
#include "model/onnx_constants.hpp"
#include "model/onnx_window.hpp"

namespace medisc {

bool is_supported(const onnx::NodeProto& node);

/// "supported are Add, ..., Sub": the hint of an error.
std::string supported_ops();

/// How errors call a node: "<file>: node '<name>' (<op>)".
std::string node_text(const onnx::NodeProto& node, int index, const std::string& file);

/// Follows the tensors that depend on the record. read() takes the nodes in order. Errors:
/// kUnsupported or kBadInput, naming the node.
class NodeReader {
 public:
  /// `shape` is the input's, batch dimension first (0 where symbolic).
  NodeReader(OnnxConstants& constants, std::string file, const std::string& input,
             std::string output, const std::vector<std::uint64_t>& shape);

  Result<void> read(const onnx::NodeProto& node, int index);
  /// The layers up to the model's output, as they stand in the file.
  Result<Network> finish() &&;

  // One a group of ops; called by read() through its table.
  Result<void> read_gemm(const onnx::NodeProto& node);
  Result<void> read_mat_mul(const onnx::NodeProto& node);
  Result<void> read_conv(const onnx::NodeProto& node);
  Result<void> read_batch_norm(const onnx::NodeProto& node);
  Result<void> read_arithmetic(const onnx::NodeProto& node);
  Result<void> read_relu(const onnx::NodeProto& node);
  Result<void> read_probabilities(const onnx::NodeProto& node);
  Result<void> read_average_pool(const onnx::NodeProto& node);
  Result<void> read_max_pool(const onnx::NodeProto& node);
  Result<void> read_global_pool(const onnx::NodeProto& node);
  Result<void> read_reduce_mean(const onnx::NodeProto& node);
  Result<void> read_pad(const onnx::NodeProto& node);
  Result<void> read_identity(const onnx::NodeProto& node);
  Result<void> read_dropout(const onnx::NodeProto& node);
  Result<void> read_flatten(const onnx::NodeProto& node);
  Result<void> read_reshape(const onnx::NodeProto& node);
  Result<void> read_squeeze(const onnx::NodeProto& node);
  Result<void> read_unsqueeze(const onnx::NodeProto& node);
  Result<void> read_concat(const onnx::NodeProto& node);

 private:
  /// A tensor that depends on the record.
  struct Value {
    std::uint32_t tensor = 0;          ///< of the network
    std::vector<std::uint64_t> shape;  ///< of one record
    Padding padding{};                 ///< zeros that a Pad has put around the tensor
  };

  tl::unexpected<Error> refuse(std::string reason, std::string hint = {}) const;
  tl::unexpected<Error> damaged(std::string reason) const;
  /// Names the node in an error that does not.
  tl::unexpected<Error> at_node(Error error) const;

  bool is_value(const onnx::NodeProto& node, int input) const;
  const Value& x() const { return values_.at(x_name_); }
  std::uint32_t features() const;  ///< elements of x
  Result<void> require_flat() const;
  Result<ConstantTensor> constant_input(const onnx::NodeProto& node, int input) const;
  /// The integers of a constant input, or of an attribute of older opsets.
  Result<std::vector<std::int64_t>> integers(const onnx::NodeProto& node, int input,
                                             const char* attribute) const;
  /// Axes counted from the batch dimension, in rising order; -1 is the last of `rank`.
  Result<std::vector<std::uint64_t>> axes(const std::vector<std::int64_t>& given,
                                          std::size_t rank) const;

  /// Adds weights held [outputs][inputs] (`transposed`) or [inputs][outputs].
  Result<void> add_weights(const onnx::NodeProto& node, const ConstantTensor& weights,
                           bool transposed, double factor, std::vector<double> bias);
  Result<void> add_tensors(const onnx::NodeProto& node);
  /// The node's window over x, an image `in`, and what a Pad has put around it.
  Result<PlacedWindow> place(const onnx::NodeProto& node, Image in,
                             std::vector<std::int64_t> kernel) const;
  /// The shape of an image in as many dimensions as x has.
  std::vector<std::uint64_t> shape_of(const Image& image) const;
  Result<void> add_average(const Image& in, const PlacedWindow& placed, bool count_padding,
                           std::vector<std::uint64_t> shape);
  void add_affine(Affine affine);
  /// The node's result is a new layer on x.
  void add_layer(decltype(Layer::op) op, std::vector<std::uint64_t> shape);
  /// The node's result is x in another shape.
  void keep(std::vector<std::uint64_t> shape);

  OnnxConstants& constants_;
  std::string file_;
  std::string output_;
  std::uint64_t batch_;  ///< 0 where symbolic
  Network network_;
  std::map<std::string, Value> values_;
  std::string x_name_;       ///< the tensor that the node being read works on
  std::string result_name_;  ///< what it calls its result
  std::string where_;        ///< the node, for errors
  std::string name_;         ///< the same, as the layer's name
};

}  // namespace medisc
