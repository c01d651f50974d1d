/// Sum and Mean of any number of tensors and constants.
#include <algorithm>
#include <functional>
#include <utility>

#include "import/ops/op.hpp"

namespace medisc {
namespace {

/// The constants' sum, one entry an element; none where there is no constant.
Result<std::vector<double>> constants_of(const NodeContext& node,
                                         const std::vector<std::uint64_t>& shape) {
  std::vector<double> sum;
  for (int input = 0; input < node.input_count(); ++input) {
    if (node.record_input(input) != nullptr) continue;
    const auto constant = node.constant(input);
    if (!constant) return tl::unexpected(constant.error());
    const auto values = broadcast(*constant, shape, node.place().text());
    if (!values) return tl::unexpected(values.error());
    sum.resize(values->size());
    std::transform(sum.begin(), sum.end(), values->begin(), sum.begin(), std::plus<>());
  }
  return sum;
}

/// factor times the sum of all inputs.
Result<void> emit_sum(NodeContext& node, double factor) {
  const auto shape = node.common_shape();
  if (!shape) return tl::unexpected(shape.error());
  auto constants = constants_of(node, *shape);
  if (!constants) return tl::unexpected(constants.error());
  auto inputs = node.record_inputs_as(*shape);
  if (!inputs) return tl::unexpected(inputs.error());
  const auto size = static_cast<std::uint32_t>(element_count(*shape));
  std::vector<std::uint32_t> tensors;
  Sum sum{size, {}, 0.0};
  for (const RecordTensor& input : *inputs) {
    const auto known = std::find(tensors.begin(), tensors.end(), input.tensor);
    if (known == tensors.end()) {
      tensors.push_back(input.tensor);
      sum.factors.push_back(factor);
    } else {
      sum.factors[static_cast<std::size_t>(known - tensors.begin())] += factor;
    }
  }
  RecordTensor result = inputs->front();
  const bool alone = tensors.size() == 1 && sum.factors.front() == 1;
  if (!alone) result.tensor = node.add_layer(std::move(sum), std::move(tensors));
  if (constants->empty()) {
    node.emit(std::move(result));
    return {};
  }
  for (double& value : *constants) value *= factor;
  node.emit_affine_on(std::move(result),
                      {size, std::vector<double>(size, 1.0), std::move(*constants)});
  return {};
}

Result<void> import_sum(NodeContext& node) {
  return emit_sum(node, 1.0);
}

Result<void> import_mean(NodeContext& node) {
  return emit_sum(node, 1.0 / node.input_count());
}

}  // namespace

OnnxOps sum_ops() {
  static constexpr OnnxOp kOps[] = {
      {"Mean", import_mean, {}, kTakesOrder | kTakesSelection},
      {"Sum", import_sum, {}, kTakesOrder | kTakesSelection},
  };
  return kOps;
}

}  // namespace medisc
