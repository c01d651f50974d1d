#include "import/products.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "import/selection.hpp"

namespace medisc {
namespace {

/// Cut to the bits of an activation, where it is not the result of one.
std::uint32_t add_truncated(NodeContext& node, std::uint32_t tensor) {
  return node.add_layer(identity_activation(node.graph().network.size_of(tensor)), {tensor});
}

std::uint32_t add_product(NodeContext& node, std::uint32_t a, std::uint32_t b) {
  const bool is_square = a == b;
  a = add_truncated(node, a);
  b = is_square ? a : add_truncated(node, b);
  const Product product{node.graph().network.size_of(a), node.graph().network.size_of(b)};
  return add_truncated(node, node.add_layer(product, {a, b}));
}

/// Whether each element of `few`, as the network has them, stands for a run of the elements of
/// `many`: a factor a channel.
bool stands_for_runs(const NodeContext& node, const RecordTensor& many,
                     const RecordTensor& few) {
  const std::uint32_t size = node.stored(many);
  const std::uint32_t runs = node.stored(few);
  if (runs == 0 || size % runs != 0 || many.is_padded() || few.is_padded()) return false;
  if (!many.order.empty() && !is_permutation(many.order, size)) return false;
  auto view = broadcast_view(few.shape, many.shape);
  if (!view || view->size() != size) return false;
  for (std::uint32_t i = 0; i < size; ++i) {
    const std::uint32_t at = many.order.empty() ? i : many.order[i];
    const std::uint32_t factor = few.order.empty() ? (*view)[i] : few.order[(*view)[i]];
    if (factor != at / (size / runs)) return false;
  }
  return true;
}

}  // namespace

void emit_square(NodeContext& node) {
  node.emit_like_x(add_product(node, node.x().tensor, node.x().tensor));
}

Result<void> emit_product(NodeContext& node) {
  const RecordTensor first = *node.record_input(0);
  const RecordTensor second = *node.record_input(1);
  for (const auto& [many, few] : {std::pair{first, second}, std::pair{second, first}}) {
    if (!stands_for_runs(node, many, few)) continue;
    RecordTensor result = many;
    result.part.reset();
    result.tensor = add_product(node, many.tensor, few.tensor);
    node.emit(std::move(result));
    return {};
  }
  const auto shape = node.common_shape();
  if (!shape) return tl::unexpected(shape.error());
  auto tensors = node.record_inputs_as(*shape);
  if (!tensors) return tl::unexpected(tensors.error());
  RecordTensor result = tensors->front();
  result.tensor = add_product(node, result.tensor, tensors->back().tensor);
  node.emit(std::move(result));
  return {};
}

}  // namespace medisc
