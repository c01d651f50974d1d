#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "model/onnx_node.hpp"
#include "model/plan.hpp"

namespace medisc {
namespace {

const onnx::AttributeProto* find_attribute(const onnx::NodeProto& node, std::string_view name) {
  for (const onnx::AttributeProto& attribute : node.attribute()) {
    if (attribute.name() == name) return &attribute;
  }
  return nullptr;
}

double float_attribute(const onnx::NodeProto& node, std::string_view name, float absent) {
  const onnx::AttributeProto* attribute = find_attribute(node, name);
  return attribute == nullptr ? absent : attribute->f();
}

std::int64_t int_attribute(const onnx::NodeProto& node, std::string_view name,
                           std::int64_t absent) {
  const onnx::AttributeProto* attribute = find_attribute(node, name);
  return attribute == nullptr ? absent : attribute->i();
}

}  // namespace

Result<ConstantTensor> NodeReader::constant_input(const onnx::NodeProto& node,
                                                  int input) const {
  if (input >= node.input_size() || !constants_.contains(node.input(input))) {
    return refuse(fmt::format("its input {} is not a constant", input + 1));
  }
  return constants_.read(node.input(input));
}

Result<std::vector<double>> NodeReader::feature_values(const onnx::NodeProto& node,
                                                       int input) const {
  auto constant = constant_input(node, input);
  if (!constant) return tl::unexpected(constant.error());
  return broadcast(*constant, shape_,
                   fmt::format("{}: constant '{}'", where_, printable(node.input(input))));
}

Result<void> NodeReader::add_weights(const onnx::NodeProto& node, const ConstantTensor& weights,
                                     bool transposed, double factor, std::vector<double> bias) {
  const std::uint64_t inputs = builder_.size();
  const std::vector<std::uint64_t>& dims = weights.dims;
  if (dims.size() != 2 || dims[transposed ? 1 : 0] != inputs || weights.values.empty()) {
    return damaged(fmt::format("its weights '{}' have shape {}, and its input has {} features",
                               printable(node.input(1)), shape_text(dims), inputs));
  }
  const std::uint64_t outputs = dims[transposed ? 0 : 1];
  if (outputs > kMaxTensor) return refuse(fmt::format("it has over {} outputs", kMaxTensor));
  if (bias.empty()) bias.assign(outputs, 0.0);

  Dense dense{static_cast<std::uint32_t>(inputs), static_cast<std::uint32_t>(outputs),
              std::vector<double>(weights.values.size()), std::move(bias)};
  for (std::uint64_t row = 0; row < outputs; ++row) {
    for (std::uint64_t column = 0; column < inputs; ++column) {
      const std::uint64_t at = transposed ? row * inputs + column : column * outputs + row;
      dense.matrix[row * inputs + column] = factor * weights.values[at];
    }
  }
  builder_.add(name_, std::move(dense));
  shape_ = {outputs};
  return {};
}

Result<void> NodeReader::read_gemm(const onnx::NodeProto& node) {
  if (auto flat = require_flat(); !flat) return flat;
  if (node.input(0) != current_ || int_attribute(node, "transA", 0) != 0) {
    return refuse("supported is transA = 0, with the record's tensor as A and a constant B");
  }
  const bool transposed = int_attribute(node, "transB", 0) != 0;
  const auto weights = constant_input(node, 1);
  if (!weights) return tl::unexpected(weights.error());

  std::vector<double> bias;
  if (node.input_size() > 2 && !node.input(2).empty() && weights->dims.size() == 2) {
    const auto constant = constant_input(node, 2);
    if (!constant) return tl::unexpected(constant.error());
    const std::uint64_t outputs[] = {weights->dims[transposed ? 0 : 1]};
    auto spread = broadcast(*constant, outputs,
                            fmt::format("{}: bias '{}'", where_, printable(node.input(2))));
    if (!spread) return tl::unexpected(spread.error());
    bias = std::move(*spread);
    const double beta = float_attribute(node, "beta", 1.0F);
    for (double& value : bias) value *= beta;
  }
  return add_weights(node, *weights, transposed, float_attribute(node, "alpha", 1.0F),
                     std::move(bias));
}

Result<void> NodeReader::read_mat_mul(const onnx::NodeProto& node) {
  if (auto flat = require_flat(); !flat) return flat;
  if (node.input(0) != current_) {
    return refuse("supported is the record's tensor on the left and a constant on the right");
  }
  const auto weights = constant_input(node, 1);
  if (!weights) return tl::unexpected(weights.error());
  return add_weights(node, *weights, false, 1.0, {});
}

Result<void> NodeReader::read_batch_norm(const onnx::NodeProto& node) {
  if (auto flat = require_flat(); !flat) return flat;
  if (node.input(0) != current_) return refuse("only a layer's result can be normalised");
  if (int_attribute(node, "training_mode", 0) != 0) {
    return refuse("it is in training mode", "export the model for inference (model.eval())");
  }
  std::vector<double> parts[4];  // scale, bias, mean, variance
  for (int part = 0; part < 4; ++part) {
    const auto constant = constant_input(node, part + 1);
    if (!constant) return tl::unexpected(constant.error());
    if (constant->dims != shape_) {
      return damaged(fmt::format("its input '{}' has shape {}, and there are {} features",
                                 printable(node.input(part + 1)), shape_text(constant->dims),
                                 builder_.size()));
    }
    parts[part] = constant->values;
  }
  const double epsilon = float_attribute(node, "epsilon", 1e-5F);
  Affine affine = Affine::identity(builder_.size());
  for (std::size_t i = 0; i < affine.scale.size(); ++i) {
    const double variance = parts[3][i] + epsilon;
    if (!(variance > 0)) {
      return damaged(fmt::format("the variance of feature {} is not positive", i + 1));
    }
    affine.scale[i] = parts[0][i] / std::sqrt(variance);
    affine.shift[i] = parts[1][i] - affine.scale[i] * parts[2][i];
  }
  builder_.add(name_, affine);
  return {};
}

Result<void> NodeReader::read_arithmetic(const onnx::NodeProto& node) {
  const bool constant_first = node.input(1) == current_;
  auto operand = feature_values(node, constant_first ? 0 : 1);
  if (!operand) return tl::unexpected(operand.error());

  Affine affine = Affine::identity(builder_.size());
  const std::string& op = node.op_type();
  if (op == "Add") {
    affine.shift = std::move(*operand);
  } else if (op == "Sub") {
    affine.shift = std::move(*operand);
    std::vector<double>& negated = constant_first ? affine.scale : affine.shift;
    for (double& value : negated) value = -value;
  } else if (op == "Mul") {
    affine.scale = std::move(*operand);
  } else if (constant_first) {
    return refuse("a constant divided by a tensor is not linear");
  } else {
    if (std::count(operand->begin(), operand->end(), 0.0) != 0) {
      return damaged(fmt::format("'{}' divides by zero", printable(node.input(1))));
    }
    for (std::size_t i = 0; i < operand->size(); ++i) affine.scale[i] = 1.0 / (*operand)[i];
  }
  builder_.add(name_, affine);
  return {};
}

Result<void> NodeReader::read_relu(const onnx::NodeProto&) {
  auto added = builder_.add_relu(name_);
  if (!added) return refuse(added.error().context, added.error().hint);
  return {};
}

Result<void> NodeReader::read_identity(const onnx::NodeProto&) {
  return {};
}

Result<void> NodeReader::read_dropout(const onnx::NodeProto& node) {
  if (node.input_size() > 2 && !node.input(2).empty()) {
    // A boolean tensor: all that counts is whether it is true, and read_tensor knows no bool.
    return refuse("its training_mode is an input", "export the model for inference");
  }
  return {};
}

Result<void> NodeReader::read_flatten(const onnx::NodeProto& node) {
  const auto rank = static_cast<std::int64_t>(shape_.size()) + 1;
  const std::int64_t axis = int_attribute(node, "axis", 1);
  if (axis != 1 && axis != 1 - rank) {
    return refuse(fmt::format("axis is {}; supported is 1, which keeps records apart", axis));
  }
  shape_ = {builder_.size()};
  return {};
}

Result<void> NodeReader::read_reshape(const onnx::NodeProto& node) {
  const auto target = constant_input(node, 1);
  if (!target) return tl::unexpected(target.error());
  const std::vector<double>& dims = target->values;
  const double features = builder_.size();
  const bool flat = dims.size() == 2;
  const bool zero_copies = int_attribute(node, "allowzero", 0) == 0;
  const bool copies_batch = flat && dims[0] == 0 && zero_copies;
  const bool same_batch = flat && batch_ != 0 && dims[0] == static_cast<double>(batch_);
  const bool keeps_batch = flat && (copies_batch || same_batch || dims[0] == -1);
  const bool all_features = flat && (dims[1] == features || (dims[1] == -1 && dims[0] != -1) ||
                                     (dims[1] == 0 && zero_copies && shape_.size() == 1));
  if (!keeps_batch || !all_features) {
    return refuse(fmt::format("supported is a reshape to [N, {}]", builder_.size()),
                  "use a Flatten instead");
  }
  shape_ = {builder_.size()};
  return {};
}

Result<void> NodeReader::read_probabilities(const onnx::NodeProto& node) {
  if (node.output(0) != output_) return refuse("it is supported at the end of the model only");
  if (auto flat = require_flat(); !flat) return flat;
  const std::int64_t axis = int_attribute(node, "axis", -1);
  if (axis != -1 && axis != 1) return refuse(fmt::format("axis is {}; supported is 1", axis));
  return {};
}

}  // namespace medisc
