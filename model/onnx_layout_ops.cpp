#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "model/onnx_attributes.hpp"
#include "model/onnx_node.hpp"

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

/// Element i of a transposed tensor is element result[i] of the one of shape `dims`, the batch
/// dimension first and left out of account.
Order permuted(const std::vector<std::uint64_t>& dims, const std::vector<std::int64_t>& perm) {
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

bool same_but(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b,
              std::ptrdiff_t axis) {
  return std::equal(a.begin(), a.begin() + axis, b.begin()) &&
         std::equal(a.begin() + axis + 1, a.end(), b.begin() + axis + 1);
}

}  // namespace

Result<std::vector<std::int64_t>> NodeReader::integers(const onnx::NodeProto& node, int input,
                                                       const char* attribute) const {
  if (has_attribute(node, attribute)) return ints_attribute(node, attribute, {});
  if (input >= node.input_size()) return std::vector<std::int64_t>{};
  const auto constant = constant_input(node, input);
  if (!constant) return tl::unexpected(constant.error());
  std::vector<std::int64_t> values;
  for (const double value : constant->values) {
    if (!(std::abs(value) < 0x1p40)) return damaged("it has a size out of range");
    values.push_back(static_cast<std::int64_t>(value));
  }
  return values;
}

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
    return refuse(fmt::format("it makes elements of type {}; supported are float and double",
                              type));
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
  const auto added = axes(*given, rank);
  if (!added) return tl::unexpected(added.error());
  std::vector<std::uint64_t> shape = x().shape;
  for (const std::uint64_t axis : *added) {
    shape.insert(shape.begin() + static_cast<std::ptrdiff_t>(axis) - 1, 1);
  }
  keep(std::move(shape));
  return {};
}

Result<void> NodeReader::read_transpose(const onnx::NodeProto& node) {
  std::vector<std::uint64_t> dims = x().shape;
  dims.insert(dims.begin(), batch_);
  const std::size_t rank = dims.size();
  std::vector<std::int64_t> perm(rank);
  std::iota(perm.rbegin(), perm.rend(), 0);
  perm = ints_attribute(node, "perm", perm);
  std::vector<std::int64_t> sorted = perm;
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::uint64_t> moved;
  for (std::size_t axis = 0; axis < sorted.size(); ++axis) {
    if (sorted.size() != rank || sorted[axis] != static_cast<std::int64_t>(axis)) {
      return damaged("its perm does not name every axis once");
    }
    moved.push_back(dims[static_cast<std::size_t>(perm[axis])]);
  }
  if (perm[0] != 0 && (symbolic_ || batch_ != 1 || moved[0] != 1)) {
    return refuse("it moves the batch dimension", "records have to stay apart");
  }
  Value result = x();
  result.order = permuted(dims, perm);
  if (!x().order.empty()) {
    for (std::uint32_t& element : result.order) element = x().order[element];
  }
  if (std::is_sorted(result.order.begin(), result.order.end())) result.order.clear();
  result.shape.assign(moved.begin() + 1, moved.end());
  values_[result_name_] = std::move(result);
  return {};
}

Result<void> NodeReader::read_concat(const onnx::NodeProto& node) {
  const std::size_t rank = x().shape.size() + 1;
  const auto axis = axes({int_attribute(node, "axis", 1)}, rank);
  if (!axis) return tl::unexpected(axis.error());
  const auto at = static_cast<std::ptrdiff_t>(axis->front() - 1);
  std::vector<std::uint64_t> shape = x().shape;
  shape[at] = 0;
  Concat concat;
  std::vector<std::uint32_t> tensors;
  std::uint64_t size = 0;
  for (const std::string& name : node.input()) {
    const auto part = values_.find(name);
    if (part == values_.end()) return refuse("it joins a constant to a tensor");
    std::vector<std::uint64_t> dims = part->second.shape;
    if (dims.size() == shape.size()) dims[at] += shape[at];
    if (dims.size() != shape.size() || !same_but(shape, dims, at)) {
      return damaged(fmt::format("it joins records of shape {} and {}", shape_text(x().shape),
                                 shape_text(part->second.shape)));
    }
    shape = std::move(dims);
    tensors.push_back(part->second.tensor);
    concat.sizes.push_back(network_.size_of(tensors.back()));
    size += concat.sizes.back();
  }
  if (size > kMaxTensor) {
    return refuse(fmt::format("its result has over {} elements", kMaxTensor));
  }
  // The layer puts whole tensors one after the other; for other axes, this is a reordering.
  Order order;
  const std::uint64_t rows = element_count({shape.begin(), shape.begin() + at});
  for (std::uint64_t row = 0; row < rows; ++row) {
    std::uint32_t offset = 0;
    for (int i = 0; i < node.input_size(); ++i) {
      const Order& part = values_.at(node.input(i)).order;
      const std::uint32_t part_size = concat.sizes[static_cast<std::size_t>(i)];
      const auto run = static_cast<std::uint32_t>(part_size / rows);
      for (auto at_part = static_cast<std::uint32_t>(row) * run, j = 0U; j < run; ++j) {
        order.push_back(offset + (part.empty() ? at_part + j : part[at_part + j]));
      }
      offset += part_size;
    }
  }
  if (std::is_sorted(order.begin(), order.end())) order.clear();
  const std::uint32_t tensor = add_step(std::move(concat), std::move(tensors));
  values_[result_name_] = Value{tensor, std::move(shape), std::move(order)};
  return {};
}

}  // namespace medisc
