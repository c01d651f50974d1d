#include "compiler/fixed_features.hpp"

#include <gmock/gmock.h>

namespace medisc {
namespace {

using testing::ElementsAre;

TEST(FixedFeatures, GoIntoTheBiases) {
  Network network{2,
                  {{"a", Dense{2, 2, {1, 1000, 2, -3000}, {-5, 7}}, {0}},
                   {"b", Dense{2, 1, {4, 5}, {0}}, {0}},
                   {"c", Dense{2, 1, {6, 7}, {8}}, {1}}}};
  const Network fixed = with_fixed(network, {std::nullopt, 5.0});
  const auto& first = std::get<Dense>(fixed.layers[0].op);
  EXPECT_THAT(first.matrix, ElementsAre(1, 0, 2, 0));
  EXPECT_THAT(first.bias, ElementsAre(4995, -14993));
  EXPECT_THAT(std::get<Dense>(fixed.layers[1].op).bias, ElementsAre(25));
  EXPECT_THAT(std::get<Dense>(fixed.layers[2].op).matrix, ElementsAre(6, 7));
  EXPECT_EQ(evaluate(fixed, std::vector<double>{3, 5}),
            evaluate(network, std::vector<double>{3, 5}));
  EXPECT_EQ(std::get<Dense>(with_fixed(network, {}).layers[0].op).matrix[1], 1000);
}

TEST(FixedFeatures, OtherLayersKeepThem) {
  const Image image{1, 1, 2};
  const Network network{2, {{"c", Conv{image, image, Window{}, 1, {3}, {1}}, {0}}}};
  const Network fixed = with_fixed(network, {1.0, std::nullopt});
  EXPECT_THAT(std::get<Conv>(fixed.layers[0].op).bias, ElementsAre(1));
}

}  // namespace
}  // namespace medisc
