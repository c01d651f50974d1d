/// A valid plan with something in every field.
#pragma once

#include "model/plan.hpp"

namespace medisc {

inline Plan sample_plan() {
  Plan plan;
  plan.ring_bits = 32;
  plan.input = {3, 12, {4, -1, 0}};
  plan.steps = {{"fc1", 20, DenseStep{3, 5, 24}},
                {"relu1", 8, ReluStep{5, 24, 12, 26}},
                {"fc2", 16, DenseStep{5, 2, 26}}};
  plan.labels = {"benign", "malignant"};
  plan.weights_tag = {1, 2, 3};
  return plan;
}

inline DenseStep& dense_at(Plan& plan, std::size_t step) {
  return std::get<DenseStep>(plan.steps[step].op);
}

inline ReluStep& relu_at(Plan& plan, std::size_t step) {
  return std::get<ReluStep>(plan.steps[step].op);
}

}  // namespace medisc
