#include "ring/tile_kernel.hpp"

#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace medisc::test {
namespace {

/// Every kernel of every target that this machine has.
class TileKernel : public testing::TestWithParam<SimdTarget> {};

INSTANTIATE_TEST_SUITE_P(Targets, TileKernel, testing::ValuesIn(supported_targets()),
                         [](const auto& target) { return name_of(target.param); });

constexpr std::size_t kDepths[] = {1, 2, 7, 128};
constexpr std::size_t kRowCounts[] = {1, 2, 4, 8};

/// Random cells, every fourth an extreme one.
template <class Cell>
std::vector<Cell> cells(std::size_t count, std::mt19937_64& random) {
  static constexpr std::uint64_t kExtremes[] = {
      0, 1, ~0ULL, 1ULL << 63, 0x80008000, 0x7fff7fff, 0x8000, 0xffff8000, 0xffffffff};
  std::vector<Cell> result(count);
  for (Cell& cell : result) {
    const std::uint64_t bits = random();
    cell = static_cast<Cell>(bits % 4 == 0 ? kExtremes[bits / 4 % std::size(kExtremes)] : bits);
  }
  return result;
}

template <class Cell, class Multiply>
void expect_sums(medisc::TileKernel<Cell> kernel, Multiply multiply) {
  std::mt19937_64 random(5);
  constexpr std::size_t kLanes = kTileLanes<Cell>;
  for (const std::size_t depth : kDepths) {
    for (const std::size_t row_count : kRowCounts) {
      const auto rows = cells<Cell>(depth * row_count, random);
      const auto lanes = cells<Cell>(depth * kLanes, random);
      auto sums = cells<Cell>(row_count * kLanes, random);
      auto expected = sums;
      for (std::size_t i = 0; i < expected.size(); ++i) {
        for (std::size_t k = 0; k < depth; ++k) {
          expected[i] +=
              multiply(rows[k * row_count + i / kLanes], lanes[k * kLanes + i % kLanes]);
        }
      }
      kernel(rows.data(), lanes.data(), depth, row_count, sums.data());
      ASSERT_EQ(sums, expected) << "depth " << depth << ", rows " << row_count;
    }
  }
}

TEST_P(TileKernel, Words32) {
  expect_sums<std::uint32_t>(tile_kernels(GetParam()).words32,
                             [](std::uint32_t a, std::uint32_t b) { return a * b; });
}

TEST_P(TileKernel, Words64) {
  expect_sums<std::uint64_t>(tile_kernels(GetParam()).words64,
                             [](std::uint64_t a, std::uint64_t b) { return a * b; });
}

TEST_P(TileKernel, PairsOfSignedHalves) {
  const auto half = [](std::uint32_t cell, unsigned shift) {
    return std::int64_t{static_cast<std::int16_t>(cell >> shift)};
  };
  expect_sums<std::uint32_t>(
      tile_kernels(GetParam()).pairs, [&](std::uint32_t a, std::uint32_t b) {
        return static_cast<std::uint32_t>(half(a, 0) * half(b, 0) + half(a, 16) * half(b, 16));
      });
}

TEST(TileRows, ArePaddedToWhatKernelsTake) {
  const std::size_t expected[] = {1, 2, 4, 4, 8, 8, 8, 8};
  for (std::size_t rows = 1; rows <= 8; ++rows) {
    EXPECT_EQ(tile_row_count(rows), expected[rows - 1]) << rows;
  }
}

TEST(SimdTargets, StartWithThePortableOne) {
  ASSERT_FALSE(supported_targets().empty());
  EXPECT_EQ(supported_targets().front(), SimdTarget::kPortable);
  EXPECT_EQ(best_target(), supported_targets().back());
}

}  // namespace
}  // namespace medisc::test
