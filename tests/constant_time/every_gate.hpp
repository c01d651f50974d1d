/// Plans that hold every kind of gate, so that what runs them has met each.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/differential/drawn_plan.hpp"

namespace medisc::test {

/// What threshold gates compute here, and its names.
const std::vector<std::pair<std::string, Piecewise>>& functions();

struct Comparing {
  std::uint32_t ring_bits = 32;
  std::uint32_t chain = 0;  ///< as a plan's: 0 for the tree, else the chain's weight
  bool widening = false;    ///< thresholds' results have more bits than what they compare
};

/// Tensors of few values: every function on a linear result and on a live one, with and without
/// a shift; products of all such pairs; and all else that a plan may hold.
DrawnPlan every_gate(const Comparing& comparing);

/// One gate after the other over tensors of more than a piece (protocol/pieces.hpp), in a batch
/// of kLongBatch records.
inline constexpr std::size_t kLongBatch = 3;
DrawnPlan long_gates(const Comparing& comparing);

}  // namespace medisc::test
