#include "compiler/rewrites.hpp"

#include <gtest/gtest.h>

#include "tests/compiler/test_networks.hpp"

namespace medisc {
namespace {

/// fc, relu, fc; and a branch around the second fc.
Network branched(std::mt19937& random) {
  return {4,
          {{"first", random_dense(4, 3, random), {}},
           {"relu", Relu{3}, {}},
           {"second", random_dense(3, 3, random), {}},
           {"sum", Sum{3, {1, 1}}, {3, 2}}}};
}

TEST(Rewrites, ACapChangesOnlyWhatExceedsIt) {
  std::mt19937 random(5);
  const Network network = branched(random);
  const Network high = with_cap(network, 2, 20);
  const std::vector<double> record{0.5, -1, 2, 0.25};
  ASSERT_EQ(high.layers.size(), network.layers.size() + 3);
  const auto expected = evaluate(network, record);
  const auto same = evaluate(high, record);
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(same[i], expected[i], 1e-6);

  const Network low = with_cap(network, 2, -3);
  const auto tensors = evaluate_tensors(low, record);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_DOUBLE_EQ(tensors[5][i], std::min(tensors[2][i], 0.125));
  }
  EXPECT_EQ(low.inputs_of(5), std::vector<std::uint32_t>{5});       // the second fc
  EXPECT_EQ(low.inputs_of(6), (std::vector<std::uint32_t>{6, 5}));  // both branches
}

TEST(Rewrites, ATruncationKeepsTheFunction) {
  std::mt19937 random(6);
  const Network network = branched(random);
  const std::vector<double> record{0.5, -1, 2, 0.25};
  const auto expected = evaluate(network, record);
  const auto same = evaluate(with_truncation(network, 1, 10), record);
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(same[i], expected[i], 1e-9);
}

TEST(Rewrites, TheNearestReluThatIsNotCapped) {
  std::mt19937 random(7);
  const Network network = branched(random);
  EXPECT_EQ(cappable_before(network, 3), 2U);
  EXPECT_EQ(cappable_before(network, 0), std::nullopt);
  EXPECT_EQ(cappable_before(with_cap(network, 2, 4), 6), std::nullopt);
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
