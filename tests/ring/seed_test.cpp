#include "ring/seed.hpp"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "tests/ring/numbered_seed.hpp"

namespace medisc::test {
namespace {

bool equal(const Seed& a, const Seed& b) {
  return std::equal(a.bytes().begin(), a.bytes().end(), b.bytes().begin());
}

TEST(Seed, HoldsItsBytes) {
  const Seed seed = counting_seed();
  for (std::size_t i = 0; i < Seed::kBytes; ++i) EXPECT_EQ(seed.bytes()[i], i);
  const Seed copy = seed;
  EXPECT_TRUE(equal(copy, seed));
  EXPECT_FALSE(equal(Seed(), seed));
}

TEST(Seed, RandomOnesDiffer) {
  EXPECT_FALSE(equal(Seed::random(), Seed::random()));
  EXPECT_FALSE(equal(Seed::random(), Seed()));
}

TEST(Seed, IsWipedWhenItGoes) {
  alignas(Seed) std::array<std::uint8_t, sizeof(Seed)> memory{};
  auto* const seed = new (memory.data()) Seed(counting_seed());
  ASSERT_EQ(memory[1], 1);
  seed->~Seed();
  EXPECT_EQ(std::count(memory.begin(), memory.end(), 0), Seed::kBytes);
}

TEST(Wipe, Zeroes) {
  std::vector<std::uint8_t> bytes(100, 7);
  wipe(std::span(bytes).first(99));
  EXPECT_EQ(std::count(bytes.begin(), bytes.end(), 0), 99);
  EXPECT_EQ(bytes.back(), 7);
  wipe({});
}

}  // namespace
}  // namespace medisc::test
