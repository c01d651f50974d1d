#include "compiler/integer_function.hpp"

#include <cmath>
#include <random>

#include <gmock/gmock.h>

namespace medisc {
namespace {

/// The largest distance of the integer function from f over |V| <= reach, in the numbers of f.
double worst(const Activation& f, const IntegerFunction& found, std::int32_t scale, int reach) {
  double largest = 0;
  for (int v = -reach; v <= reach; ++v) {
    const double exact = f(std::ldexp(v, -scale));
    const double off = std::ldexp(static_cast<double>(found.function.in<std::int64_t>(v)), -found.scale) - exact;
    largest = std::max(largest, std::abs(off));
  }
  return largest;
}

TEST(IntegerFunction, KnownOnesAreExact) {
  const auto relu_6 = integer_function(clip(1, 0, 6), 4, 1000);
  EXPECT_EQ(relu_6->scale, 4);
  EXPECT_EQ(relu_6->function, (Piecewise{0, 0, {{0, 1, 0}, {96, -1, 96}}}));
  EXPECT_EQ(integer_function(relu(1), 7, 1000)->function, Piecewise::relu());
  EXPECT_EQ(integer_function(identity_activation(1), 7, 1000)->function, Piecewise::identity());
  const Activation magnitude{1, -1, 0, {{0, 2}}};
  EXPECT_EQ(integer_function(magnitude, 3, 9)->function, (Piecewise{-1, 0, {{0, 2, 0}}}));
  const Activation leaky{1, 0.25, 0, {{0, 0.75}}};
  EXPECT_EQ(integer_function(leaky, 3, 9)->scale, 5);
  EXPECT_EQ(integer_function(leaky, 3, 9)->function, (Piecewise{1, 0, {{0, 3, 0}}}));
}

TEST(IntegerFunction, ValuesBelowZeroHaveAKnotThere) {
  const auto found = integer_function(clip(1, -1, 1), 4, 1000);
  EXPECT_EQ(found->function, (Piecewise{0, -16, {{-16, 1, 16}, {0, 0, 0}, {16, -1, 16}}}));
}

TEST(IntegerFunction, WhatNoValueReachesCostsNoBits) {
  const auto found = integer_function(clip(1, 0, 6), 10, 100);
  EXPECT_EQ(found->function, (Piecewise{0, 0, {{0, 1, 0}, {101, -1, 101}}}));
  const auto far = integer_function(clip(1, 1e6, 2e6), 10, 100);
  for (const Knot& knot : far->function.knots) EXPECT_LE(std::abs(knot.at), 102);
  EXPECT_EQ(far->function.in<std::int64_t>(100), 1'000'000 * 1024LL);
}

TEST(IntegerFunction, ASlopeKeepsTheLevelBehindIt) {
  const Activation hard = compose(Activation{1, 0.2, 0.5, {}}, clip(1, 0, 1));
  const auto found = integer_function(hard, 10, 1 << 14);
  ASSERT_TRUE(found);
  EXPECT_NEAR(std::ldexp(static_cast<double>(found->function.in<std::int64_t>(1 << 14)), -found->scale), 1,
              0.002);
  EXPECT_EQ(found->function.in<std::int64_t>(-(1 << 14)), 0);
  EXPECT_LT(worst(hard, *found, 10, 1 << 14), 0.02);
}

TEST(IntegerFunction, NeverFarFromTheActivation) {
  std::mt19937 random(11);
  std::uniform_real_distribution<double> place(-3, 3);
  std::uniform_real_distribution<double> slope(-2, 2);
  for (int run = 0; run < 300; ++run) {
    Activation f{1, slope(random), slope(random), {}};
    std::vector<double> places;
    for (int i = 0; i < run % 6; ++i) places.push_back(place(random));
    std::sort(places.begin(), places.end());
    for (const double at : places) f.bends.push_back({at, slope(random)});
    const auto found = integer_function(f, 10, 4096);
    ASSERT_TRUE(found) << run;
    // 1/64 of the steepest slope, 4 bits to either side; steps and knots besides.
    EXPECT_LT(worst(f, *found, 10, 4096), f.steepest() * 4 / 64 * 2 + 0.05) << run;
    for (std::size_t i = 1; i < found->function.knots.size(); ++i) {
      EXPECT_LT(found->function.knots[i - 1].at, found->function.knots[i].at);
    }
  }
}

TEST(IntegerFunction, NumbersTooFarApart) {
  EXPECT_FALSE(integer_function(Activation{1, 1e-12, 0, {{0, 1}}}, 10, 100));
}

}  // namespace
}  // namespace medisc
