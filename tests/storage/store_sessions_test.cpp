// Sessions and their statistics, asked of both stores.
#include "storage/store.hpp"

#include "stores.hpp"

namespace medisc::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

SessionStart session(const std::string& id, const std::string& model = "digits") {
  return {id, "service", model, "h1", "aa", 4};
}

LayerCosts layer(std::int64_t step, std::int64_t online_us) {
  return {step, "fc" + std::to_string(step), "dense", online_us, 100, 200, 1};
}

SessionEnd ended(std::vector<LayerCosts> layers) {
  return {std::nullopt, {10, 20, 30, 40, 50, 60, 70}, std::move(layers)};
}

template <class Kind>
class Sessions : public StoreTest<Kind> {
 protected:
  std::vector<std::string> ids(std::size_t limit) {
    std::vector<std::string> ids;
    const auto rows = this->store_->sessions(limit).value();
    for (const auto& row : rows) ids.push_back(row.start.id);
    return ids;
  }
};
TYPED_TEST_SUITE(Sessions, StoreKinds);

TYPED_TEST(Sessions, run_and_end) {
  Store& store = *this->store_;
  ASSERT_OK(store.start_session(session("s1")));
  SessionRow row{session("s1"), SessionState::kRunning, {}, "2026-01-01T00:00:01.000Z", {}};
  EXPECT_THAT(store.sessions(9).value(), ElementsAre(row));
  ASSERT_OK(store.finish_session("s1", ended({layer(2, 5), layer(0, 7)})));
  row.state = SessionState::kDone;
  row.costs = {10, 20, 30, 40, 50, 60, 70};
  EXPECT_THAT(store.sessions(9).value(), ElementsAre(row));
  EXPECT_THAT(
      store.layer_summaries(1).value(),
      ElementsAre(LayerSummary{"digits", "h1", 0, "fc0", "dense", 1, 4, 7, 7, 100, 200, 1},
                  LayerSummary{"digits", "h1", 2, "fc2", "dense", 1, 4, 5, 5, 100, 200, 1}));
}

TYPED_TEST(Sessions, that_fail_say_why) {
  Store& store = *this->store_;
  ASSERT_OK(store.start_session(session("s1")));
  ASSERT_OK(store.finish_session("s1", {"peer went away", {}, {}}));
  const auto row = store.sessions(1)->front();
  EXPECT_EQ(row.state, SessionState::kFailed);
  EXPECT_EQ(row.error, "peer went away");
}

TYPED_TEST(Sessions, start_once_and_end_once) {
  Store& store = *this->store_;
  ASSERT_OK(store.start_session(session("s1")));
  EXPECT_TRUE(refused(store.start_session(session("s1")), ErrorCode::kStorage,
                      "session s1 is recorded already"));
  EXPECT_TRUE(refused(store.finish_session("s2", ended({})), ErrorCode::kStorage,
                      "session s2 is not running"));
  ASSERT_OK(store.finish_session("s1", ended({})));
  EXPECT_TRUE(refused(store.finish_session("s1", ended({})), ErrorCode::kStorage,
                      "session s1 is not running"));
}

TYPED_TEST(Sessions, with_a_step_given_twice_keep_running) {
  Store& store = *this->store_;
  ASSERT_OK(store.start_session(session("s1")));
  EXPECT_TRUE(refused(store.finish_session("s1", ended({layer(3, 1), layer(3, 2)})),
                      ErrorCode::kStorage, "step 3 is listed twice"));
  EXPECT_EQ(store.sessions(1)->front().state, SessionState::kRunning);
  ASSERT_OK(store.finish_session("s1", ended({})));
  EXPECT_THAT(store.layer_summaries(1).value(), IsEmpty());
}

TYPED_TEST(Sessions, are_listed_newest_first) {
  for (const auto* id : {"s1", "s3", "s2"}) ASSERT_OK(this->store_->start_session(session(id)));
  EXPECT_THAT(this->ids(2), ElementsAre("s2", "s3"));
  EXPECT_THAT(this->ids(9), ElementsAre("s2", "s3", "s1"));
  EXPECT_THAT(this->ids(0), IsEmpty());
}

TYPED_TEST(Sessions, of_one_millisecond_keep_their_order) {
  TypeParam kind;
  this->store_ = kind.make(stopped_clock());
  for (const auto* id : {"s1", "s3", "s2"}) ASSERT_OK(this->store_->start_session(session(id)));
  EXPECT_THAT(this->ids(9), ElementsAre("s2", "s3", "s1"));
  this->store_.reset();
}

TYPED_TEST(Sessions, left_running_are_failed_by_recovery) {
  Store& store = *this->store_;
  for (const auto* id : {"s1", "s2", "s3"}) ASSERT_OK(store.start_session(session(id)));
  ASSERT_OK(store.finish_session("s2", ended({})));
  EXPECT_EQ(store.recover().value(), 2u);
  EXPECT_EQ(store.recover().value(), 0u);
  const auto rows = store.sessions(3).value();
  EXPECT_EQ(rows[0].error, "interrupted");
  EXPECT_EQ(rows[0].state, SessionState::kFailed);
  EXPECT_EQ(rows[1].state, SessionState::kDone);
}

TYPED_TEST(Sessions, are_summarised_by_step_where_they_ended_well) {
  Store& store = *this->store_;
  const auto run = [&](const std::string& id, std::int64_t online_us, bool well) {
    ASSERT_OK(store.start_session(session(id)));
    auto end = ended({layer(0, online_us), layer(1, 2 * online_us)});
    if (!well) end.error = "stopped";
    ASSERT_OK(store.finish_session(id, end));
  };
  run("s1", 5000, true);
  run("s2", 30, true);
  run("s3", 10, true);
  run("s4", 9000, false);
  ASSERT_OK(store.start_session(session("s5")));
  const auto summaries = store.layer_summaries(2).value();
  ASSERT_EQ(summaries.size(), 2u);
  EXPECT_EQ(summaries[1],
            (LayerSummary{"digits", "h1", 1, "fc1", "dense", 2, 8, 40, 40, 100, 200, 1}));
  EXPECT_EQ(store.layer_summaries(100)->front().sessions, 3);
  EXPECT_EQ(store.layer_summaries(100)->front().median_online_us, 30);
  EXPECT_THAT(store.layer_summaries(0).value(), IsEmpty());
}

}  // namespace
}  // namespace medisc::test
