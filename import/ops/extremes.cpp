/// Max and Min of tensors and constants, element by element.
///
/// max(a, b) = b + relu(a - b), and min(a, b) = b - relu(b - a).
#include <algorithm>
#include <functional>
#include <limits>
#include <utility>

#include "import/ops/op.hpp"
#include "import/piecewise.hpp"

namespace medisc {
namespace {

/// `sign` 1 for the maximum, -1 for the minimum, of two tensors of the network.
std::uint32_t add_extreme(NodeContext& node, std::uint32_t a, std::uint32_t b, double sign) {
  if (a == b) return a;
  const std::uint32_t size = node.graph().network.size_of(a);
  const std::uint32_t ahead = node.add_layer(Sum{size, {sign, -sign}, 0.0}, {a, b});
  const std::uint32_t over = node.add_layer(relu(size), {ahead});
  return node.add_layer(Sum{size, {1.0, sign}, 0.0}, {b, over});
}

/// Of a tensor and a constant of its size.
void add_bound(NodeContext& node, RecordTensor& tensor, const std::vector<double>& bound,
               double sign) {
  const bool equal =
      std::adjacent_find(bound.begin(), bound.end(), std::not_equal_to<>()) == bound.end();
  const double none = std::numeric_limits<double>::infinity();
  if (equal) {
    tensor.tensor = sign > 0 ? add_clip(node, tensor.tensor, bound.front(), none)
                             : add_clip(node, tensor.tensor, -none, bound.front());
    return;
  }
  const auto size = static_cast<std::uint32_t>(bound.size());
  Affine ahead{size, std::vector<double>(size, sign), bound};
  for (double& value : ahead.shift) value *= -sign;
  Affine back{size, std::vector<double>(size, sign), bound};
  tensor.tensor = node.add_layer(as_stored(std::move(ahead), tensor), {tensor.tensor});
  tensor.tensor = node.add_layer(relu(size), {tensor.tensor});
  tensor.tensor = node.add_layer(as_stored(std::move(back), tensor), {tensor.tensor});
}

Result<void> emit_extreme(NodeContext& node, double sign) {
  for (int input = 0; input < node.input_count(); ++input) {
    const RecordTensor* tensor = node.record_input(input);
    if (tensor != nullptr && tensor->quantised) return refuse_quantised(node);
  }
  const auto shape = node.common_shape();
  if (!shape) return tl::unexpected(shape.error());
  auto tensors = node.record_inputs_as(*shape);
  if (!tensors) return tl::unexpected(tensors.error());
  RecordTensor result = tensors->front();
  for (std::size_t i = 1; i < tensors->size(); ++i) {
    result.tensor = add_extreme(node, result.tensor, (*tensors)[i].tensor, sign);
  }
  for (int input = 0; input < node.input_count(); ++input) {
    if (node.record_input(input) != nullptr) continue;
    const auto constant = node.constant(input);
    if (!constant) return tl::unexpected(constant.error());
    const auto bound = broadcast(*constant, *shape, node.place().text());
    if (!bound) return tl::unexpected(bound.error());
    add_bound(node, result, *bound, sign);
  }
  node.emit(std::move(result));
  return {};
}

Result<void> import_max(NodeContext& node) {
  return emit_extreme(node, 1);
}

Result<void> import_min(NodeContext& node) {
  return emit_extreme(node, -1);
}

}  // namespace

OnnxOps extreme_ops() {
  static constexpr unsigned kTakes = kTakesOrder | kTakesSelection | kTakesIntegers;
  static constexpr OnnxOp kOps[] = {
      {"Max", import_max, {}, kTakes},
      {"Min", import_min, {}, kTakes},
  };
  return kOps;
}

}  // namespace medisc
