#include "import/node.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "compiler/affine.hpp"
#include "import/constant_ops.hpp"

namespace medisc {
namespace {

using ReadOp = Result<void> (NodeReader::*)(const onnx::NodeProto&);

struct OpEntry {
  ReadOp read = nullptr;
  bool takes_padding = false;  ///< works on what a Pad has put something around
  bool takes_order = false;    ///< works on a tensor whose elements are reordered
  bool takes_ending = false;   ///< may follow a Softmax or an ArgMax
};

const std::map<std::string_view, OpEntry>& op_table() {
  static const std::map<std::string_view, OpEntry> table{
      {"Add", {&NodeReader::read_arithmetic, false, true}},
      {"ArgMax", {&NodeReader::read_arg_max, false, false, true}},
      {"AveragePool", {&NodeReader::read_average_pool, true}},
      {"BatchNormalization", {&NodeReader::read_batch_norm, false, true}},
      {"Cast", {&NodeReader::read_cast, true, true, true}},
      {"Clip", {&NodeReader::read_clip, false, true}},
      {"Concat", {&NodeReader::read_concat, false, true}},
      {"Conv", {&NodeReader::read_conv, true, true}},
      {"Div", {&NodeReader::read_arithmetic, false, true}},
      {"Dropout", {&NodeReader::read_dropout, true, true, true}},
      {"Flatten", {&NodeReader::read_flatten, false, true, true}},
      {"Gemm", {&NodeReader::read_gemm, false, true}},
      {"GlobalAveragePool", {&NodeReader::read_global_pool}},
      {"GlobalMaxPool", {&NodeReader::read_global_pool}},
      {"Identity", {&NodeReader::read_identity, true, true, true}},
      {"LeakyRelu", {&NodeReader::read_leaky_relu, false, true}},
      {"LogSoftmax", {&NodeReader::read_probabilities}},
      {"MatMul", {&NodeReader::read_mat_mul, false, true}},
      {"MaxPool", {&NodeReader::read_max_pool, true}},
      {"Mul", {&NodeReader::read_arithmetic, false, true}},
      {"Neg", {&NodeReader::read_neg, false, true}},
      {"PRelu", {&NodeReader::read_p_relu, false, true}},
      {"Pad", {&NodeReader::read_pad, true}},
      {"ReduceMean", {&NodeReader::read_reduce_mean}},
      {"Relu", {&NodeReader::read_relu, false, true}},
      {"Reshape", {&NodeReader::read_reshape, false, true, true}},
      {"Sigmoid", {&NodeReader::read_probabilities}},
      {"Softmax", {&NodeReader::read_probabilities}},
      {"Squeeze", {&NodeReader::read_squeeze, false, true, true}},
      {"Sub", {&NodeReader::read_arithmetic, false, true}},
      {"Transpose", {&NodeReader::read_transpose, false, true, true}},
      {"Unsqueeze", {&NodeReader::read_unsqueeze, false, true, true}},
  };
  return table;
}

/// Those that are read without a function of the table.
bool is_constant_op(const onnx::NodeProto& node) {
  return node.op_type() == "Constant" || node.op_type() == "Shape" || is_foldable(node);
}

/// Numbers that a layer holds.
struct Parameters {
  std::uint64_t operator()(const Dense& op) const { return op.matrix.size() + op.bias.size(); }
  std::uint64_t operator()(const Conv& op) const { return op.matrix.size() + op.bias.size(); }
  std::uint64_t operator()(const Affine& op) const { return op.scale.size() + op.shift.size(); }
  template <class Op>
  std::uint64_t operator()(const Op&) const {
    return 0;
  }
};

std::uint64_t product(const std::vector<std::uint64_t>& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::uint64_t{1}, std::multiplies<>());
}

}  // namespace

bool is_supported(const onnx::NodeProto& node) {
  const bool standard = node.domain().empty() || node.domain() == "ai.onnx";
  return standard && (op_table().count(node.op_type()) != 0 || is_constant_op(node));
}

std::string supported_ops() {
  std::vector<std::string_view> names;
  for (const auto& [name, entry] : op_table()) names.push_back(name);
  return fmt::format(
      "supported are {}; Softmax, LogSoftmax, Sigmoid and ArgMax only at the end",
      fmt::join(names, ", "));
}

std::string node_text(const onnx::NodeProto& node, int index, const std::string& file) {
  const std::string name =
      node.name().empty() ? fmt::format("#{}", index) : printable(node.name());
  return fmt::format("{}: node '{}' ({})", file, name, printable(node.op_type()));
}

NodeReader::NodeReader(OnnxConstants& constants, ImportBudget& budget, std::string file,
                       std::int64_t opset, const std::string& input, std::string output,
                       const std::vector<std::uint64_t>& shape)
    : constants_(constants),
      budget_(budget),
      file_(std::move(file)),
      output_(std::move(output)),
      opset_(opset),
      batch_(std::max<std::uint64_t>(shape.front(), 1)),
      symbolic_(shape.front() == 0) {
  Value record{0, {shape.begin() + 1, shape.end()}};
  network_.features = static_cast<std::uint32_t>(product(record.shape));
  values_.emplace(input, std::move(record));
}

