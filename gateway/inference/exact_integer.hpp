/// Integers that a double holds.
#pragma once

#include <utility>

namespace medisc {

/// Within 2^53 a double holds all of them, and beyond it some.
template <class Integer>
bool is_held_exactly(Integer value) {
  constexpr long long kExact = 1LL << 53;
  return std::cmp_less_equal(value, kExact) && std::cmp_greater_equal(value, -kExact);
}

}  // namespace medisc
