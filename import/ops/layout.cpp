/// Flatten, Reshape, Squeeze and Unsqueeze as far as they keep records apart, and Shape.
#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "import/ops/op.hpp"
#include "plan/plan.hpp"

namespace medisc {
namespace {

using Dims = std::vector<std::uint64_t>;

Result<void> import_flatten(NodeContext& node) {
  const auto rank = static_cast<std::int64_t>(node.x().shape.size()) + 1;
  const std::int64_t axis = node.attributes().integer("axis", 1);
  const std::int64_t forward = axis < 0 ? axis + rank : axis;
  if (forward < 0 || forward > rank) {
    return node.damaged(fmt::format("axis {} is outside of {} dimensions", axis, rank));
  }
  const auto kept = node.x().shape.begin() + std::max<std::ptrdiff_t>(forward - 1, 0);
  const bool splits =
      std::any_of(node.x().shape.begin(), kept, [](std::uint64_t dim) { return dim != 1; });
  if (splits || (forward == 0 && node.graph().batch != 1)) {
    return node.refuse(
        fmt::format("axis is {}; supported is 1, which keeps records apart", axis));
  }
  return node.emit_reshaped({node.features()});
}

/// The shape of one record that a Reshape asks for; none if records would not stay apart.
std::optional<Dims> reshaped(const Dims& shape, const std::vector<std::int64_t>& target,
                             std::uint64_t batch, std::uint64_t features, bool zero_copies) {
  if (target.size() < 2) return {};
  const bool copies_batch = target[0] == 0 && zero_copies;
  const bool same_batch = target[0] == static_cast<std::int64_t>(batch);
  if (!copies_batch && !same_batch && target[0] != -1) return {};

  Dims dims;
  std::optional<std::size_t> open;
  std::uint64_t known = 1;
  for (std::size_t i = 1; i < target.size(); ++i) {
    std::int64_t dim = target[i];
    if (dim == 0 && zero_copies && i <= shape.size()) {
      dim = static_cast<std::int64_t>(shape[i - 1]);
    }
    if (dim == -1 && !open && target[0] != -1) {
      open = dims.size();
      dim = 1;
    }
    if (dim < 1 || static_cast<std::uint64_t>(dim) > features) return {};
    dims.push_back(static_cast<std::uint64_t>(dim));
    known *= dims.back();
    if (known > features) return {};
  }
  if (open && features % known == 0) {
    dims[*open] = features / known;
    known = features;
  }
  if (known != features) return {};
  return dims;
}

Result<void> import_reshape(NodeContext& node) {
  if (!node.is_x(0)) return node.refuse("its shape is not constant");
  const auto target = node.integers(1, "shape");
  if (!target) return tl::unexpected(target.error());
  const bool zero_copies = node.attributes().integer("allowzero", 0) == 0;
  auto shape =
      reshaped(node.x().shape, *target, node.graph().batch, node.features(), zero_copies);
  if (!shape) {
    return node.refuse(
        fmt::format("it makes [{}] of records of {} elements; supported is [N, ...] "
                    "with those elements",
                    fmt::join(*target, ", "), node.features()),
        "use a Flatten instead");
  }
  const auto& before = node.x().shape;
  const bool one_channel = before.size() >= 2 && before.back() == 1 && shape->front() == 1;
  if (one_channel && shape->size() == before.size()) node.note_channels_last();
  return node.emit_reshaped(std::move(*shape));
}

Result<ConstantTensor> fold_reshape(const ConstantNode& node) {
  const auto from = node.input(0);
  if (!from) return tl::unexpected(from.error());
  const auto asked = node.integers(1, "shape", {});
  if (!asked) return tl::unexpected(asked.error());
  const bool zero_copies = node.attributes.integer("allowzero", 0) == 0;
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
    const std::int64_t given = node.attributes.integer(name, absent);
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

/// Of a tensor whose elements depend on the record, the shape does not.
Result<void> import_shape(NodeContext& node) {
  if (auto written = node.write_padding(0); !written) return written;
  ConstantTensor of{node.x().shape, {}};
  of.dims.insert(of.dims.begin(), node.graph().batch);
  auto shape = fold_shape({node.attributes(), {&of}, node.place()});
  if (!shape) return tl::unexpected(shape.error());
  return node.emit_constant(std::move(*shape));
}

Result<void> import_squeeze(NodeContext& node) {
  const auto given = node.integers(1, "axes");
  if (!given) return tl::unexpected(given.error());
  const Dims& shape = node.x().shape;
  std::vector<std::int64_t> named = *given;
  if (!node.attributes().has("axes") && !node.has_input(1)) {
    if (node.graph().batch == 1 && !node.graph().symbolic_batch) {
      return node.refuse("it names no axes, and the batch dimension is of size 1 as well",
                         "name the axes that are to go");
    }
    for (std::size_t axis = 1; axis <= shape.size(); ++axis) {
      if (shape[axis - 1] == 1) named.push_back(static_cast<std::int64_t>(axis));
    }
  }
  const auto gone = node.record_axes(named, shape.size() + 1);
  if (!gone) return tl::unexpected(gone.error());
  Dims left;
  for (std::size_t axis = 1; axis <= shape.size(); ++axis) {
    if (!std::binary_search(gone->begin(), gone->end(), axis)) {
      left.push_back(shape[axis - 1]);
    } else if (shape[axis - 1] != 1) {
      return node.damaged(
          fmt::format("axis {} has size {}; expected 1", axis, shape[axis - 1]));
    }
  }
  if (left.empty()) left.push_back(1);
  return node.emit_reshaped(std::move(left));
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
  const auto gone = node.marked_axes(*given, dims.size());
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

Result<void> import_unsqueeze(NodeContext& node) {
  const auto given = node.integers(1, "axes");
  if (!given) return tl::unexpected(given.error());
  const std::size_t rank = node.x().shape.size() + 1 + given->size();
  if (rank > kMaxRank) return node.refuse(fmt::format("it makes over {} dimensions", kMaxRank));
  const auto added = node.record_axes(*given, rank);
  if (!added) return tl::unexpected(added.error());
  Dims shape = node.x().shape;
  for (const std::uint64_t axis : *added) {
    shape.insert(shape.begin() + static_cast<std::ptrdiff_t>(axis) - 1, 1);
  }
  return node.emit_reshaped(std::move(shape));
}

Result<ConstantTensor> fold_unsqueeze(const ConstantNode& node) {
  const auto from = node.input(0);
  if (!from) return tl::unexpected(from.error());
  const auto given = node.integers(1, "axes", {});
  if (!given) return tl::unexpected(given.error());
  const std::size_t rank = (*from)->dims.size() + given->size();
  if (rank > kMaxRank) return node.damaged("its result has too many dimensions");
  const auto added = node.marked_axes(*given, rank);
  if (!added) return tl::unexpected(added.error());
  ConstantTensor to{{}, (*from)->values, (*from)->whole};
  auto old = (*from)->dims.begin();
  for (const bool is_new : *added) to.dims.push_back(is_new ? 1 : *old++);
  return to;
}

}  // namespace

OnnxOps layout_ops() {
  static constexpr OnnxOp kOps[] = {
      {"Flatten", import_flatten, {}, kTakesMoved},
      {"Reshape", import_reshape, fold_reshape, kTakesMoved},
      {"Shape", import_shape, fold_shape, kTakesShapeOnly},
      {"Squeeze", import_squeeze, fold_squeeze, kTakesMoved},
      {"Unsqueeze", import_unsqueeze, fold_unsqueeze, kTakesMoved},
  };
  return kOps;
}

}  // namespace medisc
