/// Expand, Gather, Slice and Where: elements picked from constants, some of them several times.
#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "import/ops/op.hpp"
#include "import/strides.hpp"

namespace medisc {
namespace {

using Dims = std::vector<std::uint64_t>;

Result<ConstantTensor> fold_expand(const ConstantNode& node) {
  const auto from = node.input(0);
  if (!from) return tl::unexpected(from.error());
  const auto asked = node.integers(1, "shape", {});
  if (!asked) return tl::unexpected(asked.error());
  if (std::any_of(asked->begin(), asked->end(), [](std::int64_t dim) { return dim < 0; })) {
    return node.damaged("it has a size below zero");
  }
  auto dims = node.common_shape((*from)->dims, Dims(asked->begin(), asked->end()));
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
  const auto axis = node.axis(node.attributes.integer("axis", 0), dims.size());
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
  const auto once = node.marked_axes(*axes, dims.size());
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

Result<ConstantTensor> fold_where(const ConstantNode& node) {
  std::vector<std::uint64_t> dims;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto part = node.input(i);
    if (!part) return tl::unexpected(part.error());
    auto common = node.common_shape(dims, (*part)->dims);
    if (!common) return tl::unexpected(common.error());
    dims = std::move(*common);
  }
  const std::vector<double> condition = *repeated(*node.inputs[0], dims);
  const std::vector<double> otherwise = *repeated(*node.inputs[2], dims);
  ConstantTensor result{dims, *repeated(*node.inputs[1], dims), node.inputs[1]->whole};
  for (std::size_t i = 0; i < condition.size(); ++i) {
    if (condition[i] == 0) result.values[i] = otherwise[i];
  }
  return result;
}

}  // namespace

OnnxOps picking_ops() {
  static constexpr OnnxOp kOps[] = {
      {"Expand", nullptr, fold_expand},
      {"Gather", nullptr, fold_gather},
      {"Slice", nullptr, fold_slice},
      {"Where", nullptr, fold_where},
  };
  return kOps;
}

}  // namespace medisc
