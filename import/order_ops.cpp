#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "import/attributes.hpp"
#include "import/node.hpp"

namespace medisc {
namespace {

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

Result<void> NodeReader::read_transpose(const onnx::NodeProto& node) {
  std::vector<std::uint64_t> dims = x().shape;
  dims.insert(dims.begin(), batch_);
  const std::size_t rank = dims.size();
  std::vector<std::int64_t> perm(rank);
  std::iota(perm.rbegin(), perm.rend(), 0);
  perm = ints_attribute(node, "perm", perm);
  std::vector<std::int64_t> every(rank);
  std::iota(every.begin(), every.end(), 0);
  std::vector<std::int64_t> sorted = perm;
  std::sort(sorted.begin(), sorted.end());
  if (sorted != every) return damaged("its perm does not name every axis once");
  std::vector<std::uint64_t> moved;
  for (const std::int64_t axis : perm) moved.push_back(dims[static_cast<std::size_t>(axis)]);
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

Result<void> NodeReader::write_order(Value& value) {
  const Dense* before =
      value.tensor == 0 ? nullptr : std::get_if<Dense>(&network_.layers[value.tensor - 1].op);
  if (before == nullptr) {
    return refuse("a Transpose or Concat before it has moved elements",
                  "supported is that next to a Gemm or MatMul, or from channels last to "
                  "channels first before a Conv; export the model with channels first");
  }
  Dense moved = *before;
  for (std::size_t row = 0; row < value.order.size(); ++row) {
    const std::size_t from = value.order[row];
    std::copy_n(before->matrix.begin() + static_cast<std::ptrdiff_t>(from * before->inputs),
                before->inputs,
                moved.matrix.begin() + static_cast<std::ptrdiff_t>(row * before->inputs));
    moved.bias[row] = before->bias[from];
  }
  Layer layer = network_.layers[value.tensor - 1];
  layer.op = std::move(moved);
  network_.layers.push_back(std::move(layer));
  value.tensor = static_cast<std::uint32_t>(network_.layers.size());
  value.order.clear();
  return {};
}

}  // namespace medisc
