/// Records for compiled plans.
#pragma once

#include <cstdint>
#include <vector>

#include "tests/differential/drawn_plan.hpp"

namespace medisc::test {

/// A record in a hospital's numbers that the plan's ranges let through: `reach` of the way to
/// their ends at most, or, at a corner, there in every feature.
std::vector<double> real_record(const InputEncoding& input, double reach, bool corner,
                                Chance& chance);

/// An encoded record that drives one element of one step as far from zero as single features
/// can: each stands at that end of its range where the element is larger.
std::vector<std::int64_t> driven_record(const DrawnPlan& drawn, Chance& chance);

}  // namespace medisc::test
