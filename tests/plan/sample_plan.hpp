/// A valid plan with something in every field.
#pragma once

#include "plan/plan.hpp"

namespace medisc {

inline Plan sample_plan() {
  Plan plan;
  plan.ring_bits = 32;
  plan.input = {3, 12, {4, -1, 0}};
  plan.steps = {{"fc1", 20, DenseStep{3, 5, 24}},
                {"relu1", 8, relu_step(5, 24, 12, 26)},
                {"fc2", 16, DenseStep{5, 2, 26}}};
  plan.manifest.model = "sample";
  plan.manifest.version = "1";
  plan.manifest.parts = {
      {"table", {2}, Layout::kFlat, {"age", "bmi"}, {"years", "kg/m2"}, {0}, {120, 80}},
      {"wave", {1, 1}, Layout::kChannelsFirst, {}, {"mV"}, {-1}, {1}}};
  plan.manifest.preprocessing = {{0, StepKind::kScale, {0.5, 1}}};
  plan.manifest.outcome.labels = {"benign", "malignant"};
  plan.manifest.outcome.shape = {2};
  plan.weights_tag = {1, 2, 3};
  return plan;
}

/// A valid plan with every kind of step, on images of 2 x 3 x 3.
inline Plan sample_graph() {
  const Image in{2, 3, 3};
  const Image four{4, 2, 2};
  const Image one{4, 1, 1};
  Plan plan;
  plan.input = {18, 8, {0}};
  plan.steps = {{"c", 16, ConvStep{in, four, {2, 2}, 2, 22}},
                {"m", 16, MaxPoolStep{four, one, {2, 2}, 22}},
                {"r", 8, relu_step(4, 20, 8, 24), {2}},
                {"p", 10, SumPoolStep{one, one, {1, 1}, 24}},
                {"s", 10, SumStep{4, {4, 1}, 0, 24}, {3, 4}},
                {"j", 10, ConcatStep{{4, 4}, {0, 2}, 24}, {5, 3}},
                {"d", 20, DenseStep{8, 2, 24}}};
  return plan;
}

inline DenseStep& dense_at(Plan& plan, std::size_t step) {
  return std::get<DenseStep>(plan.steps[step].op);
}

inline ThresholdStep& relu_at(Plan& plan, std::size_t step) {
  return std::get<ThresholdStep>(plan.steps[step].op);
}

}  // namespace medisc
