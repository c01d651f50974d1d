#include "compiler/plan_widths.hpp"

#include <gmock/gmock.h>

namespace medisc {
namespace {

using testing::ElementsAre;

std::vector<std::uint32_t> widths(const Plan& plan) {
  std::vector<std::uint32_t> found;
  for (const Step& step : plan.steps) found.push_back(result_width(step));
  return found;
}

/// The largest magnitudes that have so many bits.
TensorBounds of_bits(const std::vector<unsigned>& bits) {
  TensorBounds bounds;
  for (const unsigned count : bits) bounds.push_back((Wide{1} << (count - 1)) - 1);
  return bounds;
}

TEST(PlanWidths, EvenAndAtLeastWhatTheReaderNeeds) {
  Plan plan;
  plan.steps = {{"a", 0, DenseStep{1, 1, 0}},
                {"r", 0, relu_step(1, 0, 0, 0)},
                {"b", 0, DenseStep{1, 1, 0}}};
  assign_widths(plan, of_bits({9, 19, 12, 25}));
  EXPECT_THAT(widths(plan), ElementsAre(20, 26, 26));
  EXPECT_EQ(std::get<ThresholdStep>(plan.steps[1].op).width, 20U);
}

TEST(PlanWidths, AReluOutputHoldsItself) {
  Plan plan;
  plan.steps = {{"a", 0, DenseStep{1, 1, 0}},
                {"r", 0, relu_step(1, 0, 0, 0)},
                {"b", 0, DenseStep{1, 1, 0}}};
  assign_widths(plan, of_bits({9, 19, 17, 2}));
  EXPECT_THAT(widths(plan), ElementsAre(20, 18, 2));
}

TEST(PlanWidths, AMaxPoolTakesOneBitMore) {
  const Image two{1, 1, 2};
  Plan plan;
  plan.steps = {{"a", 0, DenseStep{1, 2, 0}},
                {"p", 0, MaxPoolStep{two, {1, 1, 1}, {1, 2, 1, 1, 0, 0, 0, 0, 1, 1}, 0}},
                {"r", 0, relu_step(1, 0, 0, 0)},
                {"b", 0, DenseStep{1, 1, 0}}};
  const TensorBounds bits = of_bits({9, 20, 20, 12, 24});
  EXPECT_EQ(needed_bits(plan, 1, bits), 21U);
  assign_widths(plan, bits);
  EXPECT_THAT(widths(plan), ElementsAre(22, 22, 24, 24));
  EXPECT_EQ(std::get<ThresholdStep>(plan.steps[2].op).width, 20U);
}

// y - t has to fit wherever y lies.
TEST(PlanWidths, AThresholdComparesAtItsPlaces) {
  Plan plan;
  const Piecewise clip{0, 0, {{0, 1, 0}, {3 << 10, -1, 3 << 10}}};
  plan.steps = {{"a", 0, DenseStep{1, 1, 0}},
                {"r", 0, ThresholdStep{1, 0, 8, 0, 0, clip}},
                {"b", 0, DenseStep{1, 1, 0}}};
  TensorBounds bounds = of_bits({9, 20, 13, 24});
  EXPECT_EQ(needed_bits(plan, 1, bounds), 22U);  // 2^19 + 3 2^18
  assign_widths(plan, bounds);
  EXPECT_EQ(std::get<ThresholdStep>(plan.steps[1].op).width, 22U);
  bounds[1] = (1 << 19) - (3 << 18) / 4;
  std::get<ThresholdStep>(plan.steps[1].op).function.knots[1].at = 3 << 7;
  EXPECT_EQ(needed_bits(plan, 1, bounds), 20U);
}

TEST(PlanWidths, TheWidestReaderCounts) {
  Plan plan;
  plan.steps = {{"a", 0, DenseStep{1, 1, 0}},
                {"r", 0, relu_step(1, 0, 0, 0)},
                {"b", 0, DenseStep{1, 1, 0}},
                {"s", 0, SumStep{1, {1, 1}, 0, 0}, {1, 3}}};
  assign_widths(plan, of_bits({9, 15, 10, 17, 20}));
  EXPECT_THAT(widths(plan), ElementsAre(20, 20, 20, 20));
  EXPECT_EQ(std::get<ThresholdStep>(plan.steps[1].op).width, 16U);
}

TEST(PlanWidths, Full) {
  Plan plan;
  plan.ring_bits = 16;
  plan.steps = {{"a", 0, DenseStep{1, 1, 0}}, {"r", 0, relu_step(1, 0, 0, 0)}};
  assign_full_widths(plan);
  EXPECT_THAT(widths(plan), ElementsAre(16, 16));
  EXPECT_EQ(std::get<ThresholdStep>(plan.steps[1].op).width, 16U);
}

TEST(PlanWidths, AReluComparesAtMoreThanItsShift) {
  Plan plan;
  plan.steps = {{"a", 0, DenseStep{1, 1, 0}}, {"r", 0, relu_step(1, 0, 12, 0)}};
  assign_widths(plan, of_bits({9, 12, 2}));
  EXPECT_EQ(std::get<ThresholdStep>(plan.steps[1].op).width, 14U);
  EXPECT_THAT(widths(plan), ElementsAre(14, 2));
}

TEST(PlanWidths, NumbersAreReducedToTheWidth) {
  Plan plan;
  plan.steps = {{"a", 0, DenseStep{1, 1, 0}},
                {"s", 0, SumStep{1, {1, -257}, 1000, 0}, {1, 1}},
                {"c", 0, ConcatStep{{1, 1}, {0, 30}, 0}, {2, 2}}};
  Plan full = plan;
  full.ring_bits = 8;
  assign_full_widths(full);
  assign_widths(plan, of_bits({9, 12, 8, 8}));
  for (const Plan& each : {plan, full}) {
    const auto& sum = std::get<SumStep>(each.steps[1].op);
    EXPECT_EQ(sum.width, 8U);
    EXPECT_THAT(sum.multipliers, ElementsAre(1, -1));
    EXPECT_EQ(sum.offset, 1000 - 1024);
    EXPECT_THAT(std::get<ConcatStep>(each.steps[2].op).shifts, ElementsAre(0, 7));
  }
}

}  // namespace
}  // namespace medisc
