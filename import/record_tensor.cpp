#include "import/record_tensor.hpp"

#include <utility>

#include "compiler/affine.hpp"
#include "import/tensor.hpp"

namespace medisc {

Affine as_stored(Affine affine, const RecordTensor& x) {
  affine = compacted(std::move(affine), x.shape.front());
  if (x.order.empty() || affine.scale.size() == 1) return affine;
  const Affine each = refined(affine, 1);
  affine = each;
  for (std::size_t i = 0; i < x.order.size(); ++i) {
    affine.scale[x.order[i]] = each.scale[i];
    affine.shift[x.order[i]] = each.shift[i];
  }
  return affine;
}

Order viewed(const RecordTensor& x, Order view, std::uint32_t size) {
  if (!x.order.empty()) {
    for (std::uint32_t& from : view) from = x.order[from];
  }
  bool moves = view.size() != size;
  for (std::uint32_t i = 0; i < view.size() && !moves; ++i) moves = view[i] != i;
  return moves ? view : Order{};
}

std::optional<std::uint32_t> moved_axis(const std::vector<std::uint64_t>& from,
                                        std::uint32_t axis,
                                        const std::vector<std::uint64_t>& to) {
  if (from == to) return axis;
  const std::uint64_t size = axis < from.size() ? from[axis] : 0;
  const bool alone = element_count(from) == size;
  for (std::uint32_t other = 0; other < to.size(); ++other) {
    if (alone && to[other] == size && element_count(to) == size) return other;
  }
  return std::nullopt;
}

}  // namespace medisc
