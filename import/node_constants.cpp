#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "import/attributes.hpp"
#include "import/constant_ops.hpp"
#include "import/node.hpp"
#include "plan/plan.hpp"

namespace medisc {

Result<void> NodeReader::fold_constants(const onnx::NodeProto& node) {
  const bool has_constants = std::all_of(
      node.input().begin(), node.input().end(),
      [&](const std::string& name) { return name.empty() || constants_.contains(name); });
  if (has_constants && node.op_type() == "Identity") {
    constants_.add_copy(node.input(0), result_name_);
    return {};
  }
  if (!has_constants || (!is_foldable(node) && node.op_type() != "Shape")) {
    return refuse("it works on constants only", "export the model with constants folded");
  }
  std::vector<ConstantTensor> constants(static_cast<std::size_t>(node.input_size()));
  ConstantNode folding{node, {}, where_};
  for (int i = 0; i < node.input_size(); ++i) {
    folding.inputs.push_back(nullptr);
    if (node.input(i).empty()) continue;
    auto constant = constants_.read(node.input(i));
    if (!constant) return tl::unexpected(constant.error());
    auto& kept = constants[static_cast<std::size_t>(i)];
    kept = std::move(*constant);
    folding.inputs.back() = &kept;
  }
  // Working out holds a few copies of a result at once: one that outgrows its inputs is small.
  std::uint64_t given = 0;
  for (const ConstantTensor& constant : constants) given += constant.values.size();
  folding.most = std::min(budget_.left(), std::max<std::uint64_t>(given, kMaxTensor));
  auto folded = node.op_type() == "Shape" ? fold_shape(folding) : fold(folding);
  if (!folded) return tl::unexpected(folded.error());
  return constants_.add(result_name_, std::move(*folded));
}

Result<void> NodeReader::read_shape(const onnx::NodeProto& node) {
  if (x().is_padded()) {
    if (auto settled = settle(values_.at(x_name_), true, false); !settled) return settled;
  }
  ConstantTensor shape{x().shape, {}};
  shape.dims.insert(shape.dims.begin(), batch_);
  auto folded = fold_shape({node, {&shape}, where_});
  if (!folded) return tl::unexpected(folded.error());
  return constants_.add(result_name_, std::move(*folded));
}

bool NodeReader::has_input(const onnx::NodeProto& node, int input) {
  return input < node.input_size() && !node.input(input).empty();
}

Result<ConstantTensor> NodeReader::constant_input(const onnx::NodeProto& node, int input,
                                                  bool any_value) const {
  if (input >= node.input_size() || !constants_.contains(node.input(input))) {
    return refuse(fmt::format("its input {} is not a constant", input + 1));
  }
  auto constant = constants_.read(node.input(input));
  if (!constant || any_value) return constant;
  const auto finite = require_finite(*constant, constants_.where(node.input(input)));
  if (!finite) return tl::unexpected(finite.error());
  return constant;
}

Result<double> NodeReader::number(const onnx::NodeProto& node, int input, const char* attribute,
                                  double absent) const {
  if (has_attribute(node, attribute)) return float_attribute(node, attribute, 0);
  if (!has_input(node, input)) return absent;
  const auto constant = constant_input(node, input, true);
  if (!constant) return tl::unexpected(constant.error());
  if (constant->values.size() != 1 || std::isnan(constant->values.front())) {
    return damaged(fmt::format("its {} is not one number", attribute));
  }
  return constant->values.front();
}

Result<std::vector<std::int64_t>> NodeReader::integers(const onnx::NodeProto& node, int input,
                                                       const char* attribute) const {
  if (has_attribute(node, attribute)) return ints_attribute(node, attribute, {});
  if (input >= node.input_size()) return std::vector<std::int64_t>{};
  const auto constant = constant_input(node, input);
  if (!constant) return tl::unexpected(constant.error());
  std::vector<std::int64_t> values;
  for (const double value : constant->values) {
    if (!(std::abs(value) < 0x1p40)) return damaged("it has a size out of range");
    values.push_back(static_cast<std::int64_t>(value));
  }
  return values;
}

}  // namespace medisc
