#include "ring/bit_slicing.hpp"

#include <random>

#include <gtest/gtest.h>

namespace medisc::test {
namespace {

class Slicing : public testing::TestWithParam<SimdTarget> {};

INSTANTIATE_TEST_SUITE_P(Targets, Slicing, testing::ValuesIn(supported_targets()),
                         [](const auto& target) { return name_of(target.param); });

TEST_P(Slicing, AgreesWithABitLoop) {
  std::mt19937 random(1);
  std::vector<std::uint32_t> values(64);
  for (std::uint32_t& value : values) value = static_cast<std::uint32_t>(random());
  for (unsigned width = 0; width <= 32; ++width) {
    // One row more than is asked for, which must stay as it is.
    std::vector<std::uint64_t> rows(width + 1, 77);
    bit_slicing(GetParam())(values.data(), width, rows.data());
    EXPECT_EQ(rows[width], 77U) << width;
    for (unsigned r = 0; r < width; ++r) {
      for (unsigned j = 0; j < 64; ++j) {
        ASSERT_EQ((rows[r] >> j) & 1, (values[j] >> r) & 1) << r << ", " << j;
      }
    }
  }
}

}  // namespace
}  // namespace medisc::test
