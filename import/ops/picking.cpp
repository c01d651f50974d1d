/// Expand, Gather, Slice, Split, Tile and Where: elements picked, some of them several times.
/// Of a tensor that depends on the record they are a view, pending until a layer takes it in.
#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "import/ops/label.hpp"
#include "import/ops/op.hpp"
#include "import/ops/picked.hpp"
#include "import/strides.hpp"
#include "plan/plan.hpp"

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

/// What a Slice takes of a tensor: its shape, and where its elements stand.
struct Sliced {
  Dims dims;
  std::int64_t first = 0;
  std::vector<std::int64_t> strides;
};

Result<Sliced> sliced(const ConstantNode& node, Dims dims) {
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
  return Sliced{std::move(dims), first, std::move(strides)};
}

Result<ConstantTensor> fold_slice(const ConstantNode& node) {
  const auto from = node.input(0);
  if (!from) return tl::unexpected(from.error());
  auto slice = sliced(node, (*from)->dims);
  if (!slice) return tl::unexpected(slice.error());
  return strided(**from, std::move(slice->dims), slice->first, slice->strides);
}

/// A record's shape with the batch in front.
Dims with_batch(const NodeContext& node) {
  Dims dims = node.x().shape;
  dims.insert(dims.begin(), 1);
  return dims;
}

/// The constant inputs behind the first one, as a fold sees them.
Result<std::vector<ConstantTensor>> constants_behind(const NodeContext& node) {
  std::vector<ConstantTensor> constants(static_cast<std::size_t>(node.input_count()));
  for (int input = 1; input < node.input_count(); ++input) {
    if (!node.has_input(input)) continue;
    auto read = node.constant(input);
    if (!read) return tl::unexpected(read.error());
    constants[static_cast<std::size_t>(input)] = std::move(*read);
  }
  return constants;
}

ConstantNode folding(const NodeContext& node, const std::vector<ConstantTensor>& constants) {
  ConstantNode result{node.attributes(), {}, node.place()};
  for (int input = 0; input < node.input_count(); ++input) {
    const bool given = input > 0 && node.has_input(input);
    result.inputs.push_back(given ? &constants[static_cast<std::size_t>(input)] : nullptr);
  }
  return result;
}

/// Whether a Slice cuts the batch dimension, other than by taking all of it.
bool names_batch(const ConstantNode& node, std::size_t rank) {
  const auto starts = node.integers(1, "starts", {});
  const auto ends = node.integers(2, "ends", {});
  std::vector<std::int64_t> all(starts ? starts->size() : 0);
  std::iota(all.begin(), all.end(), 0);
  const auto axes = node.integers(3, "axes", all);
  if (!starts || !ends || !axes) return true;
  for (std::size_t i = 0; i < axes->size(); ++i) {
    const std::int64_t axis = (*axes)[i];
    if (axis != 0 && axis != -static_cast<std::int64_t>(rank)) continue;
    constexpr std::int64_t kToTheEnd = 1 << 30;
    if ((*starts)[i] != 0 || (*ends)[i] < kToTheEnd) return true;
  }
  return false;
}

/// A part of each record; the batch dimension has to stay whole.
Result<void> emit_part(NodeContext& node, int output, Dims dims, std::int64_t first,
                       const std::vector<std::int64_t>& strides) {
  if (element_count(dims) == 0) return node.refuse("it leaves nothing of a record");
  if (element_count(dims) > kMaxTensor) {
    return node.refuse(fmt::format("its result has over {} elements", kMaxTensor));
  }
  Order view = strided_order(dims, first, strides);
  dims.erase(dims.begin());
  if (dims.empty()) dims.push_back(1);
  node.emit_view_at(output, std::move(dims), std::move(view));
  return {};
}

