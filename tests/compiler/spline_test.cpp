#include "compiler/spline.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include <gtest/gtest.h>

namespace medisc {
namespace {

double silu(double x) {
  return x * sigmoid(x);
}

const std::vector<RealFunction>& functions() {
  static const std::vector<RealFunction> list{
      sigmoid,
      silu,
      softplus,
      [](double x) { return std::tanh(x); },
      [](double x) { return 0.5 * x * (1 + std::erf(x / std::sqrt(2.0))); },
      [](double x) { return x >= 0 ? x : std::expm1(x); },
      [](double x) { return x * std::clamp(x / 6 + 0.5, 0.0, 1.0); },
      [](double x) { return -100 * std::tanh(x / 7) + 3; },
      [](double x) { return x * x; },
  };
  return list;
}

double worst(const Activation& spline, const RealFunction& f, double reach) {
  double largest = 0;
  for (int i = -4001; i <= 4001; ++i) {
    const double x = reach * i / 4001;
    largest = std::max(largest, std::abs(spline(x) - f(x)));
  }
  return largest;
}

TEST(Spline, FollowsItsFunction) {
  for (const RealFunction& f : functions()) {
    for (const double reach : {0.25, 1.0, 4.0, 16.0}) {
      for (const double share : {0.1, 0.02, 0.005}) {
        const double extent = std::max(f(reach), f(-reach)) - std::min(f(0), f(-reach));
        const double tolerance = share * extent;
        const auto spline = spline_of({7, f}, {reach, tolerance});
        ASSERT_TRUE(spline.has_value());
        EXPECT_EQ(spline->size, 7U);
        // Between the lattice's places a little more.
        EXPECT_LE(worst(*spline, f, reach), 1.3 * tolerance);
        EXPECT_NEAR(spline->spline->error, worst(*spline, f, reach), 0.1 * tolerance);
        EXPECT_EQ(spline->spline->reach, reach);
        EXPECT_LE(worst(*spline, f, 2 * reach), 4 * tolerance);
        EXPECT_TRUE(std::ranges::is_sorted(spline->bends, {}, &Bend::at));
      }
    }
  }
}

TEST(Spline, FewPiecesAreEnough) {
  EXPECT_LE(spline_of({1, silu}, {8, 0.03})->bends.size(), 5U);
  EXPECT_LE(spline_of({1, sigmoid}, {8, 0.01})->bends.size(), 8U);
  EXPECT_TRUE(spline_of({1,
                         [](double x) {
                           return 0.5 * x + 3;
                         }},
                        {8, 0.01})
                  ->bends.empty());
  EXPECT_TRUE(spline_of({1,
                         [](double) {
                           return 3.0;
                         }},
                        {8, 0.01})
                  ->bends.empty());
}

TEST(Spline, GoesOnAsItsFunctionDoes) {
  const auto level = spline_of({1, sigmoid}, {8, 0.01});
  EXPECT_NEAR((*level)(1000), 1, 0.05);
  EXPECT_NEAR((*level)(-1000), 0, 0.05);
  const auto rising = spline_of({1, silu}, {8, 0.01});
  EXPECT_NEAR((*rising)(1000), 1000, 5);
  EXPECT_NEAR((*rising)(-1000), 0, 5);
}

/// Gates need few bits for them.
TEST(Spline, SlopesAreMultiplesOfAPowerOfTwo) {
  const auto spline = spline_of({1, silu}, {4, 0.02});
  for (std::size_t i = 0; i <= spline->bends.size(); ++i) {
    const double slope = spline->slope_after(static_cast<std::ptrdiff_t>(i) - 1);
    EXPECT_EQ(std::ldexp(slope, 10), std::round(std::ldexp(slope, 10)));
  }
}

TEST(Spline, NoneWhereTheFunctionHasNoValue) {
  EXPECT_FALSE(spline_of({1,
                          [](double x) {
                            return std::exp(x);
                          }},
                         {1024, 1})
                   .has_value());
  EXPECT_FALSE(spline_of({1,
                          [](double x) {
                            return 1 / x;
                          }},
                         {1, 1})
                   .has_value());
}

}  // namespace
}  // namespace medisc
