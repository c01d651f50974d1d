#include "cli/evaluation_report.hpp"

#include "cli/evaluation_scores.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/protocol/small_model.hpp"

namespace medisc::test {
namespace {

/// Four records of two classes; logits at scale 8.
class EvaluationReport : public testing::Test {
 protected:
  EvaluationReport() {
    set_.truth = {{0}, {0}, {1}, {1}};
    set_.logits = {{1, 0}, {1, 0}, {0, 1}, {1, 0}};
    for (const auto& logits :
         std::vector<std::vector<std::int64_t>>{{256, 0}, {0, 256}, {0, 512}, {0, 128}}) {
      outcomes_.push_back({logits, 2.0 + static_cast<double>(outcomes_.size()), 10, 20.5, 8});
      references_.push_back(logits);
    }
    plan_.manifest.outcome.labels = {"benign", "malignant"};
    plan_.manifest.outcome.shape = {2};
  }

  Cell fact(const std::string& key) const {
    const auto facts = evaluation_facts({plan_, set_, outcomes_, references_, 1.5});
    for (const Fact& one : facts) {
      if (one.key == key) return one.value;
    }
    ADD_FAILURE() << "no " << key;
    return {};
  }

  Plan plan_ = small_plan();
  TestSet set_;
  std::vector<RecordOutcome> outcomes_;
  std::vector<std::vector<std::int64_t>> references_;
};

TEST_F(EvaluationReport, ScoresTheSecureResults) {
  EXPECT_EQ(fact("records"), Cell{std::int64_t{4}});
  EXPECT_EQ(fact("exact"), Cell{std::int64_t{4}});
  EXPECT_EQ(fact("accuracy_secure"), Cell{0.75});
  EXPECT_EQ(fact("accuracy_float"), Cell{0.75});
  EXPECT_EQ(fact("agree_float"), Cell{std::int64_t{2}});
  EXPECT_EQ(fact("max_abs_logit_error"), Cell{1.0});
  EXPECT_EQ(fact("auc"), Cell{0.75});  // -1, 1 of class 0; 2, 0.5 of class 1
}

TEST_F(EvaluationReport, SaysWhatARecordCosts) {
  EXPECT_EQ(fact("online_ms_median"), Cell{3.5});
  EXPECT_EQ(fact("online_ms_min"), Cell{2.0});
  EXPECT_EQ(fact("online_ms_max"), Cell{5.0});
  EXPECT_EQ(fact("payload_up"), Cell{std::int64_t{10}});
  EXPECT_EQ(fact("payload_down"), Cell{20.5});
  EXPECT_EQ(fact("flights"), Cell{std::int64_t{8}});
  EXPECT_EQ(fact("bundle_bytes_hospital"), Cell{std::int64_t{32}});
  EXPECT_GT(std::get<std::int64_t>(fact("bundle_bytes_service")), 32);
  EXPECT_EQ(fact("seconds"), Cell{1.5});
}

TEST_F(EvaluationReport, CountsWhatDiffersFromTheReference) {
  references_[2][1] += 1;
  EXPECT_EQ(fact("exact"), Cell{std::int64_t{3}});
  references_[1].clear();  // not known
  EXPECT_EQ(fact("exact"), Cell{std::int64_t{2}});
}

TEST_F(EvaluationReport, LeavesOutWhatIsNotKnown) {
  references_.clear();
  set_.logits.clear();
  for (const char* key : {"exact", "agree_float", "accuracy_float", "max_abs_logit_error"}) {
    EXPECT_EQ(fact(key), Cell{}) << key;
  }
  set_.truth = {{1}, {1}, {1}, {1}};
  EXPECT_EQ(fact("auc"), Cell{});
}

TEST_F(EvaluationReport, OfLabelsAloneHasNoLogitsToCompare) {
  plan_.output = Output::kLabel;
  EXPECT_EQ(fact("max_abs_logit_error"), Cell{});
  EXPECT_EQ(fact("auc"), Cell{});
  EXPECT_EQ(fact("accuracy_secure"), Cell{0.75});
}

TEST_F(EvaluationReport, ConfusionHasARowALabel) {
  const std::vector<Table> tables = score_tables({plan_, set_, outcomes_, references_, 0});
  ASSERT_EQ(tables.size(), 1U);
  const Table& table = tables.front();
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_EQ(table.columns[2].key, "predicted_1");
  EXPECT_EQ(table.rows[0], (std::vector<Cell>{"benign", std::int64_t{1}, std::int64_t{1}}));
  EXPECT_EQ(table.rows[1], (std::vector<Cell>{"malignant", std::int64_t{0}, std::int64_t{2}}));
}

/// Logits of the two classes, by record: (1, 0), (0, 1), (0, 2), (0, 0.5).
TEST_F(EvaluationReport, ABinaryTaskIsJudgedAtItsThreshold) {
  plan_.manifest.outcome = {TaskKind::kBinary, {"no", "yes"}, {0.8}, "", {2}};
  EXPECT_EQ(fact("accuracy_secure"), Cell{0.75});  // sigmoids of -1, 1, 2, 0.5: one yes
  EXPECT_EQ(fact("auc"), Cell{0.75});
  plan_.manifest.outcome.thresholds = {0.6};
  EXPECT_EQ(fact("accuracy_secure"), Cell{0.75});  // three: no, yes, yes, yes
  const auto tables = score_tables({plan_, set_, outcomes_, references_, 0});
  EXPECT_EQ(tables.at(0).rows[0], (std::vector<Cell>{"no", std::int64_t{1}, std::int64_t{1}}));
  EXPECT_EQ(tables.at(0).rows[1], (std::vector<Cell>{"yes", std::int64_t{0}, std::int64_t{2}}));
}

TEST_F(EvaluationReport, FindingsAreJudgedOneByOne) {
  plan_.manifest.outcome = {TaskKind::kFindings, {"mass", "fluid"}, {0.5, 0.6}, "", {2}};
  set_.truth = {{1, 0}, {1, 1}, {0, 1}, {1, 0}};
  // Found: both thresholds met by logits (1, 0), (0, 1), (0, 2), (0, 0.5).
  const auto tables = score_tables({plan_, set_, outcomes_, references_, 0});
  ASSERT_EQ(tables.size(), 1U);
  EXPECT_EQ(tables[0].name, "findings");
  EXPECT_EQ(tables[0].rows[0], (std::vector<Cell>{"mass", std::int64_t{3}, std::int64_t{4},
                                                  0.75, tables[0].rows[0][4]}));
  EXPECT_EQ(tables[0].rows[1],
            (std::vector<Cell>{"fluid", std::int64_t{2}, std::int64_t{3}, 0.75, 1.0}));
  EXPECT_EQ(fact("accuracy_secure"), Cell{0.75});
  EXPECT_EQ(fact("auc"), Cell{});
}

TEST_F(EvaluationReport, NumbersHaveAnError) {
  plan_.manifest.outcome = {TaskKind::kNumber, {}, {}, "mm", {2}};
  set_.truth = {{1, 0}, {0, 0}, {0, 2}, {0, 0.5}};
  EXPECT_EQ(fact("mean_abs_error_secure"), Cell{0.125});
  EXPECT_EQ(fact("agree_float"), Cell{});
  EXPECT_TRUE(score_tables({plan_, set_, outcomes_, references_, 0}).empty());
}

TEST_F(EvaluationReport, MapsAreJudgedPixelByPixel) {
  plan_.manifest.outcome = {TaskKind::kMap, {}, {}, "", {1, 2}};
  set_.truth = {{1, 1}, {1, 1}, {1, 0}, {0, 0}};  // a logit of 0 is a yes
  EXPECT_EQ(fact("accuracy_secure"), Cell{5.0 / 8});
}

}  // namespace
}  // namespace medisc::test
