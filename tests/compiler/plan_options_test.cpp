#include "compiler/plan_options.hpp"

#include <cmath>

#include <gmock/gmock.h>

#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

constexpr auto kUsage = ErrorCode::kUsage;
constexpr auto kBadInput = ErrorCode::kBadInput;

TEST(PlanOptions, DefaultsPass) {
  EXPECT_TRUE(check_options(PlanOptions{}, 30, 2).has_value());
}

TEST(PlanOptions, RingAndBits) {
  const auto check = [](auto change) {
    PlanOptions options;
    change(options);
    return check_options(options, 3, 2);
  };
  EXPECT_THAT(check([](auto& o) { o.ring_bits = 24; }), Refused(kUsage, "ring_bits is 24"));
  EXPECT_THAT(check([](auto& o) { o.input_bits = 0; }), Refused(kUsage, "input_bits is 0"));
  EXPECT_THAT(check([](auto& o) { o.input_bits = 32; }), Refused(kUsage, "expected 1 to 31"));
  EXPECT_THAT(check([](auto& o) { o.weight_bits = 25; }), Refused(kUsage, "weight_bits is 25"));
  EXPECT_THAT(check([](auto& o) { o.activation_bits = 31; }),
              Refused(kUsage, "activation_bits is 31"));
}

TEST(PlanOptions, RangesAndLabels) {
  const auto check = [](std::vector<double> ranges, std::vector<std::string> labels) {
    PlanOptions options;
    options.ranges = std::move(ranges);
    options.manifest = plain_manifest(3, 2, std::move(labels));
    return check_options(options, 3, 2);
  };
  EXPECT_TRUE(check({1, 2, 3}, {"no", "yes"}).has_value());
  EXPECT_THAT(check({1, 2}, {}), Refused(kBadInput, "2 input ranges"));
  EXPECT_THAT(check({}, {}), Refused(kBadInput, "0 input ranges"));
  for (const double bad : {0.0, -1.0, std::nan(""), double{INFINITY}, 1e30, 1e-30}) {
    EXPECT_THAT(check({1, bad, 1}, {}), Refused(kBadInput, "input range 2"));
  }
  EXPECT_THAT(check({1}, {"one"}), Refused(kBadInput, "labels has 1 entries"));
}

TEST(PlanOptions, RangesRoundUpToPowersOfTwo) {
  PlanOptions options;
  options.ranges = {1, 1.01, 0.5, 100, 0x1p-62, 0x1p62};
  EXPECT_THAT(encoding_of(options, 6).range_log2, testing::ElementsAre(0, 1, -1, 7, -62, 62));
}

}  // namespace
}  // namespace medisc
