/// Random plans of dense layers and ReLUs.
#pragma once

#include <functional>

#include "tests/differential/drawn_plan.hpp"

namespace medisc::test {

/// An integer in [low, high].
using Pick = std::function<std::uint32_t(std::uint32_t low, std::uint32_t high)>;

/// Up to four layers of up to 40 values, seldom 300, at any width and shift. `pick` draws what
/// they look like, `chance` their weights.
DrawnPlan dense_plan(std::uint32_t ring_bits, const Pick& pick, Chance chance);

/// All of it from `chance`.
DrawnPlan dense_plan(std::uint32_t ring_bits, Chance& chance);

}  // namespace medisc::test
