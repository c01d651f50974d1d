#include "ring/derivation.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "tests/ring/numbered_seed.hpp"

namespace medisc::test {
namespace {

Bytes stream(const Seed& seed, Purpose purpose, std::uint32_t step, std::size_t bytes) {
  std::vector<std::uint32_t> words((bytes + 3) / 4);
  expand_words<std::uint32_t>(seed, purpose, step, words, 32);
  const auto* first = reinterpret_cast<const std::uint8_t*>(words.data());
  return {first, first + bytes};
}

struct Golden {
  Purpose purpose;
  std::uint32_t step;
  Bytes bytes;
};

/// An agreement constant: dealer and parties of any version must expand alike. Computed apart
/// from this code: BLAKE2b with salt and personalisation for crypto_kdf, OpenSSL's ChaCha20.
TEST(Derivation, GoldenVectors) {
  const std::vector<Golden> golden{{Purpose::kInputMask,
                                    0,
                                    {0x3d, 0xa9, 0xd6, 0xbb, 0x5c, 0x30, 0xff, 0xa1, 0x53, 0x4d,
                                     0xc2, 0x29, 0xf8, 0x5c, 0xca, 0x74}},
                                   {Purpose::kInputMask,
                                    1,
                                    {0xca, 0xea, 0x17, 0x2e, 0x5d, 0x37, 0x7b, 0xe3, 0x33, 0xaa,
                                     0xb3, 0x1d, 0x18, 0xf9, 0x40, 0x7b}},
                                   {Purpose::kRevealMask,
                                    0,
                                    {0xdd, 0x54, 0xf8, 0xb7, 0xce, 0xb9, 0x49, 0xe5, 0x3d, 0x3c,
                                     0x22, 0x7f, 0xce, 0x10, 0x99, 0x90}},
                                   {Purpose::kSelectCarry,
                                    7,
                                    {0xef, 0xfb, 0x3a, 0x34, 0x69, 0x1d, 0xf5, 0x9d, 0x58, 0xea,
                                     0x40, 0xbc, 0x84, 0xe4, 0xd0, 0xe1}},
                                   {Purpose::kWireMask,
                                    0xffffffff,
                                    {0x5d, 0x9b, 0xad, 0x0b, 0x4e, 0x64, 0xc1, 0xa8, 0x03, 0x3a,
                                     0x08, 0xd2, 0xe6, 0xab, 0x51, 0xb0}}};
  for (const Golden& vector : golden) {
    EXPECT_EQ(stream(counting_seed(), vector.purpose, vector.step, 16), vector.bytes)
        << "purpose " << static_cast<int>(vector.purpose) << " step " << vector.step;
  }
}

template <class Word>
void expect_parts_of_the_whole() {
  std::vector<Word> whole(100);
  expand_words<Word>(counting_seed(), Purpose::kWeightMask, 3, whole, 23);
  for (const std::size_t first : {0U, 1U, 7U, 8U, 15U, 16U, 17U, 64U, 99U, 100U}) {
    for (std::size_t count = 0; first + count <= whole.size(); count += 9) {
      std::vector<Word> part(count);
      expand_words_from<Word>(counting_seed(), Purpose::kWeightMask, 3, first, std::span(part),
                              23);
      EXPECT_TRUE(std::ranges::equal(part, std::span(whole).subspan(first, count))) << first;
    }
  }
}

TEST(Derivation, PartsAreThoseOfTheWhole) {
  expect_parts_of_the_whole<std::uint32_t>();
  expect_parts_of_the_whole<std::uint64_t>();
}

TEST(Derivation, NoTwoStreamsAreAlike) {
  std::set<Bytes> streams;
  std::size_t count = 0;
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    for (const std::uint32_t step : {0U, 1U, 2U, 255U, 256U, 257U, 65536U, 0xffffffffU}) {
      for (int purpose = 1; purpose <= 20; ++purpose) {
        streams.insert(stream(numbered_seed(seed), static_cast<Purpose>(purpose), step, 16));
        ++count;
      }
    }
  }
  EXPECT_EQ(streams.size(), count);
}

template <class Word>
class ExpandWords : public testing::Test {};

using Rings = testing::Types<std::uint32_t, std::uint64_t>;
TYPED_TEST_SUITE(ExpandWords, Rings);

/// A ring's words are the stream's bytes, little-endian, reduced.
TYPED_TEST(ExpandWords, ReadTheStreamAndReduceIt) {
  using Word = TypeParam;
  constexpr std::size_t kCount = 70;
  const Bytes bytes = stream(numbered_seed(5), Purpose::kOutputShare, 9, kCount * sizeof(Word));
  for (unsigned width = 1; width <= kRingBits<Word>; ++width) {
    std::vector<Word> words(kCount);
    expand_words<Word>(numbered_seed(5), Purpose::kOutputShare, 9, words, width);
    for (std::size_t i = 0; i < kCount; ++i) {
      std::uint64_t expected = 0;
      for (std::size_t b = 0; b < sizeof(Word); ++b) {
        expected |= std::uint64_t{bytes[i * sizeof(Word) + b]} << (8 * b);
      }
      ASSERT_EQ(words[i], static_cast<Word>(expected) & width_mask<Word>(width)) << width;
    }
  }
}

/// Row r of n lanes is the stream's bytes from r * ceil(n / 8) on.
TEST(ExpandRows, ReadTheStreamRowByRow) {
  for (const std::size_t lanes : {1U, 8U, 9U, 63U, 64U, 65U, 130U}) {
    BitPlanes planes(5, lanes);
    expand_rows(numbered_seed(6), Purpose::kRevealMask, 2, 0, 5, planes, 0, lanes);
    const std::size_t row_bytes = (lanes + 7) / 8;
    const Bytes bytes = stream(numbered_seed(6), Purpose::kRevealMask, 2, 5 * row_bytes);
    for (std::size_t r = 0; r < planes.rows(); ++r) {
      for (std::size_t j = 0; j < lanes; ++j) {
        ASSERT_EQ(bit_of(planes.row(r), j), (bytes[r * row_bytes + j / 8] >> (j % 8)) & 1u);
      }
    }
  }
}

TEST(ExpandRows, AtAnOffsetAreThoseAtZero) {
  for (const std::size_t lanes : {1U, 7U, 64U, 65U, 100U}) {
    BitPlanes alone(3, lanes);
    expand_rows(numbered_seed(7), Purpose::kWireMask, 1, 0, 3, alone, 0, lanes);
    for (const std::size_t offset : {0U, 1U, 8U, 63U, 64U, 65U, 127U, 128U, 200U}) {
      BitPlanes batch(3, offset + lanes + 3);
      expand_rows(numbered_seed(7), Purpose::kWireMask, 1, 0, 3, batch, offset, lanes);
      for (std::size_t r = 0; r < 3; ++r) {
        for (std::size_t j = 0; j < batch.lanes(); ++j) {
          const bool inside = j >= offset && j < offset + lanes;
          ASSERT_EQ(bit_of(batch.row(r), j), inside ? bit_of(alone.row(r), j - offset) : 0)
              << "lane " << j << " of " << lanes << " at " << offset;
        }
      }
    }
  }
}

/// Whether rows and lanes are whole blocks of the stream or not.
TEST(ExpandRows, InPartsAreThoseOfTheWhole) {
  constexpr std::size_t kRows = 7;
  for (const std::size_t lanes : {1500U, 1536U, 4096U}) {
    BitPlanes whole(kRows, lanes);
    expand_rows(numbered_seed(8), Purpose::kTableMask, 5, 0, kRows, whole, 0, lanes);
    BitPlanes parts(kRows, lanes);
    for (const auto& [first, count] : {std::pair{4U, 3U}, {0U, 1U}, {1U, 3U}}) {
      expand_rows(numbered_seed(8), Purpose::kTableMask, 5, first, count, parts, 0, lanes);
    }
    for (const std::size_t first : {0U, 512U, 1024U}) {
      BitPlanes slice(kRows, lanes - first);
      expand_lanes_from(numbered_seed(8), Purpose::kTableMask, 5, lanes, first, slice);
      for (std::size_t r = 0; r < kRows; ++r) {
        for (std::size_t j = 0; j < slice.lanes(); ++j) {
          ASSERT_EQ(bit_of(slice.row(r), j), bit_of(whole.row(r), first + j)) << lanes;
          ASSERT_EQ(bit_of(parts.row(r), j), bit_of(whole.row(r), j)) << lanes;
        }
      }
    }
  }
}

}  // namespace
}  // namespace medisc::test
