/// A model small enough to look at every bit that it sends: one hidden layer of three.
#pragma once

#include "plan/plan.hpp"
#include "plan/weights.hpp"

namespace medisc::test {

/// Every gate it has: a shift, a wrap that reaches the output, two linear layers.
inline Plan small_plan() {
  Plan plan;
  plan.ring_bits = 32;
  plan.input = {3, 6, {0}};
  plan.steps = {{"fc1", 20, DenseStep{3, 3, 26}},
                {"relu1", 5, relu_step(3, 26, 15, 13)},
                {"fc2", 8, DenseStep{3, 2, 13}}};
  return plan;
}

inline Weights small_weights() {
  return {{{9000, -3000, 7001, 1, 20000, -6000, -7777, -7, 14000}, {400, -9, 0}},
          {{1, -2, 3, -1, 2, -5}, {6, -6}}};
}

inline const std::vector<std::int64_t> kSmallRecord{17, -64, 64};

}  // namespace medisc::test
