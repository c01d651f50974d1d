/// Records whose elements are picked along each axis: what Tile, Resize and Pad have in common.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "import/record_tensor.hpp"
#include "import/strides.hpp"
#include "import/tensor.hpp"

namespace medisc {

/// The elements of a tensor of shape `from` that stand in one of shape `shape`, of as many
/// axes: position p along an axis shows `source(p, axis)`.
template <class Source>
Order picked(const std::vector<std::uint64_t>& from, const std::vector<std::uint64_t>& shape,
             const Source& source) {
  const std::vector<std::int64_t> strides = strides_of(from);
  Order order(element_count(shape));
  for (std::uint64_t i = 0; i < order.size(); ++i) {
    std::uint64_t rest = i;
    std::uint64_t at = 0;
    for (std::size_t axis = shape.size(); axis-- > 0;) {
      at += source(rest % shape[axis], axis) * static_cast<std::uint64_t>(strides[axis]);
      rest /= shape[axis];
    }
    order[i] = static_cast<std::uint32_t>(at);
  }
  return order;
}

}  // namespace medisc
