#include "tests/differential/exact_steps.hpp"

#include <gtest/gtest.h>

#include "plan/reference.hpp"
#include "tests/differential/image_plan.hpp"
#include "tests/differential/records.hpp"

namespace medisc::test {
namespace {

/// y = w x, z = max(y, 0) >> 1 at `width`.
Plan small(std::uint32_t width) {
  Plan plan;
  plan.input = {1, 8, {0}};
  plan.steps = {{"fc", 0, DenseStep{1, 1, width}}, {"relu", 0, relu_step(1, width, 1, width)}};
  return plan;
}

TEST(ExactSteps, AreTheReferenceWhereNothingWraps) {
  const std::vector<std::int64_t> record{100};
  const auto exact = exact_steps(small(16), {{{7}, {1}}}, record).value();
  EXPECT_TRUE(exact[0][0] == 701 && exact[1][0] == 350);
  EXPECT_EQ(reference_steps(small(16), {{{7}, {1}}}, record)[1][0], 350);
}

TEST(ExactSteps, DoNotWrap) {
  const std::vector<std::int64_t> record{100};
  EXPECT_TRUE(exact_steps(small(8), {{{7}, {1}}}, record).value()[0][0] == 701);
  EXPECT_EQ(reference_steps(small(8), {{{7}, {1}}}, record)[0][0], 701 - 768);
}

TEST(ExactSteps, NoneBeyond128Bits) {
  Plan plan = small(32);
  plan.steps.resize(1);
  Weights weights{{{1 << 30}, {0}}};
  for (int layer = 0; layer < 4; ++layer) {
    plan.steps.push_back(plan.steps[0]);
    weights.push_back(weights[0]);
  }
  EXPECT_FALSE(exact_steps(plan, weights, std::vector<std::int64_t>{100}).has_value());
}

/// A linear layer is the same mod 2^width, wrapped or not.
TEST(ExactSteps, AreTheReferenceModItsWidth) {
  std::size_t compared = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const DrawnPlan drawn = image_plan(64, seed);
    const auto record = encoded_records(drawn.plan, 1, seed);
    const auto exact = exact_steps(drawn.plan, drawn.weights, record);
    if (!exact) continue;
    ++compared;
    std::vector<std::int64_t> reduced;
    for (const Wide value : exact->front()) {
      reduced.push_back(
          to_signed(static_cast<std::uint64_t>(value), result_width(drawn.plan.steps[0])));
    }
    EXPECT_EQ(reference_steps(drawn.plan, drawn.weights, record)[0], reduced);
  }
  EXPECT_GT(compared, 20U);
}

}  // namespace
}  // namespace medisc::test
