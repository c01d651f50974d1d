/// Plans for rapidcheck's properties: it draws what they look like, and shrinks it.
#pragma once

#include <rapidcheck.h>

#include "tests/differential/dense_plan.hpp"

namespace medisc::test {

/// Inside a property.
inline DrawnPlan arbitrary_plan() {
  const auto ring_bits = *rc::gen::element(32U, 64U);
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  return dense_plan(
      ring_bits,
      [](std::uint32_t low, std::uint32_t high) { return *rc::gen::inRange(low, high + 1); },
      Chance(seed));
}

}  // namespace medisc::test
