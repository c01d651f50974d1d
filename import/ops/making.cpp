/// Constant, ConstantOfShape and Range: constants made of attributes or of a few numbers.
#include <algorithm>
#include <cmath>

#include "import/ops/op.hpp"
#include "plan/plan.hpp"

namespace medisc {
namespace {

Result<void> import_constant(NodeContext& node) {
  return node.emit_held_constant();
}

Result<ConstantTensor> fold_constant_of_shape(const ConstantNode& node) {
  const auto asked = node.integers(0, "shape", {});
  if (!asked) return tl::unexpected(asked.error());
  ConstantTensor result{{}, {}, false};
  for (const std::int64_t dim : *asked) {
    if (dim < 0) return node.damaged("it has a size below zero");
    result.dims.push_back(static_cast<std::uint64_t>(dim));
  }
  if (auto room = node.expect_room(result.dims); !room) return tl::unexpected(room.error());
  double value = 0;
  if (const onnx::TensorProto* filler = node.attributes.tensor("value")) {
    const auto read = read_tensor(*filler, node.place.text());
    if (!read) return tl::unexpected(read.error());
    if (read->values.size() != 1) return node.damaged("its value is not one number");
    value = read->values.front();
    result.whole = read->whole;
  }
  result.values.assign(element_count(result.dims), value);
  return result;
}

Result<ConstantTensor> fold_range(const ConstantNode& node) {
  double parts[3] = {};  // start, limit, delta
  bool whole = true;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto part = node.input(i);
    if (!part) return tl::unexpected(part.error());
    if ((*part)->values.size() != 1) return node.damaged("it has a bound that is no number");
    parts[i] = (*part)->values.front();
    whole = whole && (*part)->whole;
  }
  const double count = std::ceil((parts[1] - parts[0]) / parts[2]);
  if (!(count <= kMaxTensor)) return node.damaged("its result is too large, or has no end");
  ConstantTensor result{{static_cast<std::uint64_t>(std::max(count, 0.0))}, {}, whole};
  if (auto room = node.expect_room(result.dims); !room) return tl::unexpected(room.error());
  for (std::uint64_t i = 0; i < result.dims.front(); ++i) {
    result.values.push_back(parts[0] + static_cast<double>(i) * parts[2]);
  }
  return result;
}

}  // namespace

OnnxOps making_ops() {
  static constexpr OnnxOp kOps[] = {
      {"Constant", nullptr, import_constant},
      {"ConstantOfShape", nullptr, fold_constant_of_shape},
      {"Range", nullptr, fold_range},
  };
  return kOps;
}

}  // namespace medisc
