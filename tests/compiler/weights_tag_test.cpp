#include "compiler/weights_tag.hpp"

#include <set>

#include <gtest/gtest.h>

namespace medisc {
namespace {

Seed key_of(std::uint8_t byte) {
  std::array<std::uint8_t, Seed::kBytes> bytes{};
  bytes[0] = byte;
  return Seed(bytes);
}

TEST(WeightsTag, ChangesWithEveryWeightSizeAndKey) {
  const Weights weights{{{1, 2, 3, 4}, {5, 6}}, {{7, 8}, {9}}};
  std::set<std::array<std::uint8_t, 16>> tags{tag_of(weights, key_of(1)),
                                              tag_of(weights, key_of(2))};
  Weights matrix = weights;
  matrix[1].matrix[1] = 9;
  Weights bias = weights;
  bias[0].bias[0] = -5;
  const Weights merged{{{1, 2, 3, 4}, {5, 6}}};
  const Weights moved{{{1, 2, 3}, {5, 6}}, {{4, 7, 8}, {9}}};
  for (const Weights& other : {matrix, bias, merged, moved}) {
    tags.insert(tag_of(other, key_of(1)));
  }
  EXPECT_EQ(tags.size(), 6U);
  EXPECT_EQ(tags.count(tag_of(weights, key_of(1))), 1U);
}

}  // namespace
}  // namespace medisc
