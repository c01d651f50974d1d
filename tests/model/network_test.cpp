#include "model/network.hpp"

#include <gmock/gmock.h>

namespace medisc {
namespace {

using testing::ElementsAre;

TEST(Network, EvaluatesDenseAndRelu) {
  const Network network{2,
                        {{"a", Dense{2, 3, {1, 0, 0, 1, -1, -1}, {0, 0, 1}}},
                         {"r", Relu{3}},
                         {"b", Dense{3, 1, {1, 10, 100}, {5}}}}};
  EXPECT_EQ(network.outputs(), 1U);
  EXPECT_EQ(network.layers[0].inputs(), 2U);
  EXPECT_EQ(network.layers[1].inputs(), 3U);
  EXPECT_THAT(evaluate(network, std::vector<double>{2, -3}), ElementsAre(2 + 200 + 5));
  EXPECT_THAT(evaluate(network, std::vector<double>{-2, 3}), ElementsAre(30 + 5));
}

TEST(Network, WithoutLayersItIsTheRecord) {
  const Network network{2, {}};
  EXPECT_EQ(network.outputs(), 0U);
  EXPECT_THAT(evaluate(network, std::vector<double>{2, -3}), ElementsAre(2, -3));
}

}  // namespace
}  // namespace medisc
