#include "compiler/activation.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include <gmock/gmock.h>

namespace medisc {
namespace {

using testing::ElementsAre;

const std::vector<double> kPlaces{-100, -6, -2.5, -1, -0.25, 0, 0.25, 1, 2.5, 6, 100};

Activation drawn(std::mt19937& random) {
  std::uniform_int_distribution<int> number(-4, 4);
  Activation f{1, number(random) / 2.0, number(random) / 2.0, {}};
  std::vector<int> places;
  for (int bends = number(random); bends > 0; --bends) places.push_back(number(random));
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  for (const int at : places) f.bends.push_back({at / 1.0, number(random) / 2.0});
  return f;
}

TEST(Activation, KnownOnes) {
  for (const double x : kPlaces) {
    EXPECT_EQ(relu(1)(x), std::max(x, 0.0));
    EXPECT_EQ(identity_activation(1)(x), x);
    EXPECT_EQ(clip(1, -1, 2)(x), std::clamp(x, -1.0, 2.0));
    EXPECT_EQ(clip(1, -HUGE_VAL, 2)(x), std::min(x, 2.0));
    EXPECT_EQ(clip(1, -1, HUGE_VAL)(x), std::max(x, -1.0));
    EXPECT_EQ((Activation{1, -1, 0, {{0, 2}}})(x), std::abs(x));
  }
}

TEST(Activation, Properties) {
  const Activation leaky{1, 0.25, 0, {{0, 0.75}}};
  const Activation magnitude{1, -1, 0, {{0, 2}}};
  EXPECT_TRUE(relu(1).is_homogeneous() && leaky.is_homogeneous());
  EXPECT_FALSE(clip(1, 0, 6).is_homogeneous());
  EXPECT_TRUE(leaky.never_falls() && clip(1, -1, 1).never_falls());
  EXPECT_FALSE(magnitude.never_falls());
  EXPECT_TRUE(magnitude.is_never_negative() && clip(1, 0, 6).is_never_negative());
  EXPECT_FALSE(leaky.is_never_negative() || clip(1, -1, 1).is_never_negative());
  EXPECT_TRUE(is_unbounded(relu(1)) && is_unbounded(leaky));
  EXPECT_FALSE(is_unbounded(clip(1, 0, 6)));
  EXPECT_EQ(clip(1, -3, 6).magnitude(1), 1);
  EXPECT_EQ(clip(1, -3, 6).magnitude(100), 6);
  EXPECT_EQ(leaky.magnitude(8), 8);
}

TEST(Activation, ACapHoldsOnBothSides) {
  const Activation leaky{1, 0.25, 0, {{0, 0.75}}};
  for (const double x : kPlaces) {
    EXPECT_EQ(capped(relu(1), 4)(x), std::clamp(x, 0.0, 4.0));
    EXPECT_DOUBLE_EQ(capped(leaky, 4)(x), std::clamp(leaky(x), -4.0, 4.0));
    EXPECT_DOUBLE_EQ(capped(identity_activation(1), 4)(x), std::clamp(x, -4.0, 4.0));
    EXPECT_DOUBLE_EQ(capped(Activation{1, -1, 0, {{0, 2}}}, 4)(x), std::min(std::abs(x), 4.0));
  }
  EXPECT_EQ(capped(clip(1, 0, 6), 8), clip(1, 0, 6));
}

TEST(Activation, OneAfterAnother) {
  EXPECT_EQ(compose(relu(1), relu(1)), relu(1));
  EXPECT_EQ(compose(relu(1), clip(1, -1, 6)), clip(1, 0, 6));
  EXPECT_EQ(compose(clip(1, -5, 9), relu(1)).bends, (std::vector<Bend>{{0, 1}, {9, -1}}));
  std::mt19937 random(3);
  for (int run = 0; run < 500; ++run) {
    const Activation first = drawn(random);
    const Activation second = drawn(random);
    const Activation both = compose(first, second);
    for (const double x : kPlaces) {
      ASSERT_NEAR(both(x), second(first(x)), 1e-9 * (1 + std::abs(second(first(x)))))
          << "run " << run << " at " << x;
    }
    const auto& bends = both.bends;
    EXPECT_TRUE(std::is_sorted(bends.begin(), bends.end(),
                               [](const Bend& a, const Bend& b) { return a.at < b.at; }));
  }
}

TEST(Activation, OfAScaledValue) {
  const Activation sigmoid = compose(Activation{1, 0.25, 0.5, {}}, clip(1, 0, 1));
  EXPECT_THAT(sigmoid.bends, ElementsAre(Bend{-2, 0.25}, Bend{2, -0.25}));
  const Activation scaled = of_scaled(sigmoid, 4);
  for (const double x : kPlaces) EXPECT_DOUBLE_EQ(scaled(x), sigmoid(4 * x));
}

}  // namespace
}  // namespace medisc