Result<void> NodeReader::read(const onnx::NodeProto& node, int index) {
  where_ = node_text(node, index, file_);
  name_ = node.name().empty() ? fmt::format("{}_{}", node.op_type(), index)
                              : printable(node.name());
  result_name_ = node.output(0);
  if (node.op_type() == "Constant") return constants_.add(node, where_);
  const auto first = std::find_if(node.input().begin(), node.input().end(),
                                  [&](const auto& name) { return values_.count(name) != 0; });
  if (first == node.input().end()) return fold_constants(node);
  x_name_ = *first;
  if (auto value = read_value(node); !value) return value;
  return take_added();
}

Result<void> NodeReader::read_value(const onnx::NodeProto& node) {
  if (node.op_type() == "Shape") return read_shape(node);
  const auto entry = op_table().find(node.op_type());
  if (entry == op_table().end()) {
    return refuse("supported is this op on constants only");
  }
  for (const std::string& name : node.input()) {
    const auto value = values_.find(name);
    if (value == values_.end()) continue;
    if (value->second.shape.size() >= kMaxRank) {
      return refuse(fmt::format("it works on over {} dimensions", kMaxRank));
    }
    if (value->second.ending != Ending::kNone && !entry->second.takes_ending) {
      return refuse("it follows a Softmax, Sigmoid or ArgMax, which are supported at the end");
    }
    const OpEntry& takes = entry->second;
    auto settled = settle(value->second, !takes.takes_padding, !takes.takes_order);
    if (!settled) return settled;
  }
  if (x().ending == Ending::kLabel && node.op_type() != "ArgMax") {
    keep(x().shape);  // a label has no layout
    return {};
  }
  return (this->*entry->second.read)(node);
}

Result<void> NodeReader::take_added() {
  std::uint64_t elements = 0;
  for (; taken_ < network_.layers.size(); ++taken_) {
    const Layer& layer = network_.layers[taken_];
    elements += layer.outputs() + std::visit(Parameters{}, layer.op);
  }
  const auto result = values_.find(result_name_);
  if (result != values_.end()) elements += result->second.order.size();
  if (budget_.take(elements)) return {};
  return refuse("with it the model takes more room than a file of this size may");
}

Result<Network> NodeReader::finish() && {
  const auto found = values_.find(output_);
  if (found == values_.end()) {
    return fail(
        ErrorCode::kUnsupported,
        fmt::format("{}: output '{}' is not the result of a layer", file_, printable(output_)));
  }
  Value& last = found->second;
  where_ = fmt::format("{}: output '{}'", file_, printable(output_));
  if (auto settled = settle(last, true, true); !settled) {
    return tl::unexpected(settled.error());
  }
  if (last.tensor == 0) {
    network_.layers.insert(network_.layers.begin(),
                           Layer{"identity", identity_affine(network_.features), {0}});
    network_.layers.resize(1);
  } else {
    network_.layers.resize(last.tensor);  // what comes later has no part in it
  }
  network_.ends_in_argmax = last.ending == Ending::kLabel;
  return std::move(network_);
}

tl::unexpected<Error> NodeReader::refuse(const std::string& reason, std::string hint) const {
  return fail(ErrorCode::kUnsupported, where_ + ": " + reason,
              hint.empty() ? "README.md lists what is supported" : std::move(hint));
}

tl::unexpected<Error> NodeReader::damaged(const std::string& reason) const {
  return fail(ErrorCode::kBadInput, where_ + ": " + reason, "export the model again");
}

tl::unexpected<Error> NodeReader::at_node(Error error) const {
  error.context = where_ + ": " + error.context;
  return tl::unexpected(std::move(error));
}

bool NodeReader::is_value(const onnx::NodeProto& node, int input) const {
  return input < node.input_size() && values_.count(node.input(input)) != 0;
}

std::uint32_t NodeReader::features() const {
  return network_.size_of(x().tensor);
}

Result<void> NodeReader::require_flat() const {
  if (x().shape.back() == features()) return {};
  return refuse(
      fmt::format("it works on records of shape {}; supported are flat ones, [N, features]",
                  shape_text(x().shape)),
      "put a Flatten before it");
}

void NodeReader::add_layer(decltype(Layer::op) op, std::vector<std::uint64_t> shape) {
  const std::uint32_t tensor = add_step(std::move(op), {x().tensor});
  values_[result_name_] = Value{tensor, std::move(shape)};
}

std::uint32_t NodeReader::add_step(decltype(Layer::op) op, std::vector<std::uint32_t> tensors) {
  network_.layers.push_back({name_, std::move(op), std::move(tensors)});
  return static_cast<std::uint32_t>(network_.layers.size());
}

void NodeReader::keep_as(std::uint32_t tensor) {
  Value result = x();
  result.tensor = tensor;
  values_[result_name_] = std::move(result);
}

void NodeReader::add_elementwise(decltype(Layer::op) op) {
  keep_as(add_step(std::move(op), {x().tensor}));
}

Affine NodeReader::as_stored(Affine affine) const {
  affine = compacted(std::move(affine), x().shape.front());
  if (x().order.empty() || affine.scale.size() == 1) return affine;
  const Affine each = refined(affine, 1);
  affine = each;
  for (std::size_t i = 0; i < x().order.size(); ++i) {
    affine.scale[x().order[i]] = each.scale[i];
    affine.shift[x().order[i]] = each.shift[i];
  }
  return affine;
}

void NodeReader::add_affine(Affine affine) {
  add_elementwise(as_stored(std::move(affine)));
}

void NodeReader::keep(std::vector<std::uint64_t> shape) {
  Value kept = x();
  kept.shape = std::move(shape);
  values_[result_name_] = std::move(kept);
}

}  // namespace medisc
