#include "ring/bit_planes.hpp"

#include <random>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace medisc::test {
namespace {

std::vector<std::uint64_t> random_words(std::size_t count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::uint64_t> words(count);
  for (std::uint64_t& word : words) word = random();
  return words;
}

template <class Word>
class Decompose : public testing::Test {};

using Rings = testing::Types<std::uint32_t, std::uint64_t>;
TYPED_TEST_SUITE(Decompose, Rings);

TYPED_TEST(Decompose, AgreesWithABitLoop) {
  using Word = TypeParam;
  std::mt19937_64 random(1);
  for (const std::size_t lanes : {0U, 1U, 63U, 64U, 65U, 128U, 200U}) {
    std::vector<Word> words(lanes);
    for (Word& word : words) word = static_cast<Word>(random());
    for (unsigned width = 1; width <= kRingBits<Word>; ++width) {
      for (const SimdTarget target : supported_targets()) {
        const BitPlanes planes = decompose<Word>(words, width, target);
        ASSERT_EQ(planes.rows(), width);
        ASSERT_EQ(planes.lanes(), lanes);
        for (unsigned r = 0; r < width; ++r) {
          for (std::size_t j = 0; j < lanes; ++j) {
            ASSERT_EQ(bit_of(planes.row(r), j), (words[j] >> r) & 1) << r << ", " << j;
          }
        }
      }
    }
  }
}

TEST(BitPlanes, StartZeroInWholeWords) {
  const BitPlanes planes(3, 65);
  EXPECT_EQ(planes.words_per_row(), 2U);
  for (std::size_t r = 0; r < planes.rows(); ++r) {
    for (const std::uint64_t word : planes.row(r)) EXPECT_EQ(word, 0U);
  }
  EXPECT_EQ(BitPlanes::words_for(0), 0U);
  EXPECT_EQ(BitPlanes::words_for(64), 1U);
}

TEST(PlaceLanes, AtEveryOffset) {
  const std::vector<std::uint64_t> from = random_words(3, 2);
  for (const std::size_t count : {0U, 1U, 2U, 31U, 63U, 64U, 65U, 127U, 128U, 129U, 130U}) {
    for (std::size_t offset = 0; offset <= 130; ++offset) {
      // No word of room beyond the last lane: writing past it would be caught by ASan.
      std::vector<std::uint64_t> to(BitPlanes::words_for(offset + count));
      place_lanes(to, offset, from, count);
      for (std::size_t lane = 0; lane < to.size() * 64; ++lane) {
        const bool inside = lane >= offset && lane < offset + count;
        ASSERT_EQ(bit_of(to, lane), inside ? bit_of(from, lane - offset) : 0)
            << "lane " << lane << " of " << count << " at " << offset;
      }
    }
  }
}

RC_GTEST_PROP(PlaceLanes, PartsMakeTheWhole, ()) {
  const auto sizes =
      *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, 100));
  std::size_t lanes = 0;
  for (const std::size_t size : sizes) lanes += size;
  std::vector<std::uint64_t> whole(BitPlanes::words_for(lanes));
  std::vector<std::uint64_t> expected;
  std::size_t offset = 0;
  for (std::size_t part = 0; part < sizes.size(); ++part) {
    const std::vector<std::uint64_t> from = random_words(2, part);
    place_lanes(whole, offset, from, sizes[part]);
    for (std::size_t j = 0; j < sizes[part]; ++j) expected.push_back(bit_of(from, j));
    offset += sizes[part];
  }
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    RC_ASSERT(bit_of(whole, lane) == expected[lane]);
  }
}

}  // namespace
}  // namespace medisc::test
