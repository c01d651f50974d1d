#include "compiler/rewrites.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/compiler/test_networks.hpp"

namespace medisc {
namespace {

/// fc, relu, fc; and a branch around the second fc.
Network branched(std::mt19937& random) {
  return {4,
          {{"first", random_dense(4, 3, random), {}},
           {"relu", relu(3), {}},
           {"second", random_dense(3, 3, random), {}},
           {"sum", Sum{3, {1, 1}}, {3, 2}}}};
}

TEST(Rewrites, ACapChangesOnlyWhatExceedsIt) {
  std::mt19937 random(5);
  const Network network = branched(random);
  const Network high = with_cap(network, 2, 20);
  const std::vector<double> record{0.5, -1, 2, 0.25};
  ASSERT_EQ(high.layers.size(), network.layers.size());
  const auto expected = evaluate(network, record);
  const auto same = evaluate(high, record);
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(same[i], expected[i], 1e-6);

  const auto before = evaluate_tensors(network, record);
  const auto tensors = evaluate_tensors(with_cap(network, 2, -3), record);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_DOUBLE_EQ(tensors[2][i], std::min(before[2][i], 0.125));
  }
}

TEST(Rewrites, ACapIsNoLowerThanBends) {
  std::mt19937 random(5);
  Network network = branched(random);
  std::get<Activation>(network.layers[1].op) = clip(3, -5, HUGE_VAL);
  EXPECT_EQ(least_cap_log2(network, 2), 4);
  network.layers[1].op = relu(3);
  EXPECT_LT(least_cap_log2(network, 2), kLeastCapLog2);
}

TEST(Rewrites, ATruncationKeepsTheFunction) {
  std::mt19937 random(6);
  const Network network = branched(random);
  const std::vector<double> record{0.5, -1, 2, 0.25};
  const auto expected = evaluate(network, record);
  const auto same = evaluate(with_truncation(network, 1), record);
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(same[i], expected[i], 1e-9);
}

TEST(Rewrites, ATruncationCanBeTakenBack) {
  std::mt19937 random(6);
  const Network network = branched(random);
  const Network same = without_truncation(with_truncation(network, 1), 1);
  ASSERT_EQ(same.layers.size(), network.layers.size());
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    EXPECT_EQ(same.inputs_of(i), network.inputs_of(i));
    EXPECT_EQ(same.layers[i].name, network.layers[i].name);
  }
}

/// Those that linear layers made, behind whatever concatenations.
TEST(Rewrites, PartsOfAConcatenationAreTruncatedByThemselves) {
  std::mt19937 random(9);
  Network network = branched(random);
  network.layers.push_back({"join", Concat{{3, 3, 3}}, {1, 2, 4}});
  network.layers.push_back({"last", random_dense(9, 2, random), {5}});
  EXPECT_EQ(untruncated_parts(network, 5), (std::vector<std::uint32_t>{1, 4}));
  EXPECT_TRUE(untruncated_parts(network, 2).empty());
}

TEST(Rewrites, TheNearestActivationWithoutBounds) {
  std::mt19937 random(7);
  const Network network = branched(random);
  EXPECT_EQ(cappable_before(network, 3), 2U);
  EXPECT_EQ(cappable_before(network, 0), std::nullopt);
  EXPECT_EQ(cappable_before(with_cap(network, 2, 4), 3), std::nullopt);
}

TEST(Rewrites, OnlyALinearLayerBehindALinearLayerIsUntruncated) {
  std::mt19937 random(8);
  Network network = branched(random);
  EXPECT_EQ(untruncated_input(network, 2), std::nullopt);  // behind the relu
  EXPECT_EQ(untruncated_input(network, 3), std::nullopt);  // a sum
  network.layers.push_back({"third", random_dense(3, 2, random), {}});
  EXPECT_EQ(untruncated_input(network, 4), 4U);
  EXPECT_EQ(untruncated_input(network, 0), std::nullopt);  // reads the record
}

}  // namespace
}  // namespace medisc
