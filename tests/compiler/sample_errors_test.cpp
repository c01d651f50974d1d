#include "compiler/sample_errors.hpp"

#include <gtest/gtest.h>

namespace medisc {
namespace {

using Values = std::vector<double>;

Fidelity errors(const MeasuredTask& task, const Values& expected, const Values& actual,
                std::size_t outputs) {
  Fidelity fidelity;
  fill_errors(fidelity, task, expected, actual, outputs);
  return fidelity;
}

TEST(SampleErrors, AreSharesOfTheWidestSpread) {
  // The first result spreads over 4, the second over 1, around a number that tells nothing.
  const auto found = errors({}, {0, 100, 4, 101}, {0.4, 100, 4, 101.2}, 2);
  EXPECT_NEAR(found.largest, 0.1, 1e-9);
  EXPECT_NEAR(found.p99, 0.1, 1e-9);
  EXPECT_NEAR(found.median, 0.05, 1e-9);
}

TEST(SampleErrors, ANumberHasItsOwnSpread) {
  const auto found = errors({TaskKind::kNumber}, {0, 100, 4, 101}, {0.4, 100, 4, 101.2}, 2);
  EXPECT_NEAR(found.largest, 0.2, 1e-9);
  EXPECT_EQ(found.agreement, 1);
}

TEST(SampleErrors, LabelsAgreeByTheLargest) {
  const auto found = errors({}, {1, 2, 3, 1}, {2, 1, 3, 1}, 2);
  EXPECT_EQ(found.agreement, 0.5);
}

TEST(SampleErrors, FindingsAgreeOneByOne) {
  const auto found = errors({TaskKind::kFindings}, {1, -1, 2, -2}, {1, 1, 2, -2}, 2);
  EXPECT_EQ(found.agreement, 0.75);
}

TEST(SampleErrors, OneLogitAgreesByItsSign) {
  EXPECT_EQ(errors({TaskKind::kBinary}, {1, -1}, {0.5, 0.5}, 1).agreement, 0.5);
}

TEST(SampleErrors, AMapAgreesPixelByPixel) {
  // Two classes of three pixels.
  const auto found = errors({TaskKind::kMap, 3}, {0, 1, 0, 1, 0, 1}, {0, 1, 2, 1, 0, 1}, 6);
  EXPECT_NEAR(found.agreement, 2.0 / 3, 1e-9);
}

TEST(SampleErrors, OneRecordAloneIsMeasuredByItsResults) {
  const auto found = errors({}, {4, -2}, {4.4, -2}, 2);
  EXPECT_NEAR(found.largest, 0.1, 1e-9);
}

}  // namespace
}  // namespace medisc
