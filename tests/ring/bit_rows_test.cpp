#include "ring/bit_rows.hpp"

#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace medisc {
namespace {

using Words = std::vector<std::uint64_t>;

Words random_row(std::size_t words, unsigned seed) {
  std::mt19937_64 random(seed);
  Words row(words);
  for (std::uint64_t& word : row) word = random();
  return row;
}

/// Every length up to some vectors and a rest, at a place that no vector is aligned to.
TEST(BitRows, EveryTargetCombinesEveryWordAndNoOther) {
  const auto formula = [](std::uint64_t s, std::uint64_t a, std::uint64_t b, std::uint64_t c) {
    return ~s ^ (a & b) ^ c;
  };
  for (const SimdTarget target : supported_targets()) {
    for (std::size_t count = 0; count <= 19; ++count) {
      const Words before = random_row(24, 1);
      const Words a = random_row(24, 2);
      const Words b = random_row(24, 3);
      const Words c = random_row(24, 4);
      Words row = before;
      const auto part = [&](const Words& words) {
        return ConstBitRow(words).subspan(1, count);
      };
      combine_for(target, BitRow(row).subspan(1, count), formula, part(a), part(b), part(c));
      Words expected = before;
      for (std::size_t w = 1; w <= count; ++w) expected[w] = ~before[w] ^ (a[w] & b[w]) ^ c[w];
      EXPECT_EQ(row, expected) << name_of(target) << ", " << count << " words";
    }
  }
}

TEST(BitRows, FormulasAddAndReplace) {
  Words row{0b0011, 0b1111};
  const Words a{0b0101, 0b0000};
  const Words b{0b0110, 0b1000};
  combine(BitRow(row), kAddBits, a);
  EXPECT_EQ(row, (Words{0b0110, 0b1111}));
  combine(BitRow(row), kSumBits, a, b);
  EXPECT_EQ(row, (Words{0b0011, 0b1000}));
}

}  // namespace
}  // namespace medisc
