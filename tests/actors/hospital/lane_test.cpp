#include "actors/hospital/lane.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/reference.hpp"
#include "tests/actors/memory/memory_roles.hpp"
#include "tests/error/outcomes.hpp"

namespace medisc::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

/// A job, and what its owner was told.
struct OwnedJob {
  JobPointer job;
  std::vector<std::vector<std::int64_t>> records;
  std::vector<std::vector<std::int64_t>> logits;
  std::vector<SessionId> sessions;
  std::optional<Result<void>> ended;
};

class LaneTest : public testing::Test {
 protected:
  explicit LaneTest(std::uint64_t dealt = 20) : roles_(dealt) {}

  std::shared_ptr<OwnedJob> job(std::size_t count, Priority priority, std::size_t batch = 4,
                                std::chrono::seconds wait = 0s) {
    auto owned = std::make_shared<OwnedJob>();
    DiagnoseOrder order;
    order.model = "small";
    order.plan = roles_.plan;
    order.batch = batch;
    order.wait = wait;
    order.priority = priority;
    for (std::size_t i = 0; i < count; ++i) {
      std::vector<std::int64_t> record = kSmallRecord;
      record[0] = static_cast<std::int64_t>(i + 10 * told_.size());
      order.records.push_back(record);
    }
    owned->records = order.records;
    const std::size_t number = told_.size();
    order.report = [this, owned, number](std::size_t, std::span<const Diagnosis> diagnoses) {
      for (const Diagnosis& diagnosis : diagnoses) {
        owned->logits.push_back(diagnosis.logits);
        owned->sessions.push_back(diagnosis.session);
        order_of_answers_.push_back(number);
      }
      if (after_report_) after_report_();
      return Result<void>();
    };
    owned->job = std::make_shared<Job>(
        std::move(order), [owned](const Result<void>& outcome) { owned->ended = outcome; });
    told_.push_back(owned);
    return owned;
  }

  /// Runs a lane until it has no job left.
  Result<void> run() {
    for (const auto& owned : told_) {
      if (owned->job) arriving_.push_back(std::move(owned->job));
    }
    return roles_.as_hospital([this](Process& process) -> Task<void> {
      Lane lane(process, roles_.hospital, ModelPlan{"small", roles_.plan},
                [this] { return std::exchange(arriving_, {}); });
      co_await lane.work();
    });
  }

  void expect_right(const OwnedJob& owned) const {
    ASSERT_EQ(owned.logits.size(), owned.records.size());
    for (std::size_t i = 0; i < owned.records.size(); ++i) {
      EXPECT_EQ(owned.logits[i], reference(roles_.plan, small_weights(), owned.records[i]))
          << i;
    }
  }

  MemoryRoles roles_;
  std::vector<std::shared_ptr<OwnedJob>> told_;
  std::vector<JobPointer> arriving_;
  std::vector<std::size_t> order_of_answers_;  ///< the numbers of their jobs
  std::function<void()> after_report_;
  JobPointer waiting_;
};

TEST_F(LaneTest, RecordsOfSeveralJobsShareASession) {
  ASSERT_TRUE(succeeded(roles_.prepare(6)));
  const auto first = job(1, Priority::kInteractive);
  const auto second = job(2, Priority::kInteractive);
  const auto third = job(1, Priority::kInteractive);
  ASSERT_TRUE(succeeded(run()));
  for (const auto& owned : told_) {
    EXPECT_TRUE(succeeded(owned->ended.value()));
    expect_right(*owned);
    EXPECT_EQ(owned->sessions.front(), first->sessions.front());
  }
  EXPECT_EQ(roles_.at_hospital(BundleState::kConsumed), 4U);
  EXPECT_EQ(roles_.claimable(), 2U);
}

TEST_F(LaneTest, InteractiveRecordsGoFirst) {
  ASSERT_TRUE(succeeded(roles_.prepare(8)));
  job(4, Priority::kBatch, 2);
  job(1, Priority::kInteractive, 2);
  ASSERT_TRUE(succeeded(run()));
  EXPECT_THAT(order_of_answers_, ElementsAre(1, 0, 0, 0, 0));
  expect_right(*told_[0]);
  expect_right(*told_[1]);
}

TEST_F(LaneTest, OneThatComesWhileABatchRunsWaitsForASessionOrTwo) {
  ASSERT_TRUE(succeeded(roles_.prepare(12)));
  job(8, Priority::kBatch, 1);
  bool came = false;
  after_report_ = [&] {
    if (!std::exchange(came, true)) arriving_.push_back(job(1, Priority::kInteractive)->job);
  };
  ASSERT_TRUE(succeeded(run()));
  const auto place = std::ranges::find(order_of_answers_, 1U) - order_of_answers_.begin();
  EXPECT_LE(place, 3);
  expect_right(*told_[0]);
  expect_right(*told_[1]);
}

TEST_F(LaneTest, AJobThatFindsNoBundlesFailsAlone) {
  ASSERT_TRUE(succeeded(roles_.prepare(3)));
  job(5, Priority::kBatch);
  job(2, Priority::kBatch);
  ASSERT_TRUE(succeeded(run()));
  EXPECT_TRUE(failed(told_[0]->ended.value(), ErrorCode::kPoolDry, "5 records need"));
  EXPECT_TRUE(succeeded(told_[1]->ended.value()));
  expect_right(*told_[1]);
  EXPECT_EQ(roles_.claimable(), 1U);
}

TEST_F(LaneTest, OneThatWaitsForBundlesKeepsNobodyWaiting) {
  ASSERT_TRUE(succeeded(roles_.prepare(2)));
  job(30, Priority::kBatch, 4, 3600s);  // more than the dealer has
  const auto quick = job(1, Priority::kInteractive);
  waiting_ = told_[0]->job;
  after_report_ = [&] {
    waiting_->cancelled = true;
  };
  ASSERT_TRUE(succeeded(run()));
  EXPECT_TRUE(succeeded(quick->ended.value()));
  EXPECT_TRUE(failed(told_[0]->ended.value(), ErrorCode::kInterrupted, "cancelled"));
  EXPECT_EQ(roles_.at_hospital(BundleState::kConsumed), 1U);
}

TEST_F(LaneTest, ACancelledJobEndsAfterWhatIsOnline) {
  ASSERT_TRUE(succeeded(roles_.prepare(9)));
  const auto owned = job(8, Priority::kBatch, 1);
  waiting_ = owned->job;
  after_report_ = [&] {
    waiting_->cancelled = true;
  };
  ASSERT_TRUE(succeeded(run()));
  EXPECT_TRUE(failed(owned->ended.value(), ErrorCode::kInterrupted, "cancelled"));
  EXPECT_GE(owned->logits.size(), 1U);
  EXPECT_LE(owned->logits.size(), 2U);
  EXPECT_EQ(roles_.at_hospital(BundleState::kConsumed), owned->logits.size())
      << "what was spent was answered";
  EXPECT_EQ(roles_.claimable(), 9 - owned->logits.size());
}

TEST_F(LaneTest, AJobThatNobodyRunsTellsItsOwner) {
  const auto owned = job(1, Priority::kBatch);
  owned->job.reset();
  EXPECT_TRUE(failed(owned->ended.value(), ErrorCode::kInterrupted));
}

}  // namespace
}  // namespace medisc::test
