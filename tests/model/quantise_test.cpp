#include "model/quantise.hpp"

#include <gmock/gmock.h>

#include "tests/model/refused.hpp"

namespace medisc {
namespace {

using testing::ElementsAre;

TEST(Quantise, ScalesColumns) {
  Dense dense{2, 2, {1, 2, 3, 4}, {5, 6}};
  const std::int32_t each[] = {3, -1};
  scale_columns(dense, each);
  EXPECT_THAT(dense.matrix, ElementsAre(8, 1, 24, 2));
  EXPECT_THAT(dense.bias, ElementsAre(5, 6));
  const std::int32_t all[] = {1};
  scale_columns(dense, all);
  EXPECT_THAT(dense.matrix, ElementsAre(16, 2, 48, 4));
}

TEST(Quantise, LargestWeightFillsItsBits) {
  EXPECT_EQ(weight_scale({1, 1, {1.0}, {0}}, 8, 12, 12), 8);
  EXPECT_EQ(weight_scale({1, 1, {-1.01}, {0}}, 8, 12, 12), 7);
  EXPECT_EQ(weight_scale({2, 1, {0.001, 0.26}, {0}}, 8, 12, 12), 9);
  EXPECT_EQ(weight_scale({1, 1, {300.0}, {0}}, 8, 12, 12), -1);
  EXPECT_EQ(weight_scale({1, 1, {0.0}, {0}}, 8, 12, 12), 8);
}

TEST(Quantise, ABiasThatDwarfsTheProductsLimitsTheScale) {
  const Dense dead{1, 1, {1e-9}, {1.0}};
  const std::int32_t scale = weight_scale(dead, 8, 12, 12);
  EXPECT_EQ(scale, 8);
  EXPECT_THAT(quantise(dead, scale, scale + 12)->bias, ElementsAre(1 << 20));
}

TEST(Quantise, RoundsToNearest) {
  const auto weights = quantise({2, 2, {0.49, 0.51, -0.5, 1.25}, {0.3, -0.3}}, 0, 2);
  EXPECT_THAT(weights->matrix, ElementsAre(0, 1, -1, 1));
  EXPECT_THAT(weights->bias, ElementsAre(1, -1));
}

TEST(Quantise, RefusesABiasBeyond62Bits) {
  EXPECT_TRUE(quantise({1, 1, {1.0}, {1.0}}, 0, 61).has_value());
  EXPECT_THAT(quantise({1, 1, {1.0}, {1.0}}, 0, 62), Refused(ErrorCode::kOverflow, "a bias"));
}

}  // namespace
}  // namespace medisc
