#include "cli/peak_memory.hpp"

#include <cstddef>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

namespace medisc {
namespace {

constexpr std::size_t kBlock = 64u << 20;

TEST(PeakMemory, CountsWhatWasTouchedOnce) {
  restart_peak_memory();
  const std::uint64_t before = peak_memory();
  ASSERT_GT(before, 0U);
  { std::vector<char> block(kBlock, 1); }
  EXPECT_GE(peak_memory(), before + kBlock / 2);
  EXPECT_EQ(peak_memory(std::to_string(::getpid())), peak_memory());
}

TEST(PeakMemory, OfNoProcessIsNothing) {
  EXPECT_EQ(peak_memory("-1"), 0U);
}

}  // namespace
}  // namespace medisc
