/// Plans without a meaning: any that `validate` lets through, with any weights.
#pragma once

#include "plan/plan.hpp"
#include "plan/weights.hpp"
#include "tests/differential/chance.hpp"

namespace medisc::test {

struct DrawnPlan {
  Plan plan;
  Weights weights;
};

/// Weights of a linear step: small, of 16 bits, of all 32, or at the ends of these.
LinearWeights any_weights(Chance& chance, std::uint64_t matrix, std::uint64_t biases);

}  // namespace medisc::test
