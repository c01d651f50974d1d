// What questions about the past leave out, asked of both stores.
#include "storage/store.hpp"

#include "stores.hpp"

namespace medisc::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TimePoint time_of(int second) {
  using namespace std::chrono;
  return sys_days(2026y / January / 1) + seconds(second);
}

std::string second(int number) {
  return utc_text(time_of(number));
}

template <class Kind>
class Filters : public testing::Test {
 protected:
  void at_second(int second) { time_ = time_of(second); }

  /// One a second, from second 1 on.
  void run(const std::string& id, const std::string& model, const std::string& peer,
           std::int64_t online_us, std::optional<std::string> error = {}) {
    Store& store = *store_;
    time_ += std::chrono::seconds(1);
    ASSERT_OK(store.start_session({id, "service", model, "h1", peer, 2}));
    SessionEnd end{std::move(error), {}, {{0, "fc", "dense", online_us, 1, 1, 1}}};
    end.costs.online_us = online_us;
    ASSERT_OK(store.finish_session(id, end));
  }

  void SetUp() override {
    run("s1", "digits", "aa11", 100);
    run("s2", "breast", "aa11", 200);
    run("s3", "digits", "aa22", 300);
    run("s4", "digits", "aa11", 400, "stopped");
    run("s5", "digits", "aa11", 500);
  }

  std::vector<std::string> ids(const Filter& filter, std::size_t limit = 9) {
    std::vector<std::string> ids;
    const auto rows = this->store_->sessions(limit, filter).value();
    for (const auto& row : rows) ids.push_back(row.start.id);
    return ids;
  }

  Kind kind_;
  TimePoint time_ = time_of(0);
  std::unique_ptr<Store> store_ = kind_.make([this] { return time_; });
};
TYPED_TEST_SUITE(Filters, StoreKinds);

TYPED_TEST(Filters, choose_sessions_by_time_model_and_peer) {
  EXPECT_THAT(this->ids({second(3), "", ""}), ElementsAre("s5", "s4", "s3"));
  EXPECT_THAT(this->ids({"", "breast", ""}), ElementsAre("s2"));
  EXPECT_THAT(this->ids({"", "", "aa2"}), ElementsAre("s3"));
  EXPECT_THAT(this->ids({"", "", "aa"}, 2), ElementsAre("s5", "s4"));
  EXPECT_THAT(this->ids({second(2), "digits", "aa11"}), ElementsAre("s5", "s4"));
  EXPECT_THAT(this->ids({second(6), "", ""}), IsEmpty());
  EXPECT_THAT(this->ids({"", "", "aa111"}), IsEmpty());
  EXPECT_THAT(this->ids({"", "", "%"}), IsEmpty());
}

TYPED_TEST(Filters, choose_what_layers_are_summarised_over) {
  Store& store = *this->store_;
  const auto layers = store.layer_summaries(9, {second(2), "digits", ""}).value();
  ASSERT_EQ(layers.size(), 1u);
  EXPECT_EQ(layers[0].sessions, 2);
  EXPECT_EQ(layers[0].median_online_us, 400);
  EXPECT_EQ(store.layer_summaries(1, {"", "", "aa2"})->at(0).median_online_us, 300);
}

TYPED_TEST(Filters, choose_what_latency_is_measured_over) {
  Store& store = *this->store_;
  const Latency all = store.latency(99).value();
  EXPECT_EQ(all.sessions, 4) << "those that ended well";
  EXPECT_EQ(all.p50_us, 200);
  EXPECT_EQ(all.p99_us, 500);
  EXPECT_EQ(store.latency(1)->p50_us, 500) << "the newest";
  EXPECT_EQ(store.latency(99, {"", "breast", ""})->p99_us, 200);
  EXPECT_EQ(store.latency(99, {"", "other", ""})->p99_us, std::nullopt);
}

