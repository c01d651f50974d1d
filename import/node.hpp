/// What each ONNX op means for a Network: one function an op.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "compiler/network.hpp"
#include "error/error.hpp"
#include "import/budget.hpp"
#include "import/constants.hpp"
#include "import/window.hpp"

namespace medisc {

bool is_supported(const onnx::NodeProto& node);

/// "supported are Add, ..., Unsqueeze; ...": the hint of an error.
std::string supported_ops();

/// Where element i of a tensor stands among the elements of another; none: at i.
using Order = std::vector<std::uint32_t>;

/// How errors call a node: "<file>: node '<name>' (<op>)".
std::string node_text(const onnx::NodeProto& node, int index, const std::string& file);

/// Follows the tensors that depend on the record. read() takes the nodes in order. Errors:
/// kUnsupported or kBadInput, naming the node.
class NodeReader {
 public:
  /// `shape` is the input's, batch dimension first (0 where symbolic: the model is then read as
  /// it runs on a batch of one).
  NodeReader(OnnxConstants& constants, ImportBudget& budget, std::string file,
             std::int64_t opset, const std::string& input, std::string output,
             const std::vector<std::uint64_t>& shape);

  Result<void> read(const onnx::NodeProto& node, int index);
  /// The layers up to the model's output, as they stand in the file.
  Result<Network> finish() &&;

  // One a group of ops; called by read() through its table.
  Result<void> read_gemm(const onnx::NodeProto& node);
  Result<void> read_mat_mul(const onnx::NodeProto& node);
  Result<void> read_conv(const onnx::NodeProto& node);
  Result<void> read_batch_norm(const onnx::NodeProto& node);
  Result<void> read_arithmetic(const onnx::NodeProto& node);
  Result<void> read_neg(const onnx::NodeProto& node);
  Result<void> read_relu(const onnx::NodeProto& node);
  Result<void> read_leaky_relu(const onnx::NodeProto& node);
  Result<void> read_p_relu(const onnx::NodeProto& node);
  Result<void> read_clip(const onnx::NodeProto& node);
  Result<void> read_probabilities(const onnx::NodeProto& node);
  Result<void> read_arg_max(const onnx::NodeProto& node);
  Result<void> read_average_pool(const onnx::NodeProto& node);
  Result<void> read_max_pool(const onnx::NodeProto& node);
  Result<void> read_global_pool(const onnx::NodeProto& node);
  Result<void> read_reduce_mean(const onnx::NodeProto& node);
  Result<void> read_pad(const onnx::NodeProto& node);
  Result<void> read_cast(const onnx::NodeProto& node);
  Result<void> read_identity(const onnx::NodeProto& node);
  Result<void> read_dropout(const onnx::NodeProto& node);
  Result<void> read_flatten(const onnx::NodeProto& node);
  Result<void> read_reshape(const onnx::NodeProto& node);
  Result<void> read_squeeze(const onnx::NodeProto& node);
  Result<void> read_unsqueeze(const onnx::NodeProto& node);
  Result<void> read_transpose(const onnx::NodeProto& node);
  Result<void> read_concat(const onnx::NodeProto& node);

 private:
  /// What the hospital does with the model's result on its own.
  enum class Ending { kNone, kProbabilities, kLabel };

  /// A tensor that depends on the record.
  struct Value {
    std::uint32_t tensor = 0;          ///< of the network
    std::vector<std::uint64_t> shape;  ///< of one record
    Order order{};                     ///< of its elements in the tensor
    Padding padding{};                 ///< what a Pad has put around the tensor
    double pad_value = 0;              ///< and with which value
    std::string pad_name{};            ///< the Pad, as a layer's name
    Ending ending = Ending::kNone;

    bool is_padded() const { return padding != Padding{}; }
  };

  Result<void> read_value(const onnx::NodeProto& node);
  /// Takes what the node has added off the budget.
  Result<void> take_added();

