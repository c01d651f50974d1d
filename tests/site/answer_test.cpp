#include "site/answer.hpp"

#include <cmath>

#include <gmock/gmock.h>

#include "tests/protocol/small_model.hpp"

namespace medisc::test {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;
using testing::IsEmpty;

/// Two results at scale 8, of this outcome.
Plan plan_of(TaskKind task, std::vector<std::string> labels = {},
             std::vector<double> thresholds = {}) {
  Plan plan = small_plan();
  plan.manifest.outcome = {task, std::move(labels), std::move(thresholds), "", {2}};
  return plan;
}

double sigmoid(double z) {
  return 1 / (1 + std::exp(-z));
}

TEST(Answer, OfClassesIsTheLargestLogitsLabelAndTheSoftmax) {
  const Plan plan = plan_of(TaskKind::kClasses, {"no", "yes"});
  const auto answer =
      std::get<ClassAnswer>(answer_of(plan, std::vector<std::int64_t>{-256, 256}));
  EXPECT_EQ(answer.index, 1U);
  EXPECT_EQ(answer.label, "yes");
  ASSERT_EQ(answer.softmax.size(), 2U);
  EXPECT_NEAR(answer.softmax[1], sigmoid(2), 1e-12);
  EXPECT_EQ(to_text(plan, answer), "yes");
}

TEST(Answer, WithoutNamesCountsClassesFromZero) {
  const auto answer = answer_of(small_plan(), std::vector<std::int64_t>{3, 3});
  EXPECT_EQ(std::get<ClassAnswer>(answer).label, "class 0");
}

TEST(Answer, OfALabelHasNoSoftmax) {
  Plan plan = small_plan();
  plan.output = Output::kLabel;
  const auto answer = std::get<ClassAnswer>(answer_of(plan, std::vector<std::int64_t>{0, 1}));
  EXPECT_EQ(answer.index, 1U);
  EXPECT_THAT(answer.softmax, IsEmpty());
}

TEST(Answer, OfABinaryTaskIsPositiveFromTheThresholdOn) {
  const Plan plan = plan_of(TaskKind::kBinary, {"benign", "malignant"}, {0.75});
  const double at = std::log(3);  // the logit of 0.75
  for (const double z : {at - 1e-9, at, at + 1e-9}) {
    const auto answer =
        std::get<BinaryAnswer>(answer_of_results(plan, std::vector<double>{1, 1 + z}));
    EXPECT_EQ(answer.positive, z >= at);
    EXPECT_EQ(answer.label, z >= at ? "malignant" : "benign");
    EXPECT_NEAR(*answer.probability, 0.75, 1e-9);
  }
}

/// One logit, two results of a label-only plan: yes and no stand where labels say.
TEST(Answer, OfOneLogitKnowsNoAsWell) {
  Plan plan = plan_of(TaskKind::kBinary, {}, {0.5});
  plan.manifest.outcome.shape = {1};
  EXPECT_EQ(network_results(plan), 1U);
  const auto no = std::get<BinaryAnswer>(answer_of_results(plan, std::vector<double>{-4}));
  EXPECT_FALSE(no.positive);
  EXPECT_EQ(no.label, "negative");
  EXPECT_THAT(no.probability, testing::Optional(DoubleEq(sigmoid(-4))));
  plan.output = Output::kLabel;
  const auto yes = std::get<BinaryAnswer>(answer_of(plan, std::vector<std::int64_t>{0, 1}));
  EXPECT_TRUE(yes.positive);
  EXPECT_EQ(yes.label, "positive");
  EXPECT_EQ(yes.probability, std::nullopt);
}

TEST(Answer, OfFindingsIsEachThatReachesItsThreshold) {
  const Plan plan = plan_of(TaskKind::kFindings, {"mass", "effusion"}, {0.9, 0.1});
  const auto answer =
      std::get<FindingsAnswer>(answer_of(plan, std::vector<std::int64_t>{256, -256}));
  EXPECT_THAT(answer.probabilities, ElementsAre(DoubleEq(sigmoid(1)), DoubleEq(sigmoid(-1))));
  EXPECT_THAT(answer.positive, ElementsAre(false, true));
  EXPECT_THAT(answer.found, ElementsAre("effusion"));
  EXPECT_EQ(to_text(plan, answer), "effusion");
  const auto none = answer_of(plan, std::vector<std::int64_t>{0, -2560});
  EXPECT_EQ(to_text(plan, none), "none");
}

TEST(Answer, OfNumbersIsThemAndTheirUnit) {
  Plan plan = plan_of(TaskKind::kNumber);
  plan.manifest.outcome.unit = "months";
  const auto answer = answer_of(plan, std::vector<std::int64_t>{128, 25600});
  EXPECT_THAT(std::get<NumberAnswer>(answer).values, ElementsAre(0.5, 100));
  EXPECT_EQ(to_text(plan, answer), "0.5; 100 months");
  EXPECT_THAT(labels_of(plan), ElementsAre("value 0", "value 1"));
}

/// Never a class out of one.
TEST(Answer, OfASingleResultWithoutAWordIsANumber) {
  Plan plan = small_plan();
  plan.steps.pop_back();
  plan.steps.push_back({"one", 8, DenseStep{1, 1, 24}, {}});
  EXPECT_EQ(plan.outputs(), 1U);
  EXPECT_EQ(task_of(plan), TaskKind::kNumber);
  const auto answer = answer_of(plan, std::vector<std::int64_t>{-512});
  EXPECT_THAT(std::get<NumberAnswer>(answer).values, ElementsAre(-2));
}

TEST(Answer, OfAMapIsAClassAPixel) {
  Plan plan = plan_of(TaskKind::kMap, {"tissue", "lesion"});
  plan.manifest.outcome.shape = {2, 1, 4};
  const std::vector<double> logits{1, 0, 0, 5, /**/ 0, 1, 0, -5};
  const auto answer = std::get<MapAnswer>(answer_of_results(plan, logits));
  EXPECT_THAT(answer.classes, ElementsAre(0, 1, 0, 0));
  EXPECT_THAT(answer.shares, ElementsAre(0.75, 0.25));
  EXPECT_EQ(to_text(plan, answer), "tissue 75.0 %; lesion 25.0 %");

  plan.manifest.outcome.labels.clear();
  plan.manifest.outcome.shape = {1, 2, 2};
  const std::vector<double> one{-1, 0, 2, -3};
  const auto yes_no = std::get<MapAnswer>(answer_of_results(plan, one));
  EXPECT_THAT(yes_no.classes, ElementsAre(0, 1, 1, 0));
  EXPECT_THAT(labels_of(plan), ElementsAre("negative", "positive"));
}

/// 1 at each pixel's class, or of a single logit where it is a yes.
TEST(Answer, OfALabelledMapIsAClassAPixel) {
  Plan plan = plan_of(TaskKind::kMap, {"tissue", "lesion"});
  plan.output = Output::kLabel;
  plan.manifest.outcome.shape = {2, 1, 4};
  const std::vector<std::int64_t> one_hot{1, 0, 1, 0, /**/ 0, 1, 0, 1};
  const auto answer = std::get<MapAnswer>(answer_of(plan, one_hot));
  EXPECT_THAT(answer.classes, ElementsAre(0, 1, 0, 1));
  EXPECT_THAT(answer.shares, ElementsAre(0.5, 0.5));

  plan.manifest.outcome.shape = {1, 2, 2};
  const auto yes_no =
      std::get<MapAnswer>(answer_of(plan, std::vector<std::int64_t>{0, 1, 1, 1}));
  EXPECT_THAT(yes_no.classes, ElementsAre(0, 1, 1, 1));
  EXPECT_THAT(yes_no.shares, ElementsAre(0.25, 0.75));
}

}  // namespace
}  // namespace medisc::test