TYPED_TEST(Filters, choose_pools_and_count_what_changed_since) {
  Store& store = *this->store_;
  ASSERT_OK(store.put_plan(plan_row("h1", "digits")));
  const PoolId first = store.ensure_pool({"h1", "aa11", "cc"}).value();
  const PoolId second_pool = store.ensure_pool({"h1", "aa22", "cc"}).value();
  this->at_second(9);
  ASSERT_OK(store.add_missing(first, party_bundles(0, 3)));
  this->at_second(10);
  ASSERT_OK(store.store_prepared(first, openings_for(0, 2)));
  this->at_second(11);
  ASSERT_OK(store.consume(first, bundle_ids(0, 1), "s"));
  const auto levels = [&](const Filter& filter) {
    return store.pool_levels(filter).value();
  };
  EXPECT_EQ(levels({}).size(), 2u);
  EXPECT_EQ(levels({"", "", "cc"}).size(), 2u) << "either party";
  EXPECT_EQ(levels({"", "breast", ""}).size(), 0u);
  ASSERT_EQ(levels({"", "digits", "aa2"}).size(), 1u);
  EXPECT_EQ(levels({"", "digits", "aa2"})[0].id, second_pool);
  EXPECT_EQ(levels({second(9), "", ""})[0].bundles, (BundleCounts{{0, 0, 1, 1, 1, 0}}));
  EXPECT_EQ(levels({second(10), "", ""})[0].bundles, (BundleCounts{{0, 0, 0, 1, 1, 0}}));
  EXPECT_EQ(levels({second(11), "", ""})[0].last_moved, second(11));
  const auto none = levels({second(12), "", ""});
  ASSERT_EQ(none.size(), 2u) << "pools stay";
  EXPECT_EQ(none[0].bundles, BundleCounts{});
  EXPECT_EQ(none[0].last_moved, std::nullopt);
}

TYPED_TEST(Filters, choose_peers) {
  Store& store = *this->store_;
  this->at_second(6);
  ASSERT_OK(store.start_session({"s6", "service", "digits", "h1", "aa11", 9}));
  const auto peers = store.peers().value();
  ASSERT_EQ(peers.size(), 2u);
  EXPECT_EQ(peers[0],
            (PeerSummary{"aa11", Owner::kHospital, {1, 3, 1}, 6, second(6), 200, 500, {}}));
  EXPECT_EQ(peers[1].key, "aa22");
  EXPECT_EQ(peers[1].median_online_us, 300);
  ASSERT_EQ(store.peers({second(4), "", ""})->size(), 1u);
  EXPECT_EQ(store.peers({second(4), "", ""})->at(0).sessions,
            (std::array<std::int64_t, kSessionStates>{1, 1, 1}));
  EXPECT_EQ(store.peers({"", "breast", ""})->at(0).records, 2);
  EXPECT_EQ(store.peers({"", "", "aa22"})->at(0).key, "aa22");
}

TYPED_TEST(Filters, of_peers_take_in_both_parties_of_a_pool) {
  Store& store = *this->store_;
  const PoolId pool = make_pool(store);
  ASSERT_OK(store.add_dealt(pool, dealt_bundles(0, 3)));
  ASSERT_OK(store.acknowledge(pool, Owner::kHospital, bundle_ids(0, 1)));
  this->at_second(10);
  ASSERT_OK(store.acknowledge(pool, Owner::kService, bundle_ids(0, 1)));
  this->at_second(11);
  ASSERT_OK(store.add_dealt(pool, dealt_bundles(5, 3)));
  const auto peers = store.peers({"", "", "cc"}).value();
  ASSERT_EQ(peers.size(), 2u);
  EXPECT_EQ(peers[1].key, "cc");
  EXPECT_EQ(peers[1].role, Owner::kService);
  EXPECT_EQ(peers[1].bundles, (BundleCounts{{0, 5, 1, 0, 0, 0}}));
  EXPECT_EQ(peers[1].last_seen, second(10)) << "when it took its half";
  EXPECT_EQ(peers[1].median_online_us, std::nullopt);
}

}  // namespace
}  // namespace medisc::test