Result<void> import_slice(NodeContext& node) {
  if (!node.is_x(0)) return node.refuse("its bounds are not constant");
  const auto constants = constants_behind(node);
  if (!constants) return tl::unexpected(constants.error());
  auto slice = sliced(folding(node, *constants), with_batch(node));
  if (!slice) return tl::unexpected(slice.error());
  // A batch of one, whole or not: a step along it, or an end before 1, would leave it out.
  if (slice->dims.front() != 1 || slice->strides.front() < 0 ||
      names_batch(folding(node, *constants), node.x().shape.size() + 1)) {
    return node.refuse("it works on the batch dimension", "records have to stay apart");
  }
  return emit_part(node, 0, std::move(slice->dims), slice->first, slice->strides);
}

Result<void> import_gather(NodeContext& node) {
  if (!node.is_x(0)) {
    if (!node.x().ending.is_label()) return node.refuse("its indices are not constant");
    return emit_named_label(node, 0);
  }
  if (node.x().ending.any()) return refuse_ending(node);
  const auto index_tensor = node.constant(1);
  if (!index_tensor) return tl::unexpected(index_tensor.error());
  const Dims dims = node.x().shape;
  const auto axis = node.record_axes({node.attributes().integer("axis", 0)}, dims.size() + 1);
  if (!axis) return tl::unexpected(axis.error());
  const std::size_t at = axis->front() - 1;
  const auto size = static_cast<std::int64_t>(dims[at]);
  Order picks;
  for (const double given : index_tensor->values) {
    const double index = given < 0 ? given + static_cast<double>(size) : given;
    if (!(index >= 0 && index < static_cast<double>(size))) {
      return node.damaged(fmt::format("index {} is outside of {}", given, size));
    }
    picks.push_back(static_cast<std::uint32_t>(index));
  }
  const auto split = dims.begin() + static_cast<std::ptrdiff_t>(at);
  Dims shape(dims.begin(), split);
  const std::uint64_t rows = element_count(shape);
  const std::uint64_t run = element_count({split + 1, dims.end()});
  shape.insert(shape.end(), index_tensor->dims.begin(), index_tensor->dims.end());
  shape.insert(shape.end(), split + 1, dims.end());
  if (picks.empty()) return node.refuse("it leaves nothing of a record");
  if (shape.size() >= kMaxRank || element_count(shape) > kMaxTensor) {
    return node.refuse(fmt::format("its result has over {} elements", kMaxTensor));
  }
  Order view;
  for (std::uint64_t row = 0; row < rows; ++row) {
    for (const std::uint32_t pick : picks) {
      for (std::uint64_t i = 0; i < run; ++i) {
        view.push_back(static_cast<std::uint32_t>(
            (row * static_cast<std::uint64_t>(size) + pick) * run + i));
      }
    }
  }
  if (shape.empty()) shape.push_back(1);
  node.emit_view(std::move(shape), std::move(view));
  return {};
}

/// The sizes of a Split's parts along an axis of `size`.
Result<std::vector<std::uint64_t>> part_sizes(const NodeContext& node, std::uint64_t size) {
  const auto given = node.integers(1, "split");
  if (!given) return tl::unexpected(given.error());
  const std::int64_t asked = node.attributes().integer("num_outputs", node.output_count());
  const auto count = static_cast<std::uint64_t>(node.output_count());
  std::vector<std::uint64_t> sizes;
  std::uint64_t left = size;
  const std::uint64_t each = (size + count - 1) / count;
  for (std::uint64_t i = 0; i < count; ++i) {
    std::uint64_t part = std::min(each, left);
    if (!given->empty()) {
      part = i < given->size() ? static_cast<std::uint64_t>((*given)[i]) : 0;
    }
    if (part == 0 || part > left) break;
    sizes.push_back(part);
    left -= part;
  }
  const bool listed = given->empty() || given->size() == count;
  if (sizes.size() == count && left == 0 && listed && asked == node.output_count())
    return sizes;
  return node.damaged(
      fmt::format("it makes {} parts of {} elements that don't add up", count, size));
}

