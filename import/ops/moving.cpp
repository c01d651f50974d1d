/// Transpose and Concat: the order of a tensor's elements stays pending until a layer takes it
/// in.
#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "import/ops/op.hpp"
#include "import/strides.hpp"
#include "plan/plan.hpp"

namespace medisc {
namespace {

using Dims = std::vector<std::uint64_t>;

/// Element i of a transposed tensor is element result[i] of the one of shape `dims`, the batch
/// dimension first and left out of account.
Order permuted(const Dims& dims, const std::vector<std::int64_t>& perm) {
  const std::size_t rank = dims.size();
  std::vector<std::uint32_t> strides(rank, 1);
  for (std::size_t axis = rank; axis-- > 1;) {
    strides[axis - 1] = strides[axis] * static_cast<std::uint32_t>(dims[axis]);
  }
  Order order(strides[0]);
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    std::uint32_t rest = i;
    for (std::size_t axis = rank; axis-- > 1;) {
      const auto from = static_cast<std::size_t>(perm[axis]);
      const auto size = static_cast<std::uint32_t>(dims[from]);
      order[i] += rest % size * strides[from];
      rest /= size;
    }
  }
  return order;
}

Result<void> import_transpose(NodeContext& node) {
  Dims dims = node.x().shape;
  dims.insert(dims.begin(), node.graph().batch);
  const std::size_t rank = dims.size();
  std::vector<std::int64_t> perm(rank);
  std::iota(perm.rbegin(), perm.rend(), 0);
  perm = node.attributes().integers("perm", perm);
  std::vector<std::int64_t> every(rank);
  std::iota(every.begin(), every.end(), 0);
  std::vector<std::int64_t> sorted = perm;
  std::sort(sorted.begin(), sorted.end());
  if (sorted != every) return node.damaged("its perm does not name every axis once");
  Dims moved;
  for (const std::int64_t axis : perm) moved.push_back(dims[static_cast<std::size_t>(axis)]);
  if (perm[0] != 0 &&
      (node.graph().symbolic_batch || node.graph().batch != 1 || moved[0] != 1)) {
    return node.refuse("it moves the batch dimension", "records have to stay apart");
  }
  const RecordTensor& x = node.x();
  RecordTensor result = x;
  result.order = permuted(dims, perm);
  if (!x.order.empty()) {
    for (std::uint32_t& element : result.order) element = x.order[element];
  }
  if (std::is_sorted(result.order.begin(), result.order.end())) result.order.clear();
  result.shape.assign(moved.begin() + 1, moved.end());
  node.emit(std::move(result));
  return {};
}

Result<ConstantTensor> fold_transpose(const ConstantNode& node) {
  const auto from = node.input(0);
  if (!from) return tl::unexpected(from.error());
  const Dims& dims = (*from)->dims;
  std::vector<std::int64_t> reversed(dims.size());
  std::iota(reversed.rbegin(), reversed.rend(), 0);
  const auto order = node.attributes.integers("perm", reversed);
  const auto each = node.marked_axes(order, dims.size());
  if (!each) return tl::unexpected(each.error());
  if (order.size() != dims.size()) return node.damaged("its perm does not name every axis");
  Dims moved;
  std::vector<std::int64_t> strides;
  for (const std::int64_t given : order) {
    const std::size_t axis = *node.axis(given, dims.size());
    moved.push_back(dims[axis]);
    strides.push_back(strides_of(dims)[axis]);
  }
  return strided(**from, std::move(moved), 0, strides);
}

bool same_but(const Dims& a, const Dims& b, std::ptrdiff_t axis) {
  return std::equal(a.begin(), a.begin() + axis, b.begin()) &&
         std::equal(a.begin() + axis + 1, a.end(), b.begin() + axis + 1);
}

Result<void> import_concat(NodeContext& node) {
  const std::size_t rank = node.x().shape.size() + 1;
  const auto axis = node.record_axes({node.attributes().integer("axis", 1)}, rank);
  if (!axis) return tl::unexpected(axis.error());
  const auto at = static_cast<std::ptrdiff_t>(axis->front() - 1);
  Dims shape = node.x().shape;
  shape[at] = 0;
  Concat concat;
  std::vector<std::uint32_t> tensors;
  std::uint64_t size = 0;
  for (int input = 0; input < node.input_count(); ++input) {
    const RecordTensor* part = node.record_input(input);
    if (part == nullptr) return node.refuse("it joins a constant to a tensor");
    Dims dims = part->shape;
    if (dims.size() == shape.size()) dims[at] += shape[at];
    if (dims.size() != shape.size() || !same_but(shape, dims, at)) {
      return node.damaged(fmt::format("it joins records of shape {} and {}",
                                      shape_text(node.x().shape), shape_text(part->shape)));
    }
    shape = std::move(dims);
    tensors.push_back(part->tensor);
    concat.sizes.push_back(node.graph().network.size_of(tensors.back()));
    size += concat.sizes.back();
  }
  if (size > kMaxTensor) {
    return node.refuse(fmt::format("its result has over {} elements", kMaxTensor));
  }
  // The layer puts whole tensors one after the other; for other axes, this is a reordering.
  Order order;
  const std::uint64_t rows = element_count({shape.begin(), shape.begin() + at});
  for (std::uint64_t row = 0; row < rows; ++row) {
    std::uint32_t offset = 0;
    for (int input = 0; input < node.input_count(); ++input) {
      const Order& part = node.record_input(input)->order;
      const std::uint32_t part_size = concat.sizes[static_cast<std::size_t>(input)];
      const auto run = static_cast<std::uint32_t>(part_size / rows);
      for (auto at_part = static_cast<std::uint32_t>(row) * run, j = 0U; j < run; ++j) {
        order.push_back(offset + (part.empty() ? at_part + j : part[at_part + j]));
      }
      offset += part_size;
    }
  }
  if (std::is_sorted(order.begin(), order.end())) order.clear();
  const std::uint32_t tensor = node.add_layer(std::move(concat), std::move(tensors));
  node.emit({tensor, std::move(shape), std::move(order)});
  return {};
}

Result<ConstantTensor> fold_concat(const ConstantNode& node) {
  const auto first = node.input(0);
  if (!first) return tl::unexpected(first.error());
  ConstantTensor joined{(*first)->dims, {}, (*first)->whole};
  const auto axis = node.axis(node.attributes.integer("axis", 0), joined.dims.size());
  if (!axis) return tl::unexpected(axis.error());
  joined.dims[*axis] = 0;
  for (std::size_t i = 0; i < node.inputs.size(); ++i) {
    const auto part = node.input(i);
    if (!part) return tl::unexpected(part.error());
    Dims dims = (*part)->dims;
    if (dims.size() != joined.dims.size()) return node.damaged("it joins tensors of two ranks");
    joined.dims[*axis] += dims[*axis];
    dims[*axis] = joined.dims[*axis];
    if (dims != joined.dims) return node.damaged("it joins tensors that don't fit");
  }
  if (auto room = node.expect_room(joined.dims); !room) return tl::unexpected(room.error());
  if (element_count(joined.dims) == 0) return joined;
  const auto front = joined.dims.begin();
  const std::uint64_t rows = element_count({front, front + static_cast<std::ptrdiff_t>(*axis)});
  for (std::uint64_t row = 0; row < rows; ++row) {
    for (const ConstantTensor* part : node.inputs) {
      const auto run = static_cast<std::ptrdiff_t>(part->values.size() / rows);
      const auto begin = part->values.begin() + static_cast<std::ptrdiff_t>(row) * run;
      joined.values.insert(joined.values.end(), begin, begin + run);
    }
  }
  return joined;
}

}  // namespace

OnnxOps moving_ops() {
  static constexpr OnnxOp kOps[] = {
      {"Concat", import_concat, fold_concat, kTakesOrder},
      {"Transpose", import_transpose, fold_transpose,
       kTakesOrder | kTakesEnding | kPassesLabel},
  };
  return kOps;
}

}  // namespace medisc
