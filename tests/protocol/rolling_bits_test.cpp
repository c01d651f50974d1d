#include "protocol/rolling_bits.hpp"

#include <random>

#include <gtest/gtest.h>

namespace medisc::test {
namespace {

/// Bytes that came, whatever was dropped, and however room was made.
TEST(RollingBits, WhatIsHereIsWhatCame) {
  std::mt19937 random(7);
  for (const std::size_t most : {3U, 100U, 5000U}) {
    RollingBits bits;
    Bytes all;
    std::size_t begin = 0;  // bit of the first that is kept
    for (int round = 0; round < 200; ++round) {
      const std::size_t count = random() % most;
      if (random() % 2 == 0) bits.reserve(random() % most);
      const std::span<std::uint8_t> place = bits.append(count);
      for (std::uint8_t& byte : place) {
        byte = static_cast<std::uint8_t>(random());
        all.push_back(byte);
      }
      ASSERT_EQ(bits.end(), 8 * all.size());
      if (random() % 2 == 0) {
        begin += random() % (bits.end() - begin + 1);
        bits.drop_before(begin);
      }
      BitReader kept = bits.at(begin);
      BitReader expected(all);
      expected.seek(begin);
      const std::size_t lanes = bits.end() - begin;
      ASSERT_EQ(kept.left(), lanes);
      std::vector<std::uint64_t> row(BitPlanes::words_for(lanes));
      std::vector<std::uint64_t> should(row.size());
      kept.lanes(row, lanes);
      expected.lanes(should, lanes);
      ASSERT_EQ(row, should) << "round " << round;
    }
  }
}

/// Memory of a wide gate is given back, and asked for again; what is left stays.
TEST(RollingBits, AfterMuchWasDroppedTheRestIsHere) {
  constexpr std::size_t kMuch = std::size_t{40} << 20;
  constexpr std::size_t kRest = 5;
  RollingBits bits;
  for (std::size_t round = 1; round <= 2; ++round) {
    const std::span<std::uint8_t> place = bits.append(kMuch);
    for (std::size_t i = 0; i < kRest; ++i) {
      place[kMuch - kRest + i] = static_cast<std::uint8_t>(10 * round + i);
    }
    bits.drop_before(8 * (round * kMuch - kRest));
    ASSERT_EQ(bits.end(), 8 * round * kMuch);
    BitReader reader = bits.at(8 * (round * kMuch - kRest));
    ASSERT_EQ(reader.left(), 8 * kRest);
    std::vector<std::uint32_t> bytes(kRest);
    reader.words<std::uint32_t>(bytes, 8);
    for (std::size_t i = 0; i < kRest; ++i) EXPECT_EQ(bytes[i], 10 * round + i);
  }
}

}  // namespace
}  // namespace medisc::test
