#include "compiler/sum_multipliers.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace medisc {
namespace {

using Factors = std::vector<double>;
using Scales = std::vector<std::int32_t>;
using Integers = std::vector<std::int64_t>;

TEST(SumMultipliers, AlignEqualFactorsToTheFinestScale) {
  const auto sum = sum_multipliers(Factors{1, 1, -1}, Scales{10, 8, 10});
  ASSERT_TRUE(sum);
  EXPECT_EQ(sum->scale, 10);
  EXPECT_EQ(sum->multipliers, (Integers{1, 4, -1}));
}

TEST(SumMultipliers, PowersOfTwoCostNoBits) {
  const auto sum = sum_multipliers(Factors{0.25, -8}, Scales{4, 9});
  ASSERT_TRUE(sum);
  EXPECT_EQ(sum->scale, 6);
  EXPECT_EQ(sum->multipliers, (Integers{1, -1}));
}

TEST(SumMultipliers, OtherFactorsAreMetWithinATolerance) {
  for (const double factor : {0.01, -0.01, 0.1, 0.2, 0.3, 3.7, -123.4, 1.0 / 3}) {
    const auto sum = sum_multipliers(Factors{factor, 1}, Scales{5, 0});
    ASSERT_TRUE(sum);
    const double met = std::ldexp(static_cast<double>(sum->multipliers[0]), 5 - sum->scale);
    EXPECT_NEAR(met, factor, std::abs(factor) / 64);
    EXPECT_EQ(sum->multipliers[1], std::int64_t{1} << sum->scale);
    EXPECT_LT(std::abs(sum->multipliers[0]), 128);
  }
}

TEST(SumMultipliers, ZeroFactorsCountForNothing) {
  const auto one = sum_multipliers(Factors{0, 1}, Scales{60, 3});
  ASSERT_TRUE(one);
  EXPECT_EQ(one->scale, 3);
  EXPECT_EQ(one->multipliers, (Integers{0, 1}));
  const auto none = sum_multipliers(Factors{0}, Scales{7});
  ASSERT_TRUE(none);
  EXPECT_EQ(none->scale, 7);
}

TEST(SumMultipliers, ScalesTooFarApartHaveNone) {
  EXPECT_FALSE(sum_multipliers(Factors{1, 1}, Scales{0, 63}));
}

}  // namespace
}  // namespace medisc
