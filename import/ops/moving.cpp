/// Transpose and Concat: the order of a tensor's elements stays pending until a layer takes it
/// in.
#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "import/ops/op.hpp"
#include "import/selection.hpp"
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

/// [N, ..., C] to [N, C, ...].
bool brings_channels_first(const std::vector<std::int64_t>& perm) {
  const auto rank = static_cast<std::int64_t>(perm.size());
  if (rank < 3 || perm[0] != 0 || perm[1] != rank - 1) return false;
  for (std::int64_t axis = 2; axis < rank; ++axis) {
    if (perm[static_cast<std::size_t>(axis)] != axis - 1) return false;
  }
  return true;
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
  if (brings_channels_first(perm)) node.note_channels_last();
  RecordTensor result = node.x();
  result.order = viewed(node.x(), permuted(dims, perm), node.stored());
  result.shape.assign(moved.begin() + 1, moved.end());
  const std::int64_t classes = std::int64_t{result.ending.class_axis} + 1;
  const auto at = std::find(perm.begin() + 1, perm.end(), classes);
  if (at != perm.end()) {
    result.ending.class_axis = static_cast<std::uint32_t>(at - perm.begin() - 1);
  }
  if (!result.order.empty()) result.part.reset();
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

/// The parts of a Concat, and the shape of what they make along axis `at`.
struct Joined {
  std::vector<RecordTensor> parts;
  Dims shape;
  std::ptrdiff_t at = 0;

  std::uint64_t rows() const { return element_count({shape.begin(), shape.begin() + at}); }
};

Result<Joined> parts_of(const NodeContext& node) {
  const std::size_t rank = node.x().shape.size() + 1;
  const auto axis = node.record_axes({node.attributes().integer("axis", 1)}, rank);
  if (!axis) return tl::unexpected(axis.error());
  Joined joined{{}, node.x().shape, static_cast<std::ptrdiff_t>(axis->front() - 1)};
  std::uint64_t& along = joined.shape[static_cast<std::size_t>(joined.at)];
  along = 0;
  for (int input = 0; input < node.input_count(); ++input) {
    const RecordTensor* part = node.record_input(input);
    if (part == nullptr) return node.refuse("it joins a constant to a tensor");
    if (part->shape.size() != joined.shape.size() ||
        !same_but(joined.shape, part->shape, joined.at)) {
      return node.damaged(fmt::format("it joins records of shape {} and {}",
                                      shape_text(node.x().shape), shape_text(part->shape)));
    }
    along += part->shape[static_cast<std::size_t>(joined.at)];
    joined.parts.push_back(*part);
  }
  if (element_count(joined.shape) > kMaxTensor) {
    return node.refuse(fmt::format("its result has over {} elements", kMaxTensor));
  }
  return joined;
}

/// Where the elements of the parts stand, if part i begins at starts[i] of a tensor.
Order order_of(const Joined& joined, const std::vector<std::uint32_t>& starts) {
  Order order;
  for (std::uint64_t row = 0; row < joined.rows(); ++row) {
    for (std::size_t i = 0; i < joined.parts.size(); ++i) {
      const RecordTensor& part = joined.parts[i];
      const auto run = static_cast<std::uint32_t>(element_count(part.shape) / joined.rows());
      for (auto at = static_cast<std::uint32_t>(row) * run, j = 0U; j < run; ++j) {
        order.push_back(starts[i] + (part.order.empty() ? at + j : part.order[at + j]));
      }
    }
  }
  return order;
}

/// [1 - p, p] of one sigmoid, sigmoids of several tensors, or neither. Errors: other endings.
Result<PendingEnding> joined_ending(const NodeContext& node, const Joined& joined) {
  const auto is_sigmoid = [](const RecordTensor& part) {
    return part.ending.kind == NetworkEnding::kSigmoid && !part.ending.pair;
  };
  const auto is_plain = [](const RecordTensor& part) {
    return !part.ending.any();
  };
  const auto& parts = joined.parts;
  if (std::all_of(parts.begin(), parts.end(), is_plain)) return PendingEnding{};
  if (!std::all_of(parts.begin(), parts.end(), is_sigmoid)) return refuse_ending(node);
  PendingEnding ending = parts.front().ending;
  const bool pair = parts.size() == 2 && parts[0].tensor == parts[1].tensor &&
                    element_count(parts[0].shape) == 1 && parts[0].ending.complement &&
                    !parts[1].ending.complement;
  if (pair) {
    ending.complement = false;
    ending.pair = true;
    return ending;
  }
  const bool any_complement = std::any_of(
      parts.begin(), parts.end(), [](const auto& part) { return part.ending.complement; });
  if (any_complement) return refuse_ending(node);
  return ending;
}

Result<void> import_concat(NodeContext& node) {
  auto joined = parts_of(node);
  if (!joined) return tl::unexpected(joined.error());
  auto ending = joined_ending(node, *joined);
  if (!ending) return tl::unexpected(ending.error());
  std::vector<RecordTensor>& parts = joined->parts;
  RecordTensor result = parts.front();
  result.shape = joined->shape;
  result.ending = std::move(*ending);
  result.part.reset();
  if (result.ending.pair) {
    node.emit(std::move(result));
    return {};
  }
  const bool mixes_types = std::any_of(parts.begin(), parts.end(), [&](const auto& part) {
    return part.integers != result.integers || part.quantised.has_value();
  });
  if (mixes_types) return node.refuse("it joins quantised tensors, or those of two types");
  const bool of_one = std::all_of(parts.begin(), parts.end(), [&](const RecordTensor& part) {
    return part.tensor == result.tensor;
  });
  if (of_one) {
    const RecordTensor whole{result.tensor, result.shape};
    result.order = viewed(whole, order_of(*joined, std::vector<std::uint32_t>(parts.size(), 0)),
                          node.stored(whole));
    node.emit(std::move(result));
    return {};
  }
  Concat concat;
  std::vector<std::uint32_t> tensors;
  std::vector<std::uint32_t> starts;
  std::uint32_t size = 0;
  for (RecordTensor& part : parts) {
    if (!part.order.empty() && !is_permutation(part.order, node.stored(part))) {
      if (auto written = node.write_order(part); !written) return written;
    }
    starts.push_back(size);
    tensors.push_back(part.tensor);
    concat.sizes.push_back(node.stored(part));
    size += concat.sizes.back();
  }
  // The layer puts whole tensors one after the other; for other axes, this is a reordering.
  result.tensor = node.add_layer(std::move(concat), std::move(tensors));
  const RecordTensor whole{result.tensor, result.shape};
  result.order = viewed(whole, order_of(*joined, starts), size);
  node.emit(std::move(result));
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
      {"Concat", import_concat, fold_concat,
       kTakesOrder | kTakesSelection | kTakesEnding | kTakesIntegers},
      {"Transpose", import_transpose, fold_transpose, kTakesMoved},
  };
  return kOps;
}

}  // namespace medisc
