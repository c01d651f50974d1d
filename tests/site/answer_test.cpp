#include "site/answer.hpp"

#include <cmath>

#include <gmock/gmock.h>

#include "tests/protocol/small_model.hpp"

namespace medisc::test {
namespace {

TEST(Answer, IsTheLargestLogitsLabelAndItsProbability) {
  Plan plan = small_plan();  // two logits at scale 8
  plan.labels = {"no", "yes"};
  const Answer answer = answer_of(plan, std::vector<std::int64_t>{-256, 256});
  EXPECT_EQ(answer.index, 1U);
  EXPECT_EQ(answer.label, "yes");
  ASSERT_EQ(answer.probabilities.size(), 2U);
  EXPECT_NEAR(answer.probabilities[1], 1 / (1 + std::exp(-2.0)), 1e-12);
}

TEST(Answer, WithoutNamesCountsClassesFromZero) {
  EXPECT_EQ(answer_of(small_plan(), std::vector<std::int64_t>{3, 3}).label, "class 0");
}

TEST(Answer, OfALabelHasNoProbabilities) {
  Plan plan = small_plan();
  plan.output = Output::kLabel;
  const Answer answer = answer_of(plan, std::vector<std::int64_t>{0, 1});
  EXPECT_EQ(answer.index, 1U);
  EXPECT_THAT(answer.probabilities, testing::IsEmpty());
}

}  // namespace
}  // namespace medisc::test
