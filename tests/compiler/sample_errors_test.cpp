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
  EXPECT_EQ(found.pooled, 0.75);
  EXPECT_EQ(found.agreement, 0.5) << "of the second";
  EXPECT_EQ(found.worst_agreement, 1U);
  EXPECT_EQ(found.unlike, 1U);
  EXPECT_EQ(found.all_alike, 0.5);
}

TEST(SampleErrors, AFindingHasItsOwnSpread) {
  // Between -100 and 100, between -5 and 5, and hardly at all: that one is measured by 4.
  const auto found = errors({TaskKind::kFindings}, {-100, -5, 8, 100, 5, 8.01},
                            {-100, -5, 8, 100, 4, 8.41}, 3);
  EXPECT_NEAR(found.largest, 0.1, 1e-9);
  EXPECT_NEAR(found.p99, 0.1, 1e-9);
  EXPECT_EQ(
      errors({TaskKind::kFindings}, {-100, -5, 8, 100, 5, 8.01}, {-100, -5, 8, 100, 5, 8.81}, 3)
          .worst_error,
      2U);
}

TEST(SampleErrors, OneRareErrorOfManyNumbersCounts) {
  Values expected;
  for (int record = 0; record < 2; ++record) {
    for (int i = 0; i < 200; ++i) expected.push_back(record);
  }
  Values actual = expected;
  actual[7] = 0.5;
  const auto found = errors({TaskKind::kNumber}, expected, actual, 200);
  EXPECT_NEAR(found.p99, 0.5, 1e-9);
  EXPECT_EQ(found.worst_error, 7U);
}

TEST(SampleErrors, ANumberOfASmallSpreadIsMeasuredByIt) {
  const auto found = errors({TaskKind::kNumber}, {0, 0, 1e9, 1}, {0, 0.25, 1e9, 1}, 2);
  EXPECT_NEAR(found.p99, 0.25, 1e-9);
  // One that never changes is measured by its value.
  EXPECT_NEAR(errors({TaskKind::kNumber}, {0, 5, 10, 5}, {0, 5.5, 10, 5}, 2).p99, 0.1, 1e-9);
  EXPECT_NEAR(errors({TaskKind::kNumber}, {0, 0, 10, 0}, {0, 0.5, 10, 0}, 2).p99, 0.05, 1e-9);
}

TEST(SampleErrors, AFeatureThatOutweighsTheOthersIsNamed) {
  Fidelity fidelity;
  fidelity.agreement = fidelity.pooled = 0.5;
  fidelity.heaviest = {3, 5000};
  const auto found = meets(fidelity, {});
  ASSERT_FALSE(found.has_value());
  EXPECT_NE(found.error().context.find("feature 4 weighs 5000 times"), std::string::npos);
  EXPECT_NE(found.error().hint.find("public_normalisation = true"), std::string::npos);
}

TEST(SampleErrors, OfFewSamplesOneRecordOfAFindingMayDiffer) {
  Fidelity fidelity;
  fidelity.agreement = 0.975;
  fidelity.unlike = 1;
  EXPECT_FALSE(agrees(fidelity, {}));
  fidelity.worst_agreement = 3;
  EXPECT_TRUE(agrees(fidelity, {}));
  fidelity.pooled = 0.98;
  EXPECT_FALSE(agrees(fidelity, {}));
  fidelity.pooled = 1;
  fidelity.unlike = 2;
  EXPECT_FALSE(agrees(fidelity, {}));
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
