#include "compiler/network.hpp"

#include <gmock/gmock.h>

namespace medisc {
namespace {

using testing::ElementsAre;

TEST(Network, EvaluatesDenseAndRelu) {
  const Network network{2,
                        {{"a", Dense{2, 3, {1, 0, 0, 1, -1, -1}, {0, 0, 1}}},
                         {"r", relu(3)},
                         {"b", Dense{3, 1, {1, 10, 100}, {5}}}}};
  EXPECT_EQ(network.outputs(), 1U);
  EXPECT_EQ(network.size_of(0), 2U);
  EXPECT_EQ(network.size_of(2), 3U);
  EXPECT_THAT(evaluate(network, std::vector<double>{2, -3}), ElementsAre(2 + 200 + 5));
  EXPECT_THAT(evaluate(network, std::vector<double>{-2, 3}), ElementsAre(30 + 5));
}

TEST(Network, WithoutLayersItIsTheRecord) {
  const Network network{2, {}};
  EXPECT_EQ(network.outputs(), 0U);
  EXPECT_THAT(evaluate(network, std::vector<double>{2, -3}), ElementsAre(2, -3));
}

/// One layer on a record.
template <class Op>
std::vector<double> run(const Op& op, const std::vector<double>& x) {
  return evaluate(Network{static_cast<std::uint32_t>(x.size()), {{"layer", op}}}, x);
}

TEST(Network, ConvolvesInGroupsWithZerosAround) {
  // 1 x 3 images; a kernel of 2 with one zero in front, stride 2; a channel a group.
  const Window window{1, 2, 1, 2, 0, 1, 0, 0, 1, 1};
  const Conv conv{{2, 1, 3}, {2, 1, 2}, window, 2, {1, 10, 2, 20}, {0, 100}};
  EXPECT_THAT(run(conv, {1, 2, 3, 4, 5, 6}), ElementsAre(10, 32, 180, 230));
}

TEST(Network, ConvolvesAcrossChannelsWithDilation) {
  const Window window{2, 1, 1, 1, 0, 0, 0, 0, 2, 1};
  const Conv conv{{2, 3, 1}, {1, 1, 1}, window, 1, {1, 10, 100, 1000}, {7}};
  EXPECT_THAT(run(conv, {1, 2, 3, 4, 5, 6}), ElementsAre(1 + 30 + 400 + 6000 + 7));
}

TEST(Network, Pools) {
  const Window window{2, 2, 2, 2, 0, 0, 1, 0, 1, 1};  // 3 x 2 with a row of zeros below
  const Image in{1, 3, 2};
  const Image out{1, 2, 1};
  EXPECT_THAT(run(SumPool{in, out, window, 4}, {1, 2, 3, 4, -5, -7}), ElementsAre(2.5, -3));
  EXPECT_THAT(run(MaxPool{in, out, window}, {1, 2, 3, 4, -5, -7}), ElementsAre(4, -5));
}

TEST(Network, AffineByRuns) {
  EXPECT_THAT(run(Affine{4, {2, -1}, {1, 0}}, {1, 2, 3, 4}), ElementsAre(3, 5, -3, -4));
}

TEST(Network, BranchesMeet) {
  const Network network{2,
                        {{"a", Affine{2, {10}, {0}}, {0}},
                         {"b", Affine{2, {1}, {1}}, {0}},
                         {"s", Sum{2, {1, 1}}, {1, 2}},
                         {"c", Concat{{2, 2}}, {3, 0}}}};
  EXPECT_THAT(evaluate(network, std::vector<double>{1, 2}), ElementsAre(12, 23, 1, 2));
  EXPECT_EQ(evaluate_tensors(network, std::vector<double>{1, 2}).size(), 5U);
  EXPECT_EQ(network.outputs(), 4U);
}

}  // namespace
}  // namespace medisc
