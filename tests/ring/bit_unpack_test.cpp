#include "ring/bit_unpack.hpp"

#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "ring/word.hpp"

namespace medisc {
namespace {

/// The definition, bit by bit.
std::uint32_t value_at(const std::vector<std::uint8_t>& bytes, std::size_t position,
                       unsigned bits) {
  std::uint32_t value = 0;
  for (unsigned b = 0; b < bits; ++b) {
    const std::size_t at = position + b;
    value |= static_cast<std::uint32_t>(bytes[at / 8] >> (at % 8) & 1U) << b;
  }
  return value;
}

TEST(BitUnpack, WhatItReadsIsThereAtEveryWidthAndPosition) {
  std::mt19937 random(1);
  for (const SimdTarget target : supported_targets()) {
    for (unsigned bits = 1; bits <= 32; ++bits) {
      for (std::size_t position = 0; position < 24; ++position) {
        constexpr std::size_t kCount = 43;
        // Just as long as it must be: a read beyond it is one outside of the vector.
        std::vector<std::uint8_t> bytes((position + kCount * bits + 7) / 8);
        for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
        std::vector<std::uint32_t> values(kCount, 7);
        const std::size_t done = unpack(bytes, position, bits, values, target);
        ASSERT_LE(done, kCount);
        for (std::size_t i = 0; i < kCount; ++i) {
          const std::uint32_t expected =
              i < done ? value_at(bytes, position + i * bits, bits) : 7;
          ASSERT_EQ(values[i], expected)
              << name_of(target) << ", " << bits << " bits from " << position << ", " << i;
        }
      }
    }
  }
}

/// Else the plain loop would do all, and nobody would notice.
TEST(BitUnpack, ReadsMostOfWhatLayersSend) {
  if (best_target() == SimdTarget::kPortable) GTEST_SKIP() << "no vectors on this machine";
  for (const unsigned bits : {8U, 15U, 18U, 20U, 22U, 24U, 26U, 28U, 32U}) {
    const std::vector<std::uint8_t> bytes(std::size_t{4096} * bits / 8);
    std::vector<std::uint32_t> values(4096);
    EXPECT_GE(unpack(bytes, 0, bits, values), 4080U) << bits;
  }
}

}  // namespace
}  // namespace medisc
