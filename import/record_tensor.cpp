#include "import/record_tensor.hpp"

#include <utility>

#include "compiler/affine.hpp"

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

}  // namespace medisc
