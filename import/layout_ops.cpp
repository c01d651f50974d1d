#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "import/attributes.hpp"
#include "import/node.hpp"

namespace medisc {
namespace {

/// The shape of one record that a Reshape asks for; none if records would not stay apart.
std::optional<std::vector<std::uint64_t>> reshaped(const std::vector<std::uint64_t>& shape,
                                                   const std::vector<std::int64_t>& target,
                                                   std::uint64_t batch, std::uint64_t features,
                                                   bool zero_copies) {
  if (target.size() < 2) return {};
  const bool copies_batch = target[0] == 0 && zero_copies;
  const bool same_batch = target[0] == static_cast<std::int64_t>(batch);
  if (!copies_batch && !same_batch && target[0] != -1) return {};

  std::vector<std::uint64_t> dims;
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

}  // namespace

Result<std::vector<std::uint64_t>> NodeReader::axes(const std::vector<std::int64_t>& given,
                                                    std::size_t rank) const {
  const auto count = static_cast<std::int64_t>(rank);
  std::vector<std::uint64_t> found;
  for (const std::int64_t axis : given) {
    const std::int64_t forward = axis < 0 ? axis + count : axis;
    if (forward < 0 || forward >= count) {
      return damaged(fmt::format("axis {} is outside of {} dimensions", axis, rank));
    }
    if (forward == 0) {
      return refuse("it works on the batch dimension", "records have to stay apart");
    }
    found.push_back(static_cast<std::uint64_t>(forward));
  }
  std::sort(found.begin(), found.end());
  if (std::adjacent_find(found.begin(), found.end()) != found.end()) {
    return damaged("it names an axis twice");
  }
  return found;
}

Result<void> NodeReader::read_identity(const onnx::NodeProto&) {
  keep(x().shape);
  return {};
}

Result<void> NodeReader::read_cast(const onnx::NodeProto& node) {
  const std::int64_t type = int_attribute(node, "to", 0);
  const bool real = type == onnx::TensorProto::FLOAT || type == onnx::TensorProto::DOUBLE;
  if (!real && x().ending != Ending::kLabel) {
    return refuse(
        fmt::format("it makes elements of type {}; supported are float and double", type));
  }
  keep(x().shape);
  return {};
}

Result<void> NodeReader::read_dropout(const onnx::NodeProto& node) {
  bool trains = opset_ < 7 && int_attribute(node, "is_test", 0) == 0;
  if (has_input(node, 2)) {
    const auto mode = number(node, 2, "training_mode", 0);
    const auto ratio = number(node, 1, "ratio", 0.5);
    if (!mode) return tl::unexpected(mode.error());
    if (!ratio) return tl::unexpected(ratio.error());
    trains = *mode != 0 && *ratio != 0;
  }
  if (trains) {
    return refuse("it is in training mode", "export the model for inference (model.eval())");
  }
  keep(x().shape);
  return {};
}

Result<void> NodeReader::read_flatten(const onnx::NodeProto& node) {
  const auto rank = static_cast<std::int64_t>(x().shape.size()) + 1;
  const std::int64_t axis = int_attribute(node, "axis", 1);
  const std::int64_t forward = axis < 0 ? axis + rank : axis;
  if (forward < 0 || forward > rank) {
    return damaged(fmt::format("axis {} is outside of {} dimensions", axis, rank));
  }
  const auto kept = x().shape.begin() + std::max<std::ptrdiff_t>(forward - 1, 0);
  const bool splits =
      std::any_of(x().shape.begin(), kept, [](std::uint64_t dim) { return dim != 1; });
  if (splits || (forward == 0 && batch_ != 1)) {
    return refuse(fmt::format("axis is {}; supported is 1, which keeps records apart", axis));
  }
  keep({features()});
  return {};
}

Result<void> NodeReader::read_reshape(const onnx::NodeProto& node) {
  if (node.input(0) != x_name_) return refuse("its shape is not constant");
  const auto target = integers(node, 1, "shape");
  if (!target) return tl::unexpected(target.error());
  const bool zero_copies = int_attribute(node, "allowzero", 0) == 0;
  auto shape = reshaped(x().shape, *target, batch_, features(), zero_copies);
  if (!shape) {
    return refuse(fmt::format("it makes [{}] of records of {} elements; supported is [N, ...] "
                              "with those elements",
                              fmt::join(*target, ", "), features()),
                  "use a Flatten instead");
  }
  keep(std::move(*shape));
  return {};
}

Result<void> NodeReader::read_squeeze(const onnx::NodeProto& node) {
  const auto given = integers(node, 1, "axes");
  if (!given) return tl::unexpected(given.error());
  const std::vector<std::uint64_t>& shape = x().shape;
  std::vector<std::int64_t> named = *given;
  if (!has_attribute(node, "axes") && !has_input(node, 1)) {
    if (batch_ == 1 && !symbolic_) {
      return refuse("it names no axes, and the batch dimension is of size 1 as well",
                    "name the axes that are to go");
    }
    for (std::size_t axis = 1; axis <= shape.size(); ++axis) {
      if (shape[axis - 1] == 1) named.push_back(static_cast<std::int64_t>(axis));
    }
  }
  const auto gone = axes(named, shape.size() + 1);
  if (!gone) return tl::unexpected(gone.error());
  std::vector<std::uint64_t> left;
  for (std::size_t axis = 1; axis <= shape.size(); ++axis) {
    if (!std::binary_search(gone->begin(), gone->end(), axis)) {
      left.push_back(shape[axis - 1]);
    } else if (shape[axis - 1] != 1) {
      return damaged(fmt::format("axis {} has size {}; expected 1", axis, shape[axis - 1]));
    }
  }
  if (left.empty()) left.push_back(1);
  keep(std::move(left));
  return {};
}

Result<void> NodeReader::read_unsqueeze(const onnx::NodeProto& node) {
  const auto given = integers(node, 1, "axes");
  if (!given) return tl::unexpected(given.error());
  const std::size_t rank = x().shape.size() + 1 + given->size();
  if (rank > kMaxRank) return refuse(fmt::format("it makes over {} dimensions", kMaxRank));
  const auto added = axes(*given, rank);
  if (!added) return tl::unexpected(added.error());
  std::vector<std::uint64_t> shape = x().shape;
  for (const std::uint64_t axis : *added) {
    shape.insert(shape.begin() + static_cast<std::ptrdiff_t>(axis) - 1, 1);
  }
  keep(std::move(shape));
  return {};
}

}  // namespace medisc
