#include "compiler/public_normalisation.hpp"

#include <gtest/gtest.h>

#include "tests/compiler/test_networks.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

TEST(PublicNormalisation, TakesTheLeadingMaps) {
  std::mt19937 random(1);
  const Dense dense = random_dense(4, 2, random);
  Network network{4,
                  {{"sub", Affine{4, {1}, {-3}}, {}},
                   {"div", Affine{4, {0.5, 4}, {0, 0}}, {}},
                   {"fc", dense, {2}}}};
  const std::vector<double> record{1, 2, 3, 4};
  const auto expected = evaluate(network, record);
  const auto taken = take_normalisation(network);
  ASSERT_TRUE(taken) << render(taken.error());
  EXPECT_EQ(taken->centre, (std::vector<double>{3, 3}));
  EXPECT_EQ(taken->factor, (std::vector<double>{0.5, 4}));
  ASSERT_EQ(network.layers.size(), 1U);
  EXPECT_EQ(network.inputs_of(0), std::vector<std::uint32_t>{0});
  std::vector<double> normalised = record;
  normalise(*taken, 4, normalised);
  EXPECT_EQ(normalised, (std::vector<double>{-1, -0.5, 0, 4}));
  EXPECT_EQ(evaluate(network, normalised), expected);
}

TEST(PublicNormalisation, AModelWithoutIsRefused) {
  std::mt19937 random(2);
  Network plain{4, {{"fc", random_dense(4, 2, random), {}}}};
  EXPECT_THAT(take_normalisation(plain),
              Refused(ErrorCode::kUnsupported, "does not normalise"));
  Network twice{4,
                {{"div", Affine{4, {0.5}, {0}}, {}},
                 {"fc", random_dense(4, 4, random), {0}},
                 {"sum", Sum{4, {1, 1}}, {1, 2}}}};
  EXPECT_THAT(take_normalisation(twice),
              Refused(ErrorCode::kUnsupported, "does not normalise"));
  Network zero{4, {{"mul", Affine{4, {0}, {1}}, {}}, {"fc", random_dense(4, 2, random), {}}}};
  EXPECT_THAT(take_normalisation(zero), Refused(ErrorCode::kUnsupported, "zero"));
}

TEST(PublicNormalisation, NumbersThatNoPlanHoldsAreRefused) {
  std::mt19937 random(3);
  for (const auto& [scale, shift] : {std::pair{1e-310, 0.0}, {1e-300, 1e300}, {1e300, 0.0}}) {
    Network network{4,
                    {{"a", Affine{4, {scale}, {shift}}, {}},
                     {"b", Affine{4, {scale == 1e300 ? scale : 1}, {0}}, {1}},
                     {"fc", random_dense(4, 2, random), {2}}}};
    EXPECT_THAT(take_normalisation(network),
                Refused(ErrorCode::kBadInput, "out of all proportion"));
  }
}

}  // namespace
}  // namespace medisc
