#include "correlation/chain/layout.hpp"

#include <gtest/gtest.h>

namespace medisc::test {
namespace {

TEST(ChainLayout, CoversAllBitsWithABoundaryAtTheShift) {
  for (unsigned width = 2; width <= 64; ++width) {
    for (unsigned shift = 0; shift + 2 <= width; ++shift) {
      const ChainLayout layout = best_chain_layout(width, shift, 4);
      unsigned low = 0;
      for (const ChainDigit& digit : layout.digits) {
        ASSERT_EQ(digit.low, low);
        ASSERT_LE(digit.bits, kMostDigitBits);
        low += digit.bits;
      }
      ASSERT_EQ(low, width - 1);
      ASSERT_EQ(layout.carry_digit.has_value(), shift > 0);
      if (shift > 0) {
        ASSERT_EQ(layout.digits[*layout.carry_digit].low, shift);
      }
      const std::size_t n = layout.digits.size();
      ASSERT_EQ(layout.sent_rows, n * (n + 1) / 2);
    }
  }
}

/// Corrections, sent bits and digits at usual widths and weights.
TEST(ChainLayout, Golden) {
  struct Golden {
    unsigned width, shift, weight;
    std::size_t corrected, sent, digits;
  };
  for (const Golden& golden :
       {Golden{22, 11, 2, 296, 36, 8}, Golden{22, 11, 4, 318, 28, 7},
        Golden{26, 13, 2, 412, 45, 9}, Golden{26, 13, 4, 432, 36, 8},
        Golden{32, 16, 2, 618, 66, 11}, Golden{32, 16, 4, 654, 55, 10}}) {
    const ChainLayout layout = best_chain_layout(golden.width, golden.shift, golden.weight);
    EXPECT_EQ(layout.corrected_rows, golden.corrected) << golden.width << ' ' << golden.weight;
    EXPECT_EQ(layout.sent_rows, golden.sent) << golden.width << ' ' << golden.weight;
    EXPECT_EQ(layout.digits.size(), golden.digits) << golden.width << ' ' << golden.weight;
  }
}

TEST(ChainLayout, RowsFollowEachOther) {
  const ChainLayout layout = make_chain_layout({3, 1, 2}, 3);
  ASSERT_EQ(layout.digits.size(), 3U);
  EXPECT_EQ(layout.digits[0].length, 3U);
  EXPECT_EQ(layout.digits[1].table, 8U * 3U);
  EXPECT_EQ(layout.digits[2].table, 8U * 3U + 2U * 2U * 2U);
  EXPECT_EQ(layout.table_rows, 8U * 3U + 2U * 2U * 2U + 4U * 2U * 1U);
  EXPECT_EQ(layout.corrected_rows, 8U * 3U + 1U * 2U * 2U + 3U * 2U * 1U);
  EXPECT_EQ(layout.first_rows, 2U * 2U + 2U * 1U);
  EXPECT_EQ(layout.carry_digit, 1U);
}

}  // namespace
}  // namespace medisc::test