  tl::unexpected<Error> refuse(const std::string& reason, std::string hint = {}) const;
  tl::unexpected<Error> damaged(const std::string& reason) const;
  /// Names the node in an error that does not.
  tl::unexpected<Error> at_node(Error error) const;

  bool is_value(const onnx::NodeProto& node, int input) const;
  const Value& x() const { return values_.at(x_name_); }
  std::uint32_t features() const;  ///< elements of x
  Result<void> require_flat() const;
  /// A constant; finite, unless `any_value` is set.
  Result<ConstantTensor> constant_input(const onnx::NodeProto& node, int input,
                                        bool any_value = false) const;
  /// A number from a constant input, or an attribute of older opsets; may be infinite.
  Result<double> number(const onnx::NodeProto& node, int input, const char* attribute,
                        double absent) const;
  /// Whether an input counts: it is there and has a name.
  static bool has_input(const onnx::NodeProto& node, int input);
  Result<void> fold_constants(const onnx::NodeProto& node);
  Result<void> read_shape(const onnx::NodeProto& node);
  /// Readies an input for ops that know neither padding nor another order of elements.
  Result<void> settle(Value& value, bool padding, bool order);
  Result<void> write_padding(Value& value);
  Result<void> write_order(Value& value);

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
                             const std::vector<std::int64_t>& kernel) const;
  /// The shape of an image in as many dimensions as x has.
  std::vector<std::uint64_t> shape_of(const Image& image) const;
  /// Whether a plan may have it.
  Result<void> expect_window(const Window& window) const;
  /// What place gives, for a pool, whose result has the channels of its input.
  Result<PlacedWindow> place_pool(const onnx::NodeProto& node, const Image& in) const;
  /// The average over the taps that meet the image or what is `counted` around it.
  Result<void> add_average(const Image& in, const PlacedWindow& placed, const Padding& counted,
                           std::vector<std::uint64_t> shape);
  bool is_never_negative(std::uint32_t tensor) const;
  /// The same, from what never_negative_ tells of earlier tensors.
  bool keeps_from_negative(std::size_t layer) const;
  /// relu(x) + slopes * min(x, 0): one slope an element, `trained` and therefore kept out of
  /// the public plan, or one for all that is part of the architecture.
  Result<void> add_leaky(std::vector<double> slopes, bool trained);
  Result<void> require_whole_axis(std::int64_t given, bool to_the_end) const;
  /// A map whose entries stand in the order of x's elements, for the tensor that holds x.
  Affine as_stored(Affine affine) const;
  /// The node's result is as_stored(affine) of x.
  void add_affine(Affine affine);
  /// An op that works on each element for itself: its result is ordered as x.
  void add_elementwise(decltype(Layer::op) op);
  /// A layer on `tensor`, to be part of what the node computes; its result.
  std::uint32_t add_step(decltype(Layer::op) op, std::vector<std::uint32_t> tensors);
  /// The node's result is a new layer on x.
  void add_layer(decltype(Layer::op) op, std::vector<std::uint64_t> shape);
  /// The node's result is `tensor`, whose elements stand where those of x do.
  void keep_as(std::uint32_t tensor);
  /// The node's result is x in another shape.
  void keep(std::vector<std::uint64_t> shape);

  OnnxConstants& constants_;
  ImportBudget& budget_;
  std::string file_;
  std::string output_;
  std::int64_t opset_;
  std::uint64_t batch_;  ///< 1 where symbolic
  bool symbolic_;        ///< the batch dimension
  Network network_;
  std::size_t taken_ = 0;  ///< layers that are off the budget
  /// Of the tensors that is_never_negative has been asked about, and those before.
  mutable std::vector<bool> never_negative_{false};
  std::map<std::string, Value> values_;
  std::string x_name_;       ///< the tensor that the node being read works on
  std::string result_name_;  ///< what it calls its result
  std::string where_;        ///< the node, for errors
  std::string name_;         ///< the same, as the layer's name
};

}  // namespace medisc
