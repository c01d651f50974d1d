/// A single threshold gate of chosen sizes, as behind a linear layer.
#pragma once

#include "correlation/gates.hpp"

namespace medisc::test {

inline ThresholdGate relu_gate(std::uint32_t size, std::uint32_t width, std::uint32_t shift,
                               std::uint32_t output_width, const BorrowChoice& choice = {},
                               std::uint32_t step = 0) {
  return make_threshold_gate({size, width, shift, output_width, Piecewise::relu()}, choice,
                             step, false);
}

inline constexpr BorrowChoice kTree{BorrowKind::kTree};
inline constexpr BorrowChoice kChain{BorrowKind::kChain};

}  // namespace medisc::test
