#include "import/strides.hpp"

#include <utility>

namespace medisc {

std::vector<std::int64_t> strides_of(const std::vector<std::uint64_t>& dims) {
  std::vector<std::int64_t> strides(dims.size(), 1);
  for (std::size_t axis = dims.size(); axis-- > 1;) {
    strides[axis - 1] = strides[axis] * static_cast<std::int64_t>(dims[axis]);
  }
  return strides;
}

std::vector<std::uint32_t> strided_order(const std::vector<std::uint64_t>& dims,
                                         std::int64_t start,
                                         const std::vector<std::int64_t>& strides) {
  std::vector<std::uint32_t> order(element_count(dims));
  for (std::size_t i = 0; i < order.size(); ++i) {
    std::size_t rest = i;
    std::int64_t source = start;
    for (std::size_t axis = dims.size(); axis-- > 0;) {
      source += static_cast<std::int64_t>(rest % dims[axis]) * strides[axis];
      rest /= dims[axis];
    }
    order[i] = static_cast<std::uint32_t>(source);
  }
  return order;
}

ConstantTensor strided(const ConstantTensor& from, std::vector<std::uint64_t> dims,
                       std::int64_t start, const std::vector<std::int64_t>& strides) {
  ConstantTensor to{std::move(dims), {}, from.whole};
  to.values.resize(element_count(to.dims));
  for (std::size_t i = 0; i < to.values.size(); ++i) {
    std::size_t rest = i;
    std::int64_t source = start;
    for (std::size_t axis = to.dims.size(); axis-- > 0;) {
      source += static_cast<std::int64_t>(rest % to.dims[axis]) * strides[axis];
      rest /= to.dims[axis];
    }
    to.values[i] = from.values[static_cast<std::size_t>(source)];
  }
  return to;
}

}  // namespace medisc
