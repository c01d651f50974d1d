#include "compiler/quantise.hpp"

#include <gmock/gmock.h>

#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

using testing::ElementsAre;

TEST(Quantise, ScalesFeatures) {
  Dense dense{2, 2, {1, 2, 3, 4}, {5, 6}};
  const std::int32_t each[] = {3, -1};
  ASSERT_TRUE(scale_features(dense, each).has_value());
  EXPECT_THAT(dense.matrix, ElementsAre(8, 1, 24, 2));
  EXPECT_THAT(dense.bias, ElementsAre(5, 6));
  const std::int32_t all[] = {1};
  ASSERT_TRUE(scale_features(dense, all).has_value());
  EXPECT_THAT(dense.matrix, ElementsAre(16, 2, 48, 4));
}

TEST(Quantise, ScalesChannelsOfAConvolution) {
  // 2 channels of 1 x 2 to 2 channels, 1 x 1, in 1 group and in 2.
  const Image image{2, 1, 2};
  Conv conv{image, image, Window{}, 1, {1, 2, 3, 4}, {5, 6}};
  const std::int32_t each[] = {3, 3, -1, -1};
  ASSERT_TRUE(scale_features(conv, each).has_value());
  EXPECT_THAT(conv.matrix, ElementsAre(8, 1, 24, 2));
  Conv grouped{image, image, Window{}, 2, {1, 2}, {5, 6}};
  ASSERT_TRUE(scale_features(grouped, each).has_value());
  EXPECT_THAT(grouped.matrix, ElementsAre(8, 1));
  const std::int32_t mixed[] = {3, 2, -1, -1};
  EXPECT_THAT(scale_features(conv, mixed),
              Refused(ErrorCode::kUnsupported, "within a channel"));
}

/// At 8 bits of weight, for inputs of 12 bits.
std::int32_t scale_of(const Dense& dense) {
  return weight_scale(weights_of(dense), largest_magnitude(dense.matrix), 8, 12, 12);
}

TEST(Quantise, LargestWeightFillsItsBits) {
  EXPECT_EQ(scale_of(Dense{1, 1, {1.0}, {0}}), 8);
  EXPECT_EQ(scale_of(Dense{1, 1, {-1.01}, {0}}), 7);
  EXPECT_EQ(scale_of(Dense{2, 1, {0.001, 0.26}, {0}}), 9);
  EXPECT_EQ(scale_of(Dense{1, 1, {300.0}, {0}}), -1);
  EXPECT_EQ(scale_of(Dense{1, 1, {0.0}, {0}}), 8);
}

TEST(Quantise, ABiasThatDwarfsTheProductsLimitsTheScale) {
  const Dense dead{1, 1, {1e-9}, {1.0}};
  const std::int32_t scale = scale_of(dead);
  EXPECT_EQ(scale, 8);
  EXPECT_THAT(*quantise_bias(weights_of(dead), scale + 12), ElementsAre(1 << 20));
}

TEST(Quantise, RoundsToNearest) {
  const Dense dense{2, 2, {0.49, 0.51, -0.5, 1.25}, {0.3, -0.3}};
  EXPECT_THAT(*quantise_matrix(weights_of(dense), 0), ElementsAre(0, 1, -1, 1));
  EXPECT_THAT(*quantise_bias(weights_of(dense), 2), ElementsAre(1, -1));
}

TEST(Quantise, RefusesABiasBeyond62Bits) {
  const Dense dense{1, 1, {1.0}, {1.0}};
  EXPECT_TRUE(quantise_bias(weights_of(dense), 61).has_value());
  EXPECT_THAT(quantise_bias(weights_of(dense), 62), Refused(ErrorCode::kOverflow, "a bias"));
}

TEST(Quantise, RefusesAWeightBeyond31Bits) {
  for (const double weight : {0x1p31, -0x1p31, HUGE_VAL, -HUGE_VAL, std::nan("")}) {
    const Dense dense{1, 1, {weight}, {0}};
    EXPECT_THAT(quantise_matrix(weights_of(dense), 0),
                Refused(ErrorCode::kOverflow, "a weight"));
  }
}

}  // namespace
}  // namespace medisc
