#include "ring/word.hpp"

#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace medisc::test {
namespace {

template <class Word>
class RingWords : public testing::Test {};

using Rings = testing::Types<std::uint32_t, std::uint64_t>;
TYPED_TEST_SUITE(RingWords, Rings);

TYPED_TEST(RingWords, MaskHasTheLowBits) {
  using Word = TypeParam;
  Word expected = 0;
  for (unsigned width = 0; width <= kRingBits<Word>; ++width) {
    EXPECT_EQ(width_mask<Word>(width), expected) << width;
    expected = static_cast<Word>(expected * 2 + 1);
  }
}

TYPED_TEST(RingWords, SignedEdgesOfEveryWidth) {
  using Word = TypeParam;
  for (unsigned width = 1; width <= kRingBits<Word>; ++width) {
    const std::uint64_t half = std::uint64_t{1} << (width - 1);
    const auto lowest = static_cast<std::int64_t>(-half);
    EXPECT_EQ(to_signed<Word>(0, width), 0);
    EXPECT_EQ(to_signed<Word>(static_cast<Word>(half), width), lowest) << width;
    EXPECT_EQ(to_signed<Word>(static_cast<Word>(half - 1), width), -(lowest + 1)) << width;
    EXPECT_EQ(to_signed<Word>(static_cast<Word>(~Word{0}), width), -1) << width;
  }
}

TYPED_TEST(RingWords, BitsAboveTheWidthDoNotCount) {
  using Word = TypeParam;
  for (unsigned width = 1; width < kRingBits<Word>; ++width) {
    const auto above = static_cast<Word>(~width_mask<Word>(width));
    for (const unsigned value : {0U, 1U, 5U}) {
      const auto word = static_cast<Word>(value & width_mask<Word>(width));
      EXPECT_EQ(to_signed<Word>(static_cast<Word>(word | above), width),
                to_signed<Word>(word, width))
          << width;
    }
  }
}

RC_GTEST_PROP(RingWord, SignedValuesComeBack, ()) {
  const auto width = *rc::gen::inRange(1u, 65u);
  const auto wide = *rc::gen::arbitrary<std::int64_t>();
  const std::int64_t value = to_signed<std::uint64_t>(to_word<std::uint64_t>(wide), width);
  RC_ASSERT(to_signed<std::uint64_t>(to_word<std::uint64_t>(value), width) == value);
  if (width <= 32) RC_ASSERT(to_signed(to_word<std::uint32_t>(value), width) == value);
}

TEST(RingWord, RingOfEachSize) {
  for (const unsigned bits : {32U, 64U}) {
    EXPECT_EQ(with_ring(bits, []<RingWord Word>() { return kRingBits<Word>; }), bits);
  }
}

}  // namespace
}  // namespace medisc::test
