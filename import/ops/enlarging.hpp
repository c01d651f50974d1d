/// Records that become larger along their axes: what Tile and nearest-pixel Resize have in
/// common.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "import/ops/op.hpp"
#include "plan/plan.hpp"

namespace medisc {

/// Each axis `times` as long, none of them 0 or over kMaxTensor; position p along an axis shows
/// x's source(p, axis). Errors: kUnsupported for a result of over kMaxTensor elements.
template <class Source>
Result<void> emit_enlarged(NodeContext& node, const std::vector<std::uint64_t>& times,
                           const Source& source) {
  const std::vector<std::uint64_t> dims = node.x().shape;
  std::vector<std::uint64_t> shape;
  for (std::size_t axis = 0; axis < dims.size(); ++axis) {
    shape.push_back(dims[axis] * times[axis]);
  }
  if (element_count(shape) > kMaxTensor) {
    return node.refuse(fmt::format("its result has over {} elements", kMaxTensor));
  }
  Order view(element_count(shape));
  for (std::uint64_t i = 0; i < view.size(); ++i) {
    std::uint64_t rest = i;
    std::uint64_t stride = 1;
    std::uint64_t from = 0;
    for (std::size_t axis = shape.size(); axis-- > 0;) {
      from += source(rest % shape[axis], axis) * stride;
      stride *= dims[axis];
      rest /= shape[axis];
    }
    view[i] = static_cast<std::uint32_t>(from);
  }
  node.emit_view(std::move(shape), std::move(view));
  return {};
}

}  // namespace medisc
