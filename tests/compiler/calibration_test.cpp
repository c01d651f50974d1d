#include "compiler/calibration.hpp"

#include <cmath>

#include <gmock/gmock.h>

#include "compiler/planner.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

/// Proven: 2^10 times the record; seen: a difference near zero.
Network difference() {
  return Network{
      2,
      {{"a", Dense{2, 1, {1024, -1024}, {0}}}, {"r", relu(1)}, {"b", Dense{1, 1, {1}, {0}}}}};
}

TEST(Calibration, LargestOfEachTensor) {
  const std::vector<double> records{1, 1, -3, -3.5, 2, 2.25};
  EXPECT_THAT(observe(difference(), records), testing::ElementsAre(3.5, 512, 512, 512));
}

TEST(Calibration, CutsWidthsWithAMargin) {
  PlanOptions options;
  options.input_bits = 12;
  options.weight_bits = 9;
  const auto proven = compile(difference(), options);
  options.observed = {16, 8, 8, 8};
  options.margin_bits = 1;
  const auto calibrated = compile(difference(), options);
  ASSERT_TRUE(proven && calibrated);
  EXPECT_DOUBLE_EQ(calibrated->report[0].bound, std::ldexp(16, calibrated->report[0].scale));
  EXPECT_LT(calibrated->report[0].width + 8, proven->report[0].width);
}

TEST(Calibration, WhatIsProvenToBeSmallerStays) {
  PlanOptions options;
  const auto proven = compile(difference(), options);
  options.observed = {1e9, 1e9, 1e9, 1e9};
  EXPECT_EQ(compile(difference(), options)->plan, proven->plan);
}

TEST(Calibration, OfAnotherNetwork) {
  PlanOptions options;
  options.observed = {1, 2};
  EXPECT_THAT(compile(difference(), options), Refused(ErrorCode::kBadInput, "another network"));
}

}  // namespace
}  // namespace medisc
