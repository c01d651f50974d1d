#include <algorithm>
#include <numeric>
#include <optional>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "import/attributes.hpp"
#include "import/constant_ops.hpp"
#include "plan/plan.hpp"

namespace medisc {
namespace {

using Dims = std::vector<std::uint64_t>;

std::vector<std::int64_t> strides_of(const Dims& dims) {
  std::vector<std::int64_t> strides(dims.size(), 1);
  for (std::size_t axis = dims.size(); axis-- > 1;) {
    strides[axis - 1] = strides[axis] * static_cast<std::int64_t>(dims[axis]);
  }
  return strides;
}

/// Element (i, j, ...) of the result is element start + i strides[0] + j strides[1] + ...
ConstantTensor strided(const ConstantTensor& from, Dims dims, std::int64_t start,
                       const std::vector<std::int64_t>& strides) {
  ConstantTensor to{std::move(dims), {}, from.whole};
  to.values.resize(element_count(to.dims));
  for (std::size_t i = 0; i < to.values.size(); ++i) {
    std::size_t rest = i;
    std::int64_t source = start;
    for (std::size_t axis = to.dims.size(); axis-- > 0;) {
      source += static_cast<std::int64_t>(rest % to.dims[axis]) * strides[axis];
      rest /= to.dims[axis];
    }
    to.values[i] = from.values[static_cast<std::size_t>(source)];
  }
  return to;
}

Result<std::vector<bool>> marked_axes(const ConstantNode& node,
                                      const std::vector<std::int64_t>& given,
                                      std::size_t rank) {
  std::vector<bool> marked(rank, false);
  for (const std::int64_t value : given) {
    const auto axis = node.axis(value, rank);
    if (!axis) return tl::unexpected(axis.error());
    if (marked[*axis]) return node.damaged("it names an axis twice");
    marked[*axis] = true;
  }
  return marked;
}

}  // namespace

Result<ConstantTensor> fold_concat(const ConstantNode& node) {
  const auto first = node.input(0);
  if (!first) return tl::unexpected(first.error());
  ConstantTensor joined{(*first)->dims, {}, (*first)->whole};
  const auto axis = node.axis(int_attribute(node.node, "axis", 0), joined.dims.size());
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

Result<ConstantTensor> fold_expand(const ConstantNode& node) {
  const auto from = node.input(0);
  if (!from) return tl::unexpected(from.error());
  const auto asked = node.integers(1, "shape", {});
  if (!asked) return tl::unexpected(asked.error());
  if (std::any_of(asked->begin(), asked->end(), [](std::int64_t dim) { return dim < 0; })) {
    return node.damaged("it has a size below zero");
  }
  auto dims = common_shape(node, (*from)->dims, Dims(asked->begin(), asked->end()));
  if (!dims) return tl::unexpected(dims.error());
  auto values = repeated(**from, *dims);
  return ConstantTensor{std::move(*dims), std::move(*values), (*from)->whole};
}

Result<ConstantTensor> fold_gather(const ConstantNode& node) {
  const auto from = node.input(0);
  if (!from) return tl::unexpected(from.error());
  const auto index_tensor = node.input(1);
  if (!index_tensor) return tl::unexpected(index_tensor.error());
  const auto indices = node.integers(1, "indices", {});
  if (!indices) return tl::unexpected(indices.error());
  const Dims& dims = (*from)->dims;
  const auto axis = node.axis(int_attribute(node.node, "axis", 0), dims.size());
  if (!axis) return tl::unexpected(axis.error());

  const auto at = dims.begin() + static_cast<std::ptrdiff_t>(*axis);
  ConstantTensor to{{dims.begin(), at}, {}, (*from)->whole};
  const std::uint64_t rows = element_count(to.dims);
  const std::uint64_t run = element_count({at + 1, dims.end()});
  const Dims& index_dims = (*index_tensor)->dims;
  to.dims.insert(to.dims.end(), index_dims.begin(), index_dims.end());
  to.dims.insert(to.dims.end(), at + 1, dims.end());
  if (auto room = node.expect_room(to.dims); !room) return tl::unexpected(room.error());
  std::vector<std::size_t> picked;
  for (const std::int64_t given : *indices) {
    const auto index = node.axis(given, *at);
    if (!index) return node.damaged(fmt::format("index {} is outside of {}", given, *at));
    picked.push_back(*index);
  }
  if (element_count(to.dims) == 0) return to;
  for (std::uint64_t row = 0; row < rows; ++row) {
    for (const std::size_t index : picked) {
      const auto begin =
          (*from)->values.begin() + static_cast<std::ptrdiff_t>((row * *at + index) * run);
      to.values.insert(to.values.end(), begin, begin + static_cast<std::ptrdiff_t>(run));
    }
  }
  return to;
}

Result<ConstantTensor> fold_reshape(const ConstantNode& node) {
  const auto from = node.input(0);
  if (!from) return tl::unexpected(from.error());
  const auto asked = node.integers(1, "shape", {});
  if (!asked) return tl::unexpected(asked.error());
  const bool zero_copies = int_attribute(node.node, "allowzero", 0) == 0;
  Dims dims;
  std::optional<std::size_t> open;
  for (std::size_t i = 0; i < asked->size(); ++i) {
    const std::int64_t dim = (*asked)[i];
    if (dim < -1 || (dim == -1 && open)) return node.damaged("its shape is none");
    if (dim == -1) open = i;
    const bool copied = dim == 0 && zero_copies && i < (*from)->dims.size();
    dims.push_back(copied ? (*from)->dims[i] : static_cast<std::uint64_t>(dim == -1 ? 1 : dim));
  }
  const std::uint64_t count = (*from)->values.size();
  const std::uint64_t known = element_count(dims);
  if (open && known != 0 && count % known == 0) dims[*open] = count / known;
  if (auto room = node.expect_room(dims); !room) return tl::unexpected(room.error());
  if (element_count(dims) != count) {
    return node.damaged(
        fmt::format("it makes [{}] of {}", fmt::join(*asked, ", "), shape_text((*from)->dims)));
  }
  return ConstantTensor{std::move(dims), (*from)->values, (*from)->whole};
}

Result<ConstantTensor> fold_shape(const ConstantNode& node) {
  const auto of = node.input(0);
  if (!of) return tl::unexpected(of.error());
  const auto rank = static_cast<std::int64_t>((*of)->dims.size());
  const auto bounded = [&](const char* name, std::int64_t absent) {
    const std::int64_t given = int_attribute(node.node, name, absent);
    return std::clamp<std::int64_t>(given < 0 ? given + rank : given, 0, rank);
  };
  ConstantTensor shape{{}, {}, true};
  const std::int64_t end = bounded("end", rank);
  for (std::int64_t axis = bounded("start", 0); axis < end; ++axis) {
    shape.values.push_back(static_cast<double>((*of)->dims[static_cast<std::size_t>(axis)]));
  }
  shape.dims.push_back(shape.values.size());
  return shape;
}

Result<ConstantTensor> fold_slice(const ConstantNode& node) {
  const auto from = node.input(0);
  if (!from) return tl::unexpected(from.error());
  const auto starts = node.integers(1, "starts", {});
  const auto ends = node.integers(2, "ends", {});
  if (!starts) return tl::unexpected(starts.error());
  if (!ends) return tl::unexpected(ends.error());
  std::vector<std::int64_t> all(starts->size());
  std::iota(all.begin(), all.end(), 0);
  const auto axes = node.integers(3, "axes", all);
  const auto steps = node.integers(4, "steps", std::vector<std::int64_t>(all.size(), 1));
  if (!axes) return tl::unexpected(axes.error());
  if (!steps) return tl::unexpected(steps.error());
  if (ends->size() != all.size() || axes->size() != all.size() || steps->size() != all.size()) {
    return node.damaged("its starts, ends, axes and steps differ in number");
  }
  Dims dims = (*from)->dims;
  std::vector<std::int64_t> strides = strides_of(dims);
  const auto once = marked_axes(node, *axes, dims.size());
  if (!once) return tl::unexpected(once.error());
  std::int64_t first = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::size_t axis = *node.axis((*axes)[i], dims.size());
    const auto size = static_cast<std::int64_t>(dims[axis]);
    const std::int64_t step = std::clamp<std::int64_t>((*steps)[i], -size - 1, size + 1);
    if (step == 0) return node.damaged("it has a step of zero");
    const auto bounded = [&](std::int64_t at) {
      at = at < 0 ? std::max(at, -size - 1) + size : at;
      return step > 0 ? std::clamp<std::int64_t>(at, 0, size)
                      : std::clamp<std::int64_t>(at, -1, size - 1);
    };
    const std::int64_t start = bounded((*starts)[i]);
    const std::int64_t span = (bounded((*ends)[i]) - start) * (step > 0 ? 1 : -1);
    const std::int64_t stride = step > 0 ? step : -step;
    dims[axis] = span <= 0 ? 0 : static_cast<std::uint64_t>((span + stride - 1) / stride);
    first += start * strides[axis];
    strides[axis] *= step;
  }
  return strided(**from, std::move(dims), first, strides);
}

Result<ConstantTensor> fold_squeeze(const ConstantNode& node) {
  const auto from = node.input(0);
  if (!from) return tl::unexpected(from.error());
  const Dims& dims = (*from)->dims;
  std::vector<std::int64_t> ones;
  for (std::size_t axis = 0; axis < dims.size(); ++axis) {
    if (dims[axis] == 1) ones.push_back(static_cast<std::int64_t>(axis));
  }
  const auto given = node.integers(1, "axes", ones);
  if (!given) return tl::unexpected(given.error());
  const auto gone = marked_axes(node, *given, dims.size());
  if (!gone) return tl::unexpected(gone.error());
  ConstantTensor to{{}, (*from)->values, (*from)->whole};
  for (std::size_t axis = 0; axis < dims.size(); ++axis) {
    if (!(*gone)[axis]) to.dims.push_back(dims[axis]);
  }
  if (element_count(to.dims) != to.values.size()) {
    return node.damaged("it takes away an axis that is not of size 1");
  }
  return to;
}

Result<ConstantTensor> fold_transpose(const ConstantNode& node) {
  const auto from = node.input(0);
  if (!from) return tl::unexpected(from.error());
  const Dims& dims = (*from)->dims;
  std::vector<std::int64_t> reversed(dims.size());
  std::iota(reversed.rbegin(), reversed.rend(), 0);
  const auto order = ints_attribute(node.node, "perm", reversed);
  const auto each = marked_axes(node, order, dims.size());
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

Result<ConstantTensor> fold_unsqueeze(const ConstantNode& node) {
  const auto from = node.input(0);
  if (!from) return tl::unexpected(from.error());
  const auto given = node.integers(1, "axes", {});
  if (!given) return tl::unexpected(given.error());
  const std::size_t rank = (*from)->dims.size() + given->size();
  if (rank > kMaxRank) return node.damaged("its result has too many dimensions");
  const auto added = marked_axes(node, *given, rank);
  if (!added) return tl::unexpected(added.error());
  ConstantTensor to{{}, (*from)->values, (*from)->whole};
  auto old = (*from)->dims.begin();
  for (const bool is_new : *added) to.dims.push_back(is_new ? 1 : *old++);
  return to;
}

}  // namespace medisc
