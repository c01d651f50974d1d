#include "imaging/window.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace medisc {
namespace {

TEST(Window, LinearAsTheStandardsExamplesHaveIt) {
  // PS3.3, C.11.2.1.2: c = 2048, w = 4096 and c = 2048, w = 1, by hand.
  EXPECT_EQ(windowed(0, {2048, 4096}, WindowFunction::kLinear), 0);
  EXPECT_EQ(windowed(4095, {2048, 4096}, WindowFunction::kLinear), 1);
  EXPECT_DOUBLE_EQ(windowed(2047.5, {2048, 4096}, WindowFunction::kLinear), 0.5);
  EXPECT_EQ(windowed(2047, {2048, 1}, WindowFunction::kLinear), 0);
  EXPECT_EQ(windowed(2048, {2048, 1}, WindowFunction::kLinear), 1);
  EXPECT_DOUBLE_EQ(windowed(1, {0, 100}, WindowFunction::kLinear), 1.5 / 99 + 0.5);
}

TEST(Window, LinearExact) {
  EXPECT_EQ(windowed(-50, {0, 100}, WindowFunction::kLinearExact), 0);
  EXPECT_EQ(windowed(25, {0, 100}, WindowFunction::kLinearExact), 0.75);
  EXPECT_EQ(windowed(51, {0, 100}, WindowFunction::kLinearExact), 1);
  EXPECT_EQ(windowed(0.25, {0, 0.5}, WindowFunction::kLinearExact), 1);
}

TEST(Window, Sigmoid) {
  EXPECT_EQ(windowed(40, {40, 10}, WindowFunction::kSigmoid), 0.5);
  EXPECT_DOUBLE_EQ(windowed(45, {40, 10}, WindowFunction::kSigmoid), 1 / (1 + std::exp(-2)));
  EXPECT_EQ(windowed(-1e300, {40, 10}, WindowFunction::kSigmoid), 0);
}

}  // namespace
}  // namespace medisc
