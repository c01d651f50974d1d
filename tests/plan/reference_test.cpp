#include "plan/reference.hpp"

#include <gmock/gmock.h>

namespace medisc {
namespace {

using testing::ElementsAre;

Plan small_plan(std::uint32_t width) {
  Plan plan;
  plan.input = {2, 7, {0}};
  plan.steps = {{"a", 0, DenseStep{2, 2, width}},
                {"r", 0, relu_step(2, width, 1, 8)},
                {"b", 0, DenseStep{2, 1, 8}}};
  return plan;
}

const Weights kWeights{{{1, 2, -3, 4}, {5, -6}}, {{7, -1}, {1}}};

TEST(Reference, EveryStep) {
  const auto steps =
      reference_steps(small_plan(16), kWeights, std::vector<std::int64_t>{10, -3});
  ASSERT_EQ(steps.size(), 3U);
  EXPECT_THAT(steps[0], ElementsAre(9, -48));
  EXPECT_THAT(steps[1], ElementsAre(4, 0));
  EXPECT_THAT(steps[2], ElementsAre(29));
  EXPECT_THAT(reference(small_plan(16), kWeights, std::vector<std::int64_t>{10, -3}),
              ElementsAre(29));
}

TEST(Reference, WrapsAtItsWidth) {
  // At 8 bits 100 + 2*20 + 5 = 145 is -111; at 6 bits 10 + 2*10 + 5 = 35 is -29.
  const auto at8 = reference_steps(small_plan(8), kWeights, std::vector<std::int64_t>{100, 20});
  EXPECT_EQ(at8[0][0], 145 - 256);
  EXPECT_EQ(at8[1][0], 0);
  const auto at6 = reference_steps(small_plan(6), kWeights, std::vector<std::int64_t>{10, 10});
  EXPECT_EQ(at6[0][0], 35 - 64);
}

TEST(Reference, WrapsWhatAReluHandsOn) {
  Plan plan;
  plan.input = {1, 7, {0}};
  plan.steps = {{"a", 0, DenseStep{1, 1, 8}}, {"r", 0, relu_step(1, 8, 1, 4)}};
  const Weights weights{{{1}, {0}}};
  const auto relu = [&](std::int64_t x) {
    return reference(plan, weights, std::vector{x})[0];
  };
  EXPECT_EQ(relu(15), 7);
  EXPECT_EQ(relu(16), 8 - 16);
  EXPECT_EQ(relu(100), 50 - 48);
  EXPECT_EQ(relu(-1), 0);
}

/// At 4 bits 7 - (-8) is -1, so that -8 counts as the larger, and -8 - 7 is 1.
TEST(Reference, WrapsInAMaxPool) {
  Plan plan;
  plan.input = {5, 3, {0}};
  Window all;
  all.kernel_width = 5;
  plan.steps = {{"m", 0, MaxPoolStep{Image{1, 1, 5}, Image{1, 1, 1}, all, 4}}};
  const auto most = [&](std::vector<std::int64_t> x) {
    return reference(plan, {}, x)[0];
  };
  EXPECT_EQ(most({1, 3, -2, 0, 2}), 3);
  EXPECT_EQ(most({7, -8, -8, -8, -8}), -8);
  EXPECT_EQ(most({-8, 7, 7, 7, 7}), 7 + 1 - 16);
  // (7, 1) and (-6, -8) leave 7 and -6, which leave -6; 3 + (-6 - 3 mod 16) is 10.
  EXPECT_EQ(most({7, 1, -6, -8, 3}), 10 - 16);
}

TEST(Reference, WrapsAt64Bits) {
  Plan plan;
  plan.ring_bits = 64;
  plan.input = {1, 62, {0}};
  plan.steps = {{"a", 0, DenseStep{1, 1, 64}}};
  const Weights weights{{{4}, {-1}}};
  EXPECT_THAT(reference(plan, weights, std::vector<std::int64_t>{std::int64_t{1} << 61}),
              ElementsAre(INT64_MAX));
  EXPECT_THAT(reference(plan, weights, std::vector<std::int64_t>{std::int64_t{1} << 62}),
              ElementsAre(-1));
}

}  // namespace
}  // namespace medisc
