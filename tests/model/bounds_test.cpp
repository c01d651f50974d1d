#include "model/bounds.hpp"

#include <random>

#include <gtest/gtest.h>

namespace medisc {
namespace {

TEST(Bounds, DenseIsExactAtTheCorners) {
  const LinearWeights weights{{3, -2, 0, 5}, {10, -1}};
  const Bounds output = dense_bounds(weights, {{-4, 4}, {0, 7}});
  EXPECT_TRUE(output[0].low == -12 - 14 + 10 && output[0].high == 12 + 10);
  EXPECT_TRUE(output[1].low == -1 && output[1].high == 35 - 1);
  EXPECT_TRUE(magnitude(output) == 34);
}

TEST(Bounds, ReluCutsAndShifts) {
  const Bounds output = relu_bounds({{-9, -1}, {-9, 9}, {4, 9}}, 1);
  EXPECT_TRUE(output[0].low == 0 && output[0].high == 0);
  EXPECT_TRUE(output[1].low == 0 && output[1].high == 4);
  EXPECT_TRUE(output[2].low == 2 && output[2].high == 4);
}

TEST(Bounds, SignedBits) {
  EXPECT_EQ(signed_bits(0), 2U);
  EXPECT_EQ(signed_bits(1), 2U);
  EXPECT_EQ(signed_bits(2), 3U);
  EXPECT_EQ(signed_bits(127), 8U);
  EXPECT_EQ(signed_bits(128), 9U);
  EXPECT_EQ(signed_bits((Wide{1} << 63) - 1), 64U);
  EXPECT_EQ(signed_bits(Wide{1} << 63), 65U);
}

TEST(Bounds, LargestWeightsAndInputsDoNotOverflow) {
  constexpr std::size_t kSize = 1U << 12;
  const LinearWeights weights{std::vector<std::int32_t>(kSize, INT32_MIN), {0}};
  const Wide bound = magnitude(dense_bounds(weights, symmetric_bounds(kSize, INT64_MAX)));
  EXPECT_EQ(signed_bits(bound), 31U + 63U + 12U + 1U);
}

TEST(Bounds, RandomInputsStayInside) {
  std::mt19937 random(1);
  std::uniform_int_distribution<std::int32_t> weight(-500, 500);
  for (int round = 0; round < 200; ++round) {
    LinearWeights weights{std::vector<std::int32_t>(12), {weight(random), weight(random)}};
    for (std::int32_t& w : weights.matrix) w = weight(random);
    Bounds input;
    std::vector<std::int64_t> x;
    for (int i = 0; i < 6; ++i) {
      const std::int64_t low = weight(random);
      const std::int64_t high = low + std::abs(weight(random));
      input.push_back({low, high});
      x.push_back(std::uniform_int_distribution<std::int64_t>(low, high)(random));
    }
    const Bounds output = dense_bounds(weights, input);
    for (std::size_t row = 0; row < 2; ++row) {
      std::int64_t y = weights.bias[row];
      for (std::size_t i = 0; i < 6; ++i) y += weights.matrix[row * 6 + i] * x[i];
      EXPECT_TRUE(output[row].low <= y && y <= output[row].high);
    }
  }
}

}  // namespace
}  // namespace medisc
