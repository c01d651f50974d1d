#include "model/network_builder.hpp"

#include <limits>

#include <gmock/gmock.h>

#include "tests/model/refused.hpp"

namespace medisc {
namespace {

using testing::ElementsAre;

const Dense kDense{2, 2, {1, 2, 3, 4}, {1, 1}};

std::vector<std::string> names(const Network& network) {
  std::vector<std::string> found;
  for (const Layer& layer : network.layers) found.push_back(layer.name);
  return found;
}

TEST(NetworkBuilder, KeepsTheChain) {
  NetworkBuilder builder(2);
  builder.add("a", kDense);
  ASSERT_TRUE(builder.add_relu("r").has_value());
  builder.add("b", Dense{2, 1, {1, 1}, {0}});
  EXPECT_EQ(builder.size(), 1U);
  EXPECT_THAT(names(*std::move(builder).finish()), ElementsAre("a", "r", "b"));
}

TEST(NetworkBuilder, RepeatedReluIsOne) {
  NetworkBuilder builder(2);
  builder.add("a", kDense);
  ASSERT_TRUE(builder.add_relu("r").has_value());
  ASSERT_TRUE(builder.add_relu("s").has_value());
  builder.add("b", kDense);
  EXPECT_THAT(names(*std::move(builder).finish()), ElementsAre("a", "r", "b"));
}

TEST(NetworkBuilder, PutsInADenseWhereNoneStands) {
  NetworkBuilder builder(2);
  ASSERT_TRUE(builder.add_relu("r").has_value());
  builder.add("scale", Affine{{2, 3}, {1, 1}});
  ASSERT_TRUE(builder.add_relu("s").has_value());
  const auto network = std::move(builder).finish();
  EXPECT_THAT(names(*network), ElementsAre("identity", "r", "scale", "s", "identity"));
  EXPECT_THAT(evaluate(*network, std::vector<double>{-1, 2}), ElementsAre(1, 7));
}

TEST(NetworkBuilder, NothingAtAllIsTheIdentity) {
  EXPECT_THAT(names(*NetworkBuilder(3).finish()), ElementsAre("identity"));
}

TEST(NetworkBuilder, RefusesADiagonalThatIsTooLarge) {
  NetworkBuilder builder(1U << 15);
  EXPECT_THAT(builder.add_relu("r"), Refused(ErrorCode::kUnsupported, "32768 elements"));
}

TEST(NetworkBuilder, RefusesWeightsThatAreNotFinite) {
  NetworkBuilder builder(2);
  builder.add("a", kDense);
  builder.add("n", Affine{{std::numeric_limits<double>::infinity(), 1}, {0, 0}});
  EXPECT_THAT(std::move(builder).finish(), Refused(ErrorCode::kBadInput, "layer 'a'"));
}

}  // namespace
}  // namespace medisc
