#include "model/onnx_node.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

namespace medisc {
namespace {

using ReadOp = Result<void> (NodeReader::*)(const onnx::NodeProto&);

const std::map<std::string_view, ReadOp>& op_table() {
  static const std::map<std::string_view, ReadOp> table{
      {"Add", &NodeReader::read_arithmetic},
      {"BatchNormalization", &NodeReader::read_batch_norm},
      {"Constant", nullptr},  // its value goes to the constants
      {"Div", &NodeReader::read_arithmetic},
      {"Dropout", &NodeReader::read_dropout},
      {"Flatten", &NodeReader::read_flatten},
      {"Gemm", &NodeReader::read_gemm},
      {"Identity", &NodeReader::read_identity},
      {"LogSoftmax", &NodeReader::read_probabilities},
      {"MatMul", &NodeReader::read_mat_mul},
      {"Mul", &NodeReader::read_arithmetic},
      {"Relu", &NodeReader::read_relu},
      {"Reshape", &NodeReader::read_reshape},
      {"Sigmoid", &NodeReader::read_probabilities},
      {"Softmax", &NodeReader::read_probabilities},
      {"Sub", &NodeReader::read_arithmetic},
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
  for (const auto& [name, read] : op_table()) names.push_back(name);
  return fmt::format("supported are {}; Softmax, LogSoftmax and Sigmoid only at the end",
                     fmt::join(names, ", "));
}

std::string node_text(const onnx::NodeProto& node, int index, const std::string& file) {
  const std::string name =
      node.name().empty() ? fmt::format("#{}", index) : printable(node.name());
  return fmt::format("{}: node '{}' ({})", file, name, printable(node.op_type()));
}

NodeReader::NodeReader(OnnxConstants& constants, std::string file, std::string input,
                       std::string output, std::vector<std::uint64_t> shape)
    : constants_(constants),
      file_(std::move(file)),
      current_(std::move(input)),
      output_(std::move(output)),
      batch_(shape.front()),
      shape_(shape.begin() + 1, shape.end()),
      builder_(static_cast<std::uint32_t>(product(shape_))) {}

Result<void> NodeReader::read(const onnx::NodeProto& node, int index) {
  where_ = node_text(node, index, file_);
  name_ = node.name().empty() ? fmt::format("{}_{}", node.op_type(), index)
                              : printable(node.name());
  if (node.op_type() == "Constant") return constants_.add(node, where_);
  if (node.op_type() == "Identity" && constants_.contains(node.input(0))) {
    constants_.add_copy(node.input(0), node.output(0));
    return {};
  }
  const auto uses = std::count(node.input().begin(), node.input().end(), current_);
  if (uses != 1) {
    return refuse(uses == 0 ? "it does not work on the result of the node before it"
                            : "it uses one tensor twice",
                  "only a chain of layers can be run, without branches");
  }
  const ReadOp read_op = op_table().at(node.op_type());
  if (auto done = (this->*read_op)(node); !done) return done;
  current_ = node.output(0);
  return {};
}

Result<Network> NodeReader::finish() && {
  if (current_ != output_) {
    return fail(ErrorCode::kUnsupported,
                fmt::format("{}: output '{}' is not the result of the last node", file_,
                            printable(output_)),
                "only a chain of layers can be run, without branches");
  }
  auto network = std::move(builder_).finish();
  if (!network) {
    Error error = network.error();
    error.context = file_ + ": " + error.context;
    return tl::unexpected(std::move(error));
  }
  return network;
}

tl::unexpected<Error> NodeReader::refuse(std::string reason, std::string hint) const {
  return fail(ErrorCode::kUnsupported, where_ + ": " + reason,
              hint.empty() ? supported_ops() : std::move(hint));
}

tl::unexpected<Error> NodeReader::damaged(std::string reason) const {
  return fail(ErrorCode::kBadInput, where_ + ": " + reason, "export the model again");
}

Result<void> NodeReader::require_flat() const {
  if (shape_.size() == 1) return {};
  return refuse(
      fmt::format("it works on records of shape {}; supported are flat ones, [N, features]",
                  shape_text(shape_)),
      "put a Flatten before it");
}

}  // namespace medisc
