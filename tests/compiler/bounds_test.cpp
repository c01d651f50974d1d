#include "compiler/bounds.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

namespace medisc {
namespace {

TEST(Bounds, DenseIsExactAtTheCorners) {
  const LinearWeights weights{{3, -2, 0, 5}, {10, -1}};
  const Bounds output = bounds_of(DenseStep{2, 2, 0}, weights, Bounds{2, {{-4, 4}, {0, 7}}});
  EXPECT_TRUE(output.intervals[0].low == -12 - 14 + 10 && output.intervals[0].high == 12 + 10);
  EXPECT_TRUE(output.intervals[1].low == -1 && output.intervals[1].high == 35 - 1);
  EXPECT_TRUE(magnitude(output) == 34);
}

TEST(Bounds, ReluCutsAndShifts) {
  const Bounds output =
      bounds_of(relu_step(3, 0, 1, 0), Bounds{3, {{-9, -1}, {-9, 9}, {4, 9}}});
  EXPECT_TRUE(output.intervals[0].low == 0 && output.intervals[0].high == 0);
  EXPECT_TRUE(output.intervals[1].low == 0 && output.intervals[1].high == 4);
  EXPECT_TRUE(output.intervals[2].low == 2 && output.intervals[2].high == 4);
}

bool same(const Bounds& bounds, const std::vector<Interval>& wanted) {
  return std::equal(
      bounds.intervals.begin(), bounds.intervals.end(), wanted.begin(), wanted.end(),
      [](const Interval& a, const Interval& b) { return a.low == b.low && a.high == b.high; });
}

/// Largest and least at ends of pieces, a jump's both sides among them.
TEST(Bounds, ThresholdsAreBoundedAtEveryPlace) {
  const Piecewise function{-1, 3, {{-4, 2, 0}, {0, -1, 7}, {5, 3, -40}}};
  const ThresholdStep step{2, 0, 1, 0, 0, function};
  for (const auto& [low, high] : std::vector<std::pair<int, int>>{
           {-40, 40}, {-9, -1}, {0, 0}, {-8, 9}, {3, 11}, {9, 10}, {-1, 0}}) {
    const Bounds found = bounds_of(step, Bounds{2, {{low, high}}});
    Wide least = function.in<Wide>(low >> 1);
    Wide most = least;
    for (int y = low; y <= high; ++y) {
      least = std::min(least, function.in<Wide>(y >> 1));
      most = std::max(most, function.in<Wide>(y >> 1));
    }
    EXPECT_TRUE(same(found, {{least, most}})) << low << " to " << high;
  }
}

TEST(Bounds, ThresholdsAreBoundedWhateverTheyRead) {
  for (const Piecewise& function : {Piecewise::relu(), Piecewise{0, 0, {{0, 1, 0}, {6, -1, 6}}},
                                    Piecewise{-1, 3, {{-4, 2, 0}, {0, -1, 7}, {5, 3, -40}}}}) {
    const ThresholdStep step{2, 7, 2, 0, 0, function};
    Wide least = function(0, 5);
    Wide most = least;
    for (std::int64_t v = -16; v < 16; ++v) {
      least = std::min<Wide>(least, function(v, 5));
      most = std::max<Wide>(most, function(v, 5));
    }
    EXPECT_TRUE(same(bounds_of_any(step), {{least, most}}));
  }
}

TEST(Bounds, ProductsOfEnds) {
  const Bounds found = bounds_of(ProductStep{6, 3, 0}, {Bounds{6, {{-2, 3}, {-5, -1}, {0, 4}}},
                                                        Bounds{3, {{-7, 2}, {3, 4}, {-1, 1}}}});
  EXPECT_TRUE(same(found, {{-21, 14}, {-20, -3}, {-4, 4}}));
  const Bounds finer =
      bounds_of(ProductStep{4, 2, 0},
                {Bounds{4, {{1, 2}, {3, 4}, {5, 6}, {7, 8}}}, Bounds{2, {{-1, 1}}}});
  EXPECT_TRUE(same(finer, {{-2, 2}, {-4, 4}, {-6, 6}, {-8, 8}}));
}

TEST(Bounds, ConvTakesOneIntervalAChannel) {
  // Per element in, two channels of 1 x 2; a 1 x 2 kernel over both channels.
  const Image in{2, 1, 2};
  const Window window{1, 2, 1, 1, 0, 0, 0, 0, 1, 1};
  const LinearWeights weights{{1, -1, 2, 0}, {5}};
  const ConvStep step{in, {1, 1, 1}, window, 1, 0};
  const Bounds output = bounds_of(step, weights, Bounds{4, {{1, 2}, {3, 4}, {0, 1}, {-1, 0}}});
  EXPECT_TRUE(same(output, {{5 + 1 - 4 - 2, 5 + 4 - 1 + 2}}));
}

TEST(Bounds, PaddingBringsZerosIn) {
  const Image in{1, 1, 2};
  const Window window{1, 2, 1, 1, 0, 1, 0, 0, 1, 1};
  const ConvStep step{in, {1, 1, 2}, window, 1, 0};
  EXPECT_TRUE(same(bounds_of(step, {{1, 1}, {0}}, Bounds{2, {{3, 4}}}), {{0, 8}}));
  const SumPoolStep pool{in, {1, 1, 2}, window, 0};
  EXPECT_TRUE(same(bounds_of(pool, Bounds{2, {{3, 4}}}), {{0, 8}}));
  const MaxPoolStep most{in, {1, 1, 2}, window, 0};
  EXPECT_TRUE(same(bounds_of(most, Bounds{2, {{3, 4}}}), {{3, 4}}));
}

TEST(Bounds, AddAlignsScalesAndRuns) {
  const Bounds whole{6, {{-1, 2}}};
  const Bounds halves{6, {{0, 1}, {-3, 0}}};
  EXPECT_TRUE(same(bounds_of(SumStep{6, {4, 1}, 0, 0}, {whole, halves}), {{-4, 9}, {-7, 8}}));
  const Bounds thirds{6, {{0, 1}, {0, 2}, {0, 3}}};
  const Bounds sum = bounds_of(SumStep{6, {1, 1}, 0, 0}, {halves, thirds});
  EXPECT_TRUE(same(sum, {{0, 2}, {0, 2}, {0, 3}, {-3, 2}, {-3, 3}, {-3, 3}}));
}

TEST(Bounds, ConcatKeepsParts) {
  const ConcatStep step{{2, 4}, {1, 0}, 0};
  const Bounds joined = bounds_of(step, {Bounds{2, {{-1, 2}}}, Bounds{4, {{0, 1}, {5, 6}}}});
  EXPECT_EQ(joined.size, 6U);
  EXPECT_TRUE(same(joined, {{-2, 4}, {0, 1}, {5, 6}}));
}

TEST(Bounds, ClippedCutsBothSides) {
  EXPECT_TRUE(
      same(clipped(Bounds{3, {{-9, 9}, {5, 8}, {-1, 1}}}, 4), {{-4, 4}, {4, 4}, {-1, 1}}));
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
  const Wide bound =
      magnitude(bounds_of(DenseStep{kSize, 1, 0}, weights, symmetric_bounds(kSize, INT64_MAX)));
  EXPECT_EQ(signed_bits(bound), 31U + 63U + 12U + 1U);
}

TEST(Bounds, RandomInputsStayInside) {
  std::mt19937 random(1);
  std::uniform_int_distribution<std::int32_t> weight(-500, 500);
  for (int round = 0; round < 200; ++round) {
    LinearWeights weights{std::vector<std::int32_t>(12), {weight(random), weight(random)}};
    for (std::int32_t& w : weights.matrix) w = weight(random);
    Bounds input{6, {}};
    std::vector<std::int64_t> x;
    for (int i = 0; i < 6; ++i) {
      const std::int64_t low = weight(random);
      const std::int64_t high = low + std::abs(weight(random));
      input.intervals.push_back({low, high});
      x.push_back(std::uniform_int_distribution<std::int64_t>(low, high)(random));
    }
    const Bounds output = bounds_of(DenseStep{6, 2, 0}, weights, input);
    for (std::size_t row = 0; row < 2; ++row) {
      std::int64_t y = weights.bias[row];
      for (std::size_t i = 0; i < 6; ++i) y += weights.matrix[row * 6 + i] * x[i];
      EXPECT_TRUE(output.intervals[row].low <= y && y <= output.intervals[row].high);
    }
  }
}

}  // namespace
}  // namespace medisc
