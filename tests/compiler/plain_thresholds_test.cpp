#include "compiler/plain_thresholds.hpp"

#include <gmock/gmock.h>

#include "tests/compiler/test_networks.hpp"

namespace medisc {
namespace {

TEST(PlainThresholds, TheSameFunctionWithEveryBendAtZero) {
  std::mt19937 random(4);
  const Activation leaky{3, 0.25, 0, {{0, 0.75}}};
  const Activation shrink{3, 1, 0.5, {{-0.5, -1}, {0.5, 1}}};
  const Network network{4,
                        {{"a", random_dense(4, 3, random), {}},
                         {"clip", clip(3, -0.5, 1), {}},
                         {"b", random_dense(3, 3, random), {}},
                         {"leaky", leaky, {}},
                         {"shrink", shrink, {4}},
                         {"c", random_dense(3, 2, random), {}}}};
  std::vector<double> observed{1, 8, 1, 7, 7, 6, 5};
  const Network plain = with_plain_thresholds(network, observed);
  ASSERT_EQ(observed.size(), plain.layers.size() + 1);
  for (const Layer& layer : plain.layers) {
    const auto* activation = std::get_if<Activation>(&layer.op);
    if (activation == nullptr) continue;
    for (const Bend& bend : activation->bends) EXPECT_EQ(bend.at, 0);
  }
  std::uniform_real_distribution<double> number(-2, 2);
  for (int run = 0; run < 50; ++run) {
    std::vector<double> record(4);
    for (double& x : record) x = number(random);
    const auto expected = evaluate(network, record);
    const auto found = evaluate(plain, record);
    for (std::size_t i = 0; i < 2; ++i) EXPECT_NEAR(found[i], expected[i], 1e-12);
  }
  EXPECT_EQ(observed.front(), 1);
  EXPECT_EQ(observed.back(), 5);
}

TEST(PlainThresholds, WhatIsPlainStays) {
  std::mt19937 random(4);
  const Network network{4,
                        {{"a", random_dense(4, 3, random), {}},
                         {"r", relu(3), {}},
                         {"b", random_dense(3, 2, random), {}}}};
  std::vector<double> observed{1, 8, 7, 5};
  EXPECT_EQ(with_plain_thresholds(network, observed).layers.size(), 3U);
  EXPECT_THAT(observed, testing::ElementsAre(1, 8, 7, 5));
}

}  // namespace
}  // namespace medisc