Result<void> import_split(NodeContext& node) {
  if (!node.is_x(0)) return node.refuse("its sizes are not constant");
  Dims dims = with_batch(node);
  const auto axis = node.record_axes({node.attributes().integer("axis", 0)}, dims.size());
  if (!axis) return tl::unexpected(axis.error());
  const std::size_t at = axis->front();
  const auto sizes = part_sizes(node, dims[at]);
  if (!sizes) return tl::unexpected(sizes.error());
  const std::vector<std::int64_t> strides = strides_of(dims);
  std::int64_t first = 0;
  for (std::size_t i = 0; i < sizes->size(); ++i) {
    dims[at] = (*sizes)[i];
    const auto output = static_cast<int>(i);
    if (auto emitted = emit_part(node, output, dims, first, strides); !emitted) return emitted;
    first += static_cast<std::int64_t>((*sizes)[i]) * strides[at];
  }
  return {};
}

Result<void> import_expand(NodeContext& node) {
  if (!node.is_x(0)) return node.refuse("its shape is not constant");
  const auto asked = node.integers(1, "shape");
  if (!asked) return tl::unexpected(asked.error());
  Dims to = with_batch(node);
  if (asked->size() > to.size()) return node.refuse("it adds a dimension before the batch");
  for (std::size_t i = 0; i < asked->size(); ++i) {
    const std::int64_t dim = (*asked)[i];
    const std::size_t axis = to.size() - asked->size() + i;
    const auto batch = static_cast<std::int64_t>(node.graph().batch);
    if (dim < 1 || dim > std::int64_t{kMaxTensor})
      return node.damaged("it has a size out of range");
    if (axis == 0 && dim != 1 && dim != batch) {
      return node.refuse("it repeats records", "records have to stay apart");
    }
    if (axis != 0 && dim != 1) to[axis] = static_cast<std::uint64_t>(dim);
  }
  to.erase(to.begin());
  auto view = broadcast_view(node.x().shape, to);
  if (!view) return node.damaged("its shape does not fit, or is too large");
  node.emit_view(std::move(to), std::move(*view));
  return {};
}

Result<void> import_tile(NodeContext& node) {
  if (!node.is_x(0)) return node.refuse("its repeats are not constant");
  const auto repeats = node.integers(1, "repeats");
  if (!repeats) return tl::unexpected(repeats.error());
  const Dims dims = node.x().shape;
  if (repeats->size() != dims.size() + 1) {
    return node.damaged("its repeats are not one an axis");
  }
  if (repeats->front() != 1) {
    return node.refuse("it repeats records", "records have to stay apart");
  }
  Dims shape;
  for (std::size_t axis = 0; axis < dims.size(); ++axis) {
    const std::int64_t repeat = (*repeats)[axis + 1];
    if (repeat < 1 || repeat > std::int64_t{kMaxTensor}) {
      return node.damaged("it has a repeat out of range");
    }
    shape.push_back(dims[axis] * static_cast<std::uint64_t>(repeat));
  }
  if (element_count(shape) > kMaxTensor) {
    return node.refuse(fmt::format("its result has over {} elements", kMaxTensor));
  }
  Order view = picked(dims, shape, [&](std::uint64_t position, std::size_t axis) {
    return position % dims[axis];
  });
  node.emit_view(std::move(shape), std::move(view));
  return {};
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
  static constexpr unsigned kTakes = kTakesOrder | kTakesSelection | kTakesIntegers;
  static constexpr OnnxOp kOps[] = {
      {"Expand", import_expand, fold_expand, kTakes},
      {"Gather", import_gather, fold_gather, kTakes | kTakesEnding},
      {"Slice", import_slice, fold_slice, kTakes},
      {"Split", import_split, {}, kTakes},
      {"Tile", import_tile, {}, kTakes},
      {"Where", nullptr, fold_where},
  };
  return kOps;
}

}  // namespace medisc
