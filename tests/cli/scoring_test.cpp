#include "cli/scoring.hpp"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace medisc::test {
namespace {

using testing::ElementsAre;
using Classes = std::vector<std::uint32_t>;
using Numbers = std::vector<double>;

TEST(Scoring, AccuracyAndConfusionCountRecords) {
  const Classes actual{0, 0, 1, 2, 2, 2};
  const Classes predicted{0, 1, 1, 2, 0, 2};
  EXPECT_DOUBLE_EQ(accuracy(predicted, actual), 4.0 / 6);
  EXPECT_THAT(confusion(predicted, actual, 3),
              ElementsAre(ElementsAre(1, 1, 0), ElementsAre(0, 1, 0), ElementsAre(1, 0, 2)));
}

TEST(Scoring, TheAreaUnderTheCurveOfKnownCases) {
  EXPECT_DOUBLE_EQ(*area_under_curve(Numbers{1, 2, 3, 4}, Classes{0, 0, 1, 1}), 1);
  EXPECT_DOUBLE_EQ(*area_under_curve(Numbers{4, 3, 2, 1}, Classes{0, 0, 1, 1}), 0);
  EXPECT_DOUBLE_EQ(*area_under_curve(Numbers{5, 5, 5, 5}, Classes{0, 1, 0, 1}), 0.5);
  // Pairs (1, 0): 2 > 1, 2 > 0; 1 = 1 counts half, 1 > 0.
  EXPECT_DOUBLE_EQ(*area_under_curve(Numbers{1, 0, 2, 1}, Classes{0, 0, 1, 1}), 3.5 / 4);
  EXPECT_EQ(area_under_curve(Numbers{1, 2}, Classes{1, 1}), std::nullopt);
  EXPECT_EQ(area_under_curve(Numbers{1, 2}, Classes{0, 0}), std::nullopt);
}

TEST(Scoring, TheAreaUnderTheCurveIsTheShareOfPairs) {
  std::mt19937 random{7};
  for (int round = 0; round < 50; ++round) {
    Numbers scores;
    Classes actual{0, 1};
    for (int i = 0; i < 30; ++i) scores.push_back(static_cast<double>(random() % 9));
    while (actual.size() < scores.size()) actual.push_back(random() % 2);
    double won = 0;
    double pairs = 0;
    for (std::size_t a = 0; a < scores.size(); ++a) {
      for (std::size_t b = 0; b < scores.size(); ++b) {
        if (actual[a] != 1 || actual[b] != 0) continue;
        pairs += 1;
        won += scores[a] > scores[b] ? 1 : scores[a] == scores[b] ? 0.5 : 0;
      }
    }
    EXPECT_NEAR(*area_under_curve(scores, actual), won / pairs, 1e-12);
  }
}

TEST(Scoring, ASpreadHasAMiddle) {
  const Spread odd = spread_of({3, 1, 2});
  EXPECT_EQ(odd.median, 2);
  EXPECT_EQ(odd.least, 1);
  EXPECT_EQ(odd.most, 3);
  EXPECT_EQ(spread_of({4, 1, 2, 3}).median, 2.5);
  EXPECT_EQ(spread_of({7}).median, 7);
}

}  // namespace
}  // namespace medisc::test
