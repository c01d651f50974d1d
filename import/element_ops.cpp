#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "compiler/affine.hpp"
#include "import/attributes.hpp"
#include "import/node.hpp"

namespace medisc {

Result<void> NodeReader::read_batch_norm(const onnx::NodeProto& node) {
  if (node.input(0) != x_name_) return refuse("only a layer's result can be normalised");
  if (int_attribute(node, "training_mode", 0) != 0) {
    return refuse("it is in training mode", "export the model for inference (model.eval())");
  }
  const bool trains = opset_ < 7 && int_attribute(node, "is_test", 0) == 0;
  if (trains || int_attribute(node, "spatial", 1) == 0) {
    return refuse("it is in training mode, or not of one mean a channel",
                  "export the model for inference (model.eval())");
  }
  const std::uint64_t channels = x().shape.front();
  std::vector<double> parts[4];  // scale, bias, mean, variance
  for (int part = 0; part < 4; ++part) {
    const auto constant = constant_input(node, part + 1);
    if (!constant) return tl::unexpected(constant.error());
    if (constant->dims != std::vector<std::uint64_t>{channels}) {
      return damaged(fmt::format("its input '{}' has shape {}, and there are {} {}",
                                 printable(node.input(part + 1)), shape_text(constant->dims),
                                 channels, x().shape.size() == 1 ? "features" : "channels"));
    }
    parts[part] = constant->values;
  }
  const double epsilon = float_attribute(node, "epsilon", 1e-5F);
  Affine affine{features(), {}, {}};
  for (std::size_t i = 0; i < channels; ++i) {
    const double variance = parts[3][i] + epsilon;
    if (!(variance > 0)) {
      return damaged(fmt::format("the variance of feature {} is not positive", i + 1));
    }
    const double scale = parts[0][i] / std::sqrt(variance);
    affine.scale.push_back(scale);
    affine.shift.push_back(parts[1][i] - scale * parts[2][i]);
  }
  add_affine(std::move(affine));
  return {};
}

Result<void> NodeReader::read_arithmetic(const onnx::NodeProto& node) {
  if (is_value(node, 0) && is_value(node, 1)) return add_tensors(node);
  const int constant = is_value(node, 0) ? 1 : 0;
  auto tensor = constant_input(node, constant);
  if (!tensor) return tl::unexpected(tensor.error());
  if (has_attribute(node, "axis")) {  // opset 6: where the constant's first axis stands
    const std::int64_t axis = int_attribute(node, "axis", 0);
    const auto rank = static_cast<std::int64_t>(x().shape.size()) + 1;
    while (axis >= 0 && axis + static_cast<std::int64_t>(tensor->dims.size()) < rank) {
      tensor->dims.push_back(1);
    }
  }
  auto operand =
      broadcast(*tensor, x().shape,
                fmt::format("{}: constant '{}'", where_, printable(node.input(constant))));
  if (!operand) return tl::unexpected(operand.error());

  const std::size_t size = operand->size();
  Affine affine{features(), std::vector<double>(size, 1.0), std::vector<double>(size, 0.0)};
  const std::string& op = node.op_type();
  if (op == "Add") {
    affine.shift = std::move(*operand);
  } else if (op == "Sub") {
    affine.shift = std::move(*operand);
    std::vector<double>& negated = constant == 0 ? affine.scale : affine.shift;
    for (double& value : negated) value = -value;
  } else if (op == "Mul") {
    affine.scale = std::move(*operand);
  } else if (constant == 0) {
    return refuse("a constant divided by a tensor is not linear");
  } else {
    if (std::count(operand->begin(), operand->end(), 0.0) != 0) {
      return damaged(fmt::format("'{}' divides by zero", printable(node.input(1))));
    }
    for (std::size_t i = 0; i < size; ++i) affine.scale[i] = 1.0 / (*operand)[i];
  }
  add_affine(std::move(affine));
  return {};
}

Result<void> NodeReader::add_tensors(const onnx::NodeProto& node) {
  if (node.op_type() != "Add" && node.op_type() != "Sub") {
    return refuse("of two tensors only the sum or the difference can be run");
  }
  const double sign = node.op_type() == "Add" ? 1 : -1;
  Value& first = values_.at(node.input(0));
  Value& second = values_.at(node.input(1));
  if (first.shape != second.shape) {
    return refuse(fmt::format("it adds records of shape {} and {}; supported are equal ones",
                              shape_text(first.shape), shape_text(second.shape)));
  }
  if (first.order != second.order) {
    for (Value* value : {&first, &second}) {
      if (auto settled = settle(*value, false, true); !settled) return settled;
    }
  }
  if (first.tensor == second.tensor) {
    add_affine(Affine{features(), {1 + sign}, {0.0}});
    return {};
  }
  const std::uint32_t tensors[] = {first.tensor, second.tensor};
  add_elementwise(Sum{features(), {1.0, sign}, 0.0});
  network_.layers.back().inputs.assign(std::begin(tensors), std::end(tensors));
  return {};
}

Result<void> NodeReader::read_neg(const onnx::NodeProto&) {
  add_affine(Affine{features(), {-1.0}, {0.0}});
  return {};
}

}  // namespace medisc
