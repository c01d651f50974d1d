/// A plan in the integers of mathematics: nothing is reduced, nothing wraps, but for sums,
/// whose offsets and multipliers a plan holds mod their width. What the reference must equal
/// where widths are proven, written independently of it.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "compiler/bounds.hpp"
#include "plan/plan.hpp"
#include "plan/weights.hpp"

namespace medisc::test {

/// The result of every step on one record; none where an integer leaves 128 bits.
std::optional<std::vector<std::vector<Wide>>> exact_steps(const Plan& plan,
                                                          const Weights& weights,
                                                          std::span<const std::int64_t> record);

}  // namespace medisc::test
