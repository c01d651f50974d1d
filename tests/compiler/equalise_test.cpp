#include "compiler/equalise.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/compiler/test_networks.hpp"

namespace medisc {
namespace {

/// The largest |value| of each tensor, element by element.
Magnitudes seen(const Network& network, const std::vector<std::vector<double>>& records) {
  Magnitudes largest(network.layers.size() + 1);
  for (const auto& record : records) {
    const auto tensors = evaluate_tensors(network, record);
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      largest[i].resize(tensors[i].size());
      for (std::size_t k = 0; k < tensors[i].size(); ++k) {
        largest[i][k] = std::max(largest[i][k], std::abs(tensors[i][k]));
      }
    }
  }
  return largest;
}

double largest_of(const std::vector<double>& values) {
  return std::abs(*std::max_element(values.begin(), values.end(), [](double a, double b) {
    return std::abs(a) < std::abs(b);
  }));
}

TEST(Equalise, RaisesSmallChannelsByPowersOfTwo) {
  const Network network{1,
                        {{"a", Dense{1, 3, {8, 1, 0.75}, {0, 0.25, 0}}},
                         {"r", relu(3)},
                         {"b", Dense{3, 1, {1, 2, 3}, {5}}}}};
  const Network result = equalised(network, {{1}, {8, 1.25, 0.75}, {8, 1.25, 0.75}, {12}});
  const auto& first = std::get<Dense>(result.layers[0].op);
  const auto& last = std::get<Dense>(result.layers[2].op);
  EXPECT_THAT(first.matrix, testing::ElementsAre(8, 4, 6));
  EXPECT_THAT(first.bias, testing::ElementsAre(0, 1, 0));
  EXPECT_THAT(last.matrix, testing::ElementsAre(1, 0.5, 0.375));
  EXPECT_THAT(last.bias, testing::ElementsAre(5));
}

TEST(Equalise, ComputesTheSameForEveryKindOfLayer) {
  std::mt19937 random(3);
  for (const auto& [name, network] : random_image_networks(random)) {
    std::vector<std::vector<double>> records;
    for (int i = 0; i < 6; ++i) records.push_back(random_image(i == 0, random));
    const Network result = equalised(network, seen(network, records));
    for (const auto& record : records) {
      EXPECT_EQ(evaluate(result, record), evaluate(network, record)) << name;
    }
  }
}

TEST(Equalise, LeavesRecordResultsSumsWithOffsetsAndPartsAsTheyAre) {
  const Network network{1,
                        {{"a", Dense{1, 2, {8, 1}, {0, 0}}},
                         {"s", Sum{2, {1}, 3}},
                         {"r", relu(2)},
                         {"b", Dense{2, 2, {64, 0, 0, 1}, {0, 0}}}}};
  const Network result = equalised(network, {{1}, {8, 1}, {11, 4}, {11, 4}, {700, 4}});
  EXPECT_EQ(std::get<Dense>(result.layers[0].op).matrix, (std::vector<double>{8, 1}));
  EXPECT_EQ(std::get<Dense>(result.layers[3].op).matrix, (std::vector<double>{64, 0, 0, 1}));
}

/// Channels of one stream must share a scale: the one that both branches bear.
TEST(Equalise, ResidualBranchesShareTheirExponents) {
  const Dense wide{1, 2, {16, 1}, {0, 0}};
  const Dense narrow{1, 2, {4, 1}, {0, 0}};
  const Network network{1,
                        {{"a", wide, {0}},
                         {"b", narrow, {0}},
                         {"s", Sum{2, {1, 1}, 0}, {1, 2}},
                         {"r", relu(2), {3}},
                         {"c", Dense{2, 1, {1, 1}, {0}}, {4}}}};
  const Network result = equalised(network, {{1}, {16, 1}, {4, 1}, {20, 2}, {20, 2}, {22}});
  EXPECT_EQ(std::get<Dense>(result.layers[0].op).matrix, (std::vector<double>{16, 16}));
  EXPECT_EQ(std::get<Dense>(result.layers[1].op).matrix, (std::vector<double>{4, 16}));
  EXPECT_EQ(std::get<Dense>(result.layers[4].op).matrix, (std::vector<double>{1, 1.0 / 16}));
}

TEST(Equalise, ADeadChannelStaysAsItIs) {
  const Network network{
      1,
      {{"a", Dense{1, 2, {1e7, 0}, {0, 0}}}, {"r", relu(2)}, {"b", Dense{2, 1, {1, 1}, {0}}}}};
  const Network result = equalised(network, {{1}, {1e7, 0}, {1e7, 0}, {1e7}});
  EXPECT_EQ(largest_of(std::get<Dense>(result.layers[2].op).matrix), 1);
}

}  // namespace
}  // namespace medisc
