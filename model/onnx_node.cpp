#include "model/onnx_node.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "model/affine.hpp"

namespace medisc {
namespace {

using ReadOp = Result<void> (NodeReader::*)(const onnx::NodeProto&);

struct OpEntry {
  ReadOp read = nullptr;
  bool takes_padding = false;  ///< works on what a Pad has put zeros around
};

const std::map<std::string_view, OpEntry>& op_table() {
  static const std::map<std::string_view, OpEntry> table{
      {"Add", {&NodeReader::read_arithmetic}},
      {"AveragePool", {&NodeReader::read_average_pool, true}},
      {"BatchNormalization", {&NodeReader::read_batch_norm}},
      {"Concat", {&NodeReader::read_concat}},
      {"Constant", {}},  // its value goes to the constants
      {"Conv", {&NodeReader::read_conv, true}},
      {"Div", {&NodeReader::read_arithmetic}},
      {"Dropout", {&NodeReader::read_dropout}},
      {"Flatten", {&NodeReader::read_flatten}},
      {"Gemm", {&NodeReader::read_gemm}},
      {"GlobalAveragePool", {&NodeReader::read_global_pool}},
      {"GlobalMaxPool", {&NodeReader::read_global_pool}},
      {"Identity", {&NodeReader::read_identity}},
      {"LogSoftmax", {&NodeReader::read_probabilities}},
      {"MatMul", {&NodeReader::read_mat_mul}},
      {"MaxPool", {&NodeReader::read_max_pool}},
      {"Mul", {&NodeReader::read_arithmetic}},
      {"Pad", {&NodeReader::read_pad, true}},
      {"ReduceMean", {&NodeReader::read_reduce_mean}},
      {"Relu", {&NodeReader::read_relu}},
      {"Reshape", {&NodeReader::read_reshape}},
      {"Sigmoid", {&NodeReader::read_probabilities}},
      {"Softmax", {&NodeReader::read_probabilities}},
      {"Squeeze", {&NodeReader::read_squeeze}},
      {"Sub", {&NodeReader::read_arithmetic}},
      {"Unsqueeze", {&NodeReader::read_unsqueeze}},
  };
  return table;
}

std::uint64_t product(const std::vector<std::uint64_t>& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::uint64_t{1}, std::multiplies<>());
}

}  // namespace

bool is_supported(const onnx::NodeProto& node) {
  const bool standard = node.domain().empty() || node.domain() == "ai.onnx";
  return standard && op_table().count(node.op_type()) != 0;
}

std::string supported_ops() {
  std::vector<std::string_view> names;
  for (const auto& [name, entry] : op_table()) names.push_back(name);
  return fmt::format("supported are {}; Softmax, LogSoftmax and Sigmoid only at the end",
                     fmt::join(names, ", "));
}

std::string node_text(const onnx::NodeProto& node, int index, const std::string& file) {
  const std::string name =
      node.name().empty() ? fmt::format("#{}", index) : printable(node.name());
  return fmt::format("{}: node '{}' ({})", file, name, printable(node.op_type()));
}

NodeReader::NodeReader(OnnxConstants& constants, std::string file, const std::string& input,
                       std::string output, const std::vector<std::uint64_t>& shape)
    : constants_(constants),
      file_(std::move(file)),
      output_(std::move(output)),
      batch_(shape.front()) {
  Value record{0, {shape.begin() + 1, shape.end()}};
  network_.features = static_cast<std::uint32_t>(product(record.shape));
  values_.emplace(input, std::move(record));
}

Result<void> NodeReader::read(const onnx::NodeProto& node, int index) {
  where_ = node_text(node, index, file_);
  name_ = node.name().empty() ? fmt::format("{}_{}", node.op_type(), index)
                              : printable(node.name());
  if (node.op_type() == "Constant") return constants_.add(node, where_);
  if (node.op_type() == "Identity" && constants_.contains(node.input(0))) {
    constants_.add_copy(node.input(0), node.output(0));
    return {};
  }
  const auto first = std::find_if(node.input().begin(), node.input().end(),
                                  [&](const auto& name) { return values_.count(name) != 0; });
  if (first == node.input().end()) {
    return refuse("it works on constants only", "export the model with constants folded");
  }
  x_name_ = *first;
  result_name_ = node.output(0);
  const OpEntry& entry = op_table().at(node.op_type());
  for (const std::string& name : node.input()) {
    if (entry.takes_padding || values_.count(name) == 0) continue;
    if (values_.at(name).padding == Padding{}) continue;
    return refuse("it follows a Pad; supported after one are Conv and AveragePool");
  }
  return (this->*entry.read)(node);
}

Result<Network> NodeReader::finish() && {
  const auto found = values_.find(output_);
  if (found == values_.end() || found->second.padding != Padding{}) {
    return fail(
        ErrorCode::kUnsupported,
        fmt::format("{}: output '{}' is not the result of a layer", file_, printable(output_)));
  }
  if (found->second.tensor == 0) {
    network_.layers.insert(network_.layers.begin(),
                           Layer{"identity", identity_affine(network_.features), {0}});
    network_.layers.resize(1);
  } else {
    network_.layers.resize(found->second.tensor);  // what comes later has no part in it
  }
  return std::move(network_);
}

tl::unexpected<Error> NodeReader::refuse(std::string reason, std::string hint) const {
  return fail(ErrorCode::kUnsupported, where_ + ": " + reason,
              hint.empty() ? supported_ops() : std::move(hint));
}

tl::unexpected<Error> NodeReader::damaged(std::string reason) const {
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
  if (x().shape.size() == 1) return {};
  return refuse(
      fmt::format("it works on records of shape {}; supported are flat ones, [N, features]",
                  shape_text(x().shape)),
      "put a Flatten before it");
}

Result<ConstantTensor> NodeReader::constant_input(const onnx::NodeProto& node,
                                                  int input) const {
  if (input >= node.input_size() || !constants_.contains(node.input(input))) {
    return refuse(fmt::format("its input {} is not a constant", input + 1));
  }
  return constants_.read(node.input(input));
}

void NodeReader::add_layer(decltype(Layer::op) op, std::vector<std::uint64_t> shape) {
  network_.layers.push_back({name_, std::move(op), {x().tensor}});
  const auto tensor = static_cast<std::uint32_t>(network_.layers.size());
  values_[result_name_] = Value{tensor, std::move(shape)};
}

void NodeReader::add_affine(Affine affine) {
  std::vector<std::uint64_t> shape = x().shape;
  affine = compacted(std::move(affine), shape.front());
  add_layer(std::move(affine), std::move(shape));
}

void NodeReader::keep(std::vector<std::uint64_t> shape) {
  Value kept = x();
  kept.shape = std::move(shape);
  values_[result_name_] = std::move(kept);
}

}  // namespace medisc
