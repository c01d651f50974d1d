/// What an op sees of the graph: its node, the node's inputs, and where its result goes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "error/error.hpp"
#include "import/attributes.hpp"
#include "import/constant_node.hpp"
#include "import/graph_state.hpp"
#include "import/place.hpp"
#include "import/record_tensor.hpp"

namespace medisc {

/// Refers to the node and the graph, which must outlive it. Inputs are counted from 0. Errors
/// name the node.
class NodeContext {
 public:
  NodeContext(const onnx::NodeProto& node, int index, GraphState& graph);

  Attributes attributes() const { return Attributes(node_); }
  const GraphState& graph() const { return graph_; }
  const Place& place() const { return place_; }
  /// The node as a layer's name.
  const std::string& name() const { return name_; }

  tl::unexpected<Error> refuse(const std::string& reason, std::string hint = {}) const {
    return place_.refuse(reason, std::move(hint));
  }
  tl::unexpected<Error> damaged(const std::string& reason) const {
    return place_.damaged(reason);
  }

  int output_count() const;
  int input_count() const;
  /// Whether an input counts: it is there and has a name.
  bool has_input(int input) const;
  /// The name of an input that is there, fit to print.
  std::string input_name(int input) const;
  /// An input that depends on the record; null for any other.
  const RecordTensor* record_input(int input) const;
  /// Whether all inputs are constant, or left out.
  bool has_constants_only() const;

  /// The first input that depends on the record; there must be one.
  const RecordTensor& x() const;
  bool has_x() const { return x_ >= 0; }
  bool is_x(int input) const;
  std::uint32_t features() const;  ///< elements of x, without padding
  /// Elements of the network's tensor that holds x, or another.
  std::uint32_t stored() const { return stored(x()); }
  std::uint32_t stored(const RecordTensor& tensor) const {
    return graph_.network.size_of(tensor.tensor);
  }
  /// What is known of a tensor of the network.
  bool is_never_negative(std::uint32_t tensor) const {
    return graph_.non_negative.contains(tensor, graph_.network);
  }

  /// A constant; finite. Errors: kUnsupported if it is none, those of OnnxConstants::read and
  /// require_finite.
  Result<ConstantTensor> constant(int input) const;
  /// A number from a constant input, or an attribute of older opsets; may be infinite.
  Result<double> number(int input, const char* attribute, double absent) const;
  /// The integers of a constant input, or of an attribute of older opsets.
  Result<std::vector<std::int64_t>> integers(int input, const char* attribute) const;
  /// Axes counted from the batch dimension, in rising order; -1 is the last of `rank`. Errors:
  /// kBadInput for those that are not there, or are twice; kUnsupported for the batch
  /// dimension.
  Result<std::vector<std::uint64_t>> record_axes(const std::vector<std::int64_t>& given,
                                                 std::size_t rank) const;

  /// Readies an input that depends on the record for ops that know no padding, or no other
  /// order of elements; whoever reads it later gets it like this, too. Errors:
  /// import/pending.hpp.
  Result<void> write_padding(int input);
  Result<void> write_order(int input);

  /// A Sigmoid that stands inside of the network becomes a layer, for whoever reads it from
  /// here on; as the result of the network it stays what it was. Nothing to do where there is
  /// no ending. Errors: kUnsupported for any other ending.
  Result<void> write_ending(int input);

  /// The element type of a constant input (OnnxConstants::type_of).
  std::optional<std::int32_t> constant_type(int input) const;
  /// The entries of a constant of text or integers (OnnxConstants::texts).
  std::optional<std::vector<std::string>> texts(int input) const;
  /// The input of the file that x is holds images with their channels last.
  void note_channels_last();
  /// The file predicts numbers.
  void note_regressor() { graph_.network.facts.regresses = true; }

  /// The same for a tensor that is no input.
  Result<void> write_order(RecordTensor& tensor);
  /// The inputs that depend on the record, broadcast to `shape` and with one order of their
  /// elements. Errors: kUnsupported where that takes too large a layer.
  Result<std::vector<RecordTensor>> record_inputs_as(const std::vector<std::uint64_t>& shape);
  /// The shape to which the inputs are broadcast, those that depend on the record and
  /// constants, without the batch dimension. Errors: kBadInput if they don't fit;
  /// kUnsupported for over kMaxTensor elements.
  Result<std::vector<std::uint64_t>> common_shape() const;

  // Results. A node emits one; some ops emit more, the first of them first.

  /// Adds a layer named after the node; its result.
  std::uint32_t add_layer(decltype(Layer::op) op, std::vector<std::uint32_t> tensors);

  void emit(RecordTensor result) { emit_at(0, std::move(result)); }
  /// Nothing to do for an output that nobody reads.
  void emit_at(int output, RecordTensor result);
  /// Elements `view` of x, as a tensor of this shape.
  void emit_view(std::vector<std::uint64_t> shape, Order view) {
    emit_view_at(0, std::move(shape), std::move(view));
  }
  void emit_view_at(int output, std::vector<std::uint64_t> shape, Order view);
  /// A new layer on x, whose result has this shape.
  void emit_layer(decltype(Layer::op) op, std::vector<std::uint64_t> shape);
  /// A new layer on x that works on each element for itself: its result is ordered as x.
  void emit_elementwise(decltype(Layer::op) op);
  /// The same for a map whose entries stand in the order of x's elements.
  void emit_affine(Affine affine);
  /// The same on another tensor than x.
  void emit_affine_on(RecordTensor tensor, Affine affine);
  /// A tensor of the network whose elements stand where those of x do.
  void emit_like_x(std::uint32_t tensor);
  /// x in another shape. Errors: kUnsupported for a Softmax's or ArgMax's axis that is lost.
  Result<void> emit_reshaped(std::vector<std::uint64_t> shape);
  /// A tensor of the network as the result, in the order of its elements.
  void emit_plain(std::uint32_t tensor, std::vector<std::uint64_t> shape) {
    emit({tensor, std::move(shape)});
  }
  /// x as it is.
  void emit_x() { emit(x()); }

  /// Errors: kUnsupported beyond the budget.
  Result<void> emit_constant(ConstantTensor tensor);
  /// What `fold` makes of the inputs, which are all constant. Errors: those of reading them, of
  /// `fold` and of emit_constant.
  Result<void> emit_folded(Fold fold);
  /// The tensor that a Constant node holds. Errors: those of OnnxConstants::add.
  Result<void> emit_held_constant();
  /// Another name of a constant input.
  void emit_copy_of_constant(int input);

 private:
  const onnx::NodeProto& node_;
  GraphState& graph_;
  Place place_;
  std::string name_;
  int x_ = -1;
};

/// For an op that can't follow a Softmax or ArgMax. kUnsupported.
tl::unexpected<Error> refuse_ending(const NodeContext& node);

/// For an op that would compare quantised integers with others. kUnsupported.
tl::unexpected<Error> refuse_quantised(const NodeContext& node);

/// Which element of a tensor of shape `from` stands at each place of shape `to`, as ONNX
/// broadcasts; both without the batch dimension, which both have. None if it does not fit.
std::optional<Order> broadcast_view(const std::vector<std::uint64_t>& from,
                                    const std::vector<std::uint64_t>& to);

/// How errors call a node: "<file>: node '<name>' (<op>)".
Place place_of(const onnx::NodeProto& node, int index, const std::string& file);

}  // namespace medisc
