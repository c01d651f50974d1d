#include "plan/input_encoding.hpp"

#include <cmath>

#include <gmock/gmock.h>

#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::Pointwise;

TEST(InputEncoding, RoundsAtTheScaleOfEachFeature) {
  const InputEncoding encoding{4, 8, {4, 0, -2, 10}};
  EXPECT_THAT(*encode(encoding, std::vector<double>{1.53, -0.5, 0.25, -1024}),
              ElementsAre(24, -128, 256, -256));
}

TEST(InputEncoding, OneRangeForAll) {
  const InputEncoding encoding{2, 4, {1}};
  EXPECT_THAT(*encode(encoding, std::vector<double>{2, -0.0625}), ElementsAre(16, -1));
}

TEST(InputEncoding, NormalisesRunsOfFeaturesFirst) {
  const InputEncoding encoding{4, 4, {1}, {10, -1}, {0.5, -4}};
  EXPECT_THAT(*encode(encoding, std::vector<double>{12, 9, -1.25, -0.5}),
              ElementsAre(8, -4, 8, -16));
  EXPECT_THAT(
      encode(encoding, std::vector<double>{12, 14.5, -1, -1}),
      Refused(ErrorCode::kBadInput, "column 2 is out of range: x must lie from 6 to 14"));
  EXPECT_THAT(
      encode(encoding, std::vector<double>{12, 9, 0, -1}),
      Refused(ErrorCode::kBadInput, "column 3 is out of range: x must lie from -1.5 to -0.5"));
}

TEST(InputEncoding, RefusesWithoutShowingTheValue) {
  const InputEncoding encoding{3, 8, {4}};
  EXPECT_THAT(encode(encoding, std::vector<double>{1, 2}),
              Refused(ErrorCode::kBadInput, "2 values; expected 3"));
  EXPECT_THAT(encode(encoding, std::vector<double>{1, std::nan(""), 3}),
              Refused(ErrorCode::kBadInput, "column 2 is not a number"));
  EXPECT_THAT(encode(encoding, std::vector<double>{1, 2, -INFINITY}),
              Refused(ErrorCode::kBadInput, "column 3 is not a number"));
  const auto far = encode(encoding, std::vector<double>{1, 2, 16.0625});
  EXPECT_THAT(
      far, Refused(ErrorCode::kBadInput, "column 3 is out of range: |x| must be at most 16"));
  EXPECT_EQ(render(far.error()).find("16.06"), std::string::npos);
}

TEST(InputEncoding, DecodesAtTheOutputScale) {
  Plan plan;
  plan.steps.push_back({"a", 3, DenseStep{1, 2, 8}});
  EXPECT_THAT(decode_logits(plan, std::vector<std::int64_t>{8, -12}), ElementsAre(1, -1.5));
  plan.steps.back().scale = -2;
  EXPECT_THAT(decode_logits(plan, std::vector<std::int64_t>{3}), ElementsAre(12));
}

TEST(InputEncoding, Probabilities) {
  EXPECT_THAT(probabilities(std::vector<double>{0, std::log(3.0)}),
              Pointwise(DoubleNear(1e-12), {0.25, 0.75}));
  EXPECT_THAT(probabilities(std::vector<double>{1e6, -1e6}), ElementsAre(1, 0));
  EXPECT_THAT(probabilities(std::vector<double>{std::log(4.0)}),
              Pointwise(DoubleNear(1e-12), {0.8}));
  EXPECT_TRUE(probabilities({}).empty());
}

TEST(InputEncoding, RangesLeaveOneBitOfMargin) {
  const std::vector<double> records{1, -3,  0, 0.1,  //
                                    2, 0.5, 0, 0.125};
  EXPECT_THAT(ranges_of(records, 4), ElementsAre(4, 8, 1, 0.25));
}

}  // namespace
}  // namespace medisc
