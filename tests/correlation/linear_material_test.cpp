#include "correlation/linear_material.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/ring/numbered_seed.hpp"

namespace medisc::test {
namespace {

template <class Word>
class LinearMaterial : public testing::Test {};

using Rings = testing::Types<std::uint32_t, std::uint64_t>;
TYPED_TEST_SUITE(LinearMaterial, Rings);

template <RingWord Word>
void expect_residues(const std::vector<Word>& words, std::size_t count, unsigned width) {
  ASSERT_EQ(words.size(), count);
  Word seen = 0;
  for (const Word word : words) seen = static_cast<Word>(seen | word);
  EXPECT_EQ(seen, width_mask<Word>(width)) << "every bit of the width occurs, and none above";
}

TYPED_TEST(LinearMaterial, HasItsShapesAndItsWidth) {
  using Word = TypeParam;
  const Seed seed = numbered_seed(1);
  for (unsigned width = 2; width <= kRingBits<Word>; ++width) {
    const DenseStep dense{40, 50, width};
    expect_residues<Word>(input_mask<Word>(seed, 3, dense), 40, width);
    expect_residues<Word>(output_share<Word>(seed, 3, dense), 50, width);
    expect_residues<Word>(weight_mask<Word>(seed, 3, dense), 2000, width);
  }
}

TYPED_TEST(LinearMaterial, DiffersBetweenUsesStepsAndSeeds) {
  using Word = TypeParam;
  const DenseStep dense{20, 20, kRingBits<Word>};
  using Front = std::vector<std::uint64_t>;
  const auto front = [](const std::vector<Word>& words) {
    return Front(words.begin(), words.begin() + 20);
  };
  std::vector<Front> all;
  for (std::uint64_t seed = 0; seed < 2; ++seed) {
    for (std::uint32_t step = 0; step < 2; ++step) {
      all.push_back(front(input_mask<Word>(numbered_seed(seed), step, dense)));
      all.push_back(front(output_share<Word>(numbered_seed(seed), step, dense)));
      all.push_back(front(weight_mask<Word>(numbered_seed(seed), step, dense)));
    }
  }
  std::sort(all.begin(), all.end());
  EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
}

}  // namespace
}  // namespace medisc::test
