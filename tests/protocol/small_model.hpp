/// Models small enough to look at every bit that they send: hidden layers of three.
#pragma once

#include "plan/plan.hpp"
#include "plan/weights.hpp"

namespace medisc::test {

/// Every gate it has: a shift, a wrap that reaches the output, two linear layers. Compared by
/// the tree, or by a chain of this weight.
inline Plan small_plan(std::uint32_t chain = 0) {
  Plan plan;
  plan.ring_bits = 32;
  plan.input = {3, 6, {0}};
  plan.steps = {{"fc1", 20, DenseStep{3, 3, 26}},
                {"relu1", 5, relu_step(3, 26, 15, 13, chain)},
                {"fc2", 8, DenseStep{3, 2, 13}}};
  return plan;
}

inline Weights small_weights() {
  return {{{9000, -3000, 7001, 1, 20000, -6000, -7777, -7, 14000}, {400, -9, 0}},
          {{1, -2, 3, -1, 2, -5}, {6, -6}}};
}

inline const std::vector<std::int64_t> kSmallRecord{17, -64, 64};

/// A plan of three features, and its weights.
struct SmallModel {
  Plan plan = small_plan();
  Weights weights = small_weights();
};

/// Both borrows, and a product of two secrets: one live, one revealed ahead.
inline SmallModel product_model() {
  Plan plan = small_plan(4);
  plan.steps = {
      {"fc1", 20, DenseStep{3, 3, 26}},        {"relu1", 5, relu_step(3, 26, 15, 24, 4)},
      {"gate", 5, DenseStep{3, 3, 24}, {0}},   {"product", 10, ProductStep{3, 3, 24}, {2, 3}},
      {"relu2", -2, relu_step(3, 24, 12, 13)}, {"fc2", 1, DenseStep{3, 2, 13}},
  };
  const Weights outer = small_weights();
  const LinearWeights gate{{20, -30, 5, 0, 9, 31, -7, -7, 12}, {100, -100, 3}};
  return {plan, {outer[0], gate, outer[1]}};
}

}  // namespace medisc::test
