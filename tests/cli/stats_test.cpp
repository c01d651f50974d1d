// What `medisc stats` takes in, and what it tells of a database.
#include <chrono>

#include "storage/store.hpp"
#include "tests/cli/site.hpp"

namespace medisc::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A service's database, written as its daemon would: two hospitals, two models, ten days.
class Stats : public testing::Test {
 protected:
  void SetUp() override {
    site_.hospitals = {"hospital", "other"};
    site_.make_key("other");
    site_.write_service_toml();
    for (int i = 1; i <= 4; ++i)
      session("a" + std::to_string(i), "breast", "hospital", i * 150);
    session("b1", "digits", "other", 40'000);
    session("b2", "digits", "other", 0, "peer-unavailable: it went away");
    now_ = TimePoint::clock::now();
    session("c1", "breast", "other", 900);
    const PlanRow plan{"h1", "breast", 32, {1}, "", ""};
    ASSERT_TRUE(store_->put_plan(plan).has_value());
    const PoolId pool =
        store_->ensure_pool({"h1", site_.key("hospital"), site_.key("service")}).value();
    std::vector<NewBundle> bundles;
    std::vector<PreparedOpenings> openings;
    for (int i = 0; i < 9; ++i) {
      std::string id(32, static_cast<char>('0' + i));
      openings.push_back({id, in_chunks(Bytes{1})});
      bundles.push_back({std::move(id), std::nullopt, Bytes{2}, {}});
    }
    ASSERT_TRUE(store_->add_missing(pool, bundles).has_value());
    openings.resize(6);
    ASSERT_TRUE(store_->store_prepared(pool, openings).has_value());
    ASSERT_TRUE(store_->consume(pool, {openings[0].id, openings[1].id}, "c1").has_value());
  }

  /// Ended ten days ago, or now.
  void session(const std::string& id, const std::string& model, const std::string& hospital,
               std::int64_t online_us, std::optional<std::string> error = {}) {
    ASSERT_TRUE(store_->start_session({id, "service", model, "h1", site_.key(hospital), 2})
                    .has_value());
    SessionEnd end{std::move(error), {}, {{0, "fc", "dense", online_us, 8, 8, 1}}};
    end.costs.online_us = online_us;
    ASSERT_TRUE(store_->finish_session(id, end).has_value());
  }

  Outcome stats(const std::string& what, const Words& more,
                const std::string& format = "json") {
    Words words{"stats", what, "--config", site_.path("service.toml"), "--format", format};
    words.insert(words.end(), more.begin(), more.end());
    return site_.run(words);
  }
  std::vector<Row> rows(const std::string& what, const Words& more,
                        const std::string& table = "") {
    const Outcome outcome = stats(what, more);
    EXPECT_TRUE(succeeded(outcome));
    return outcome.report().table(table.empty() ? what : table);
  }
  std::vector<std::string> sessions(const Words& more) {
    return column(rows("sessions", more), "session");
  }

  Site site_;
  TimePoint now_ = TimePoint::clock::now() - std::chrono::hours(240);
  std::unique_ptr<Store> store_ = open_store(site_ / "service.sqlite", {.clock =
                                                                            [this] {
                                                                              return now_;
                                                                            }})
                                      .value();
};

TEST_F(Stats, SessionsAreFiltered) {
  EXPECT_THAT(sessions({}), ElementsAre("c1", "b2", "b1", "a4", "a3", "a2", "a1"));
  EXPECT_THAT(sessions({"--limit", "2"}), ElementsAre("c1", "b2"));
  EXPECT_THAT(sessions({"--since", "7d"}), ElementsAre("c1"));
  EXPECT_THAT(sessions({"--since", "11d", "--model", "digits"}), ElementsAre("b2", "b1"));
  EXPECT_THAT(sessions({"--peer", "other"}), ElementsAre("c1", "b2", "b1"));
  EXPECT_THAT(sessions({"--peer", site_.key("other").substr(0, 10)}),
              ElementsAre("c1", "b2", "b1"));
  EXPECT_THAT(sessions({"--peer", "other", "--model", "breast", "--since", "2h"}),
              ElementsAre("c1"));
  EXPECT_THAT(sessions({"--since", "2200-01-01"}), IsEmpty());
}

TEST_F(Stats, KeysHaveTheirNamesBesideThem) {
  const auto named = rows("sessions", {"--limit", "2", "--model", "breast"});
  EXPECT_THAT(column(named, "peer_name"), ElementsAre("other", "hospital"));
  EXPECT_THAT(column(named, "peer"), ElementsAre(site_.key("other"), site_.key("hospital")));
  EXPECT_THAT(column(rows("pools", {}), "hospital_name"), ElementsAre("hospital"));
  const Outcome nameless =
      site_.run({"stats", "sessions", "--database", site_.path("service.sqlite")});
  EXPECT_THAT(nameless.out, Not(HasSubstr("other")));
  EXPECT_THAT(stats("sessions", {}, "table").out, HasSubstr("peer name"));
}

TEST_F(Stats, PeersAreSummedUp) {
  const auto peers = rows("peers", {});
  ASSERT_EQ(peers.size(), 2u);
  for (const Row& peer : peers) {
    const bool other = peer.at("peer_name") == "other";
    EXPECT_EQ(peer.at("role"), "hospital") << "the service's own key is no peer";
    EXPECT_EQ(peer.at("done"), other ? "2" : "4");
    EXPECT_EQ(peer.at("failed"), other ? "1" : "0");
    EXPECT_EQ(peer.at("records"), other ? "4" : "8");
    EXPECT_EQ(peer.at("median_online_ms"), other ? "0.9" : "0.3");
    EXPECT_EQ(peer.at("p99_online_ms"), other ? "40.0" : "0.6");
    EXPECT_EQ(peer.at("prepared"), other ? "0" : "4");
    EXPECT_EQ(peer.at("consumed"), other ? "0" : "2");
  }
  EXPECT_THAT(column(rows("peers", {"--peer", "other", "--since", "1d"}), "done"),
              ElementsAre("1"));
  EXPECT_EQ(rows("peers", {"--model", "digits"}).size(), 1u);
  EXPECT_EQ(rows("peers", {"--limit", "1"}).size(), 1u);
  const Outcome by_file = site_.run(
      {"stats", "peers", "--database", site_.path("service.sqlite"), "--format", "json"});
  EXPECT_EQ(by_file.report().table("peers").size(), 2u) << "sessions tell whose database it is";
}

TEST_F(Stats, LayersAreFiltered) {
  EXPECT_THAT(column(rows("layers", {}), "sessions"), ElementsAre("5", "1"));
  EXPECT_THAT(column(rows("layers", {"--peer", "hospital"}), "sessions"), ElementsAre("4"));
  EXPECT_THAT(column(rows("layers", {"--limit", "3", "--model", "breast"}), "sessions"),
              ElementsAre("3"));
}

TEST_F(Stats, PoolsTellHowLongTheyLast) {
  const auto pools = rows("pools", {});
  ASSERT_EQ(pools.size(), 1u);
  EXPECT_EQ(pools[0].at("used_last_hour"), "2");
  EXPECT_EQ(pools[0].at("used_last_day"), "2");
  EXPECT_EQ(pools[0].at("hours_left"), "3.5") << "7 left, 2 an hour";
  const auto lately = rows("pools", {"--since", "2200-01-01"});
  EXPECT_EQ(lately.at(0).at("consumed"), "0");
  EXPECT_EQ(lately.at(0).at("hours_left"), "3.5");
  EXPECT_THAT(rows("pools", {"--model", "digits"}), IsEmpty());
  EXPECT_THAT(rows("pools", {"--peer", "other"}), IsEmpty());
}

TEST_F(Stats, AHistogramHasItsPercentiles) {
  const Outcome all = stats("sessions", {"--histogram"});
  ASSERT_TRUE(succeeded(all));
  const Report report = all.report();
  EXPECT_EQ(report.fact("sessions"), "6") << "those that ended well";
  EXPECT_EQ(report.fact("p50_ms"), "0.45");
  EXPECT_EQ(report.fact("p90_ms"), "40.0");
  EXPECT_EQ(report.fact("p99_ms"), "40.0");
  const auto buckets = report.table("latency");
  EXPECT_THAT(column(buckets, "up_to_ms"),
              ElementsAre("0.2", "0.5", "1.0", "2.0", "5.0", "10.0", "20.0", "50.0"));
  EXPECT_THAT(column(buckets, "sessions"), ElementsAre("1", "2", "2", "0", "0", "0", "0", "1"));
  EXPECT_EQ(buckets.front().at("above_ms"), "0.1");
  EXPECT_THAT(stats("sessions", {"--histogram"}, "table").out, HasSubstr("####"));
  EXPECT_THAT(stats("sessions", {"--histogram"}, "csv").out, Not(HasSubstr("#")));
  const Report none = stats("sessions", {"--histogram", "--model", "other"}).report();
  EXPECT_EQ(none.fact("p50_ms"), "");
  EXPECT_THAT(none.table("latency"), IsEmpty());
}

TEST_F(Stats, MistakesAreNamed) {
  EXPECT_TRUE(refused(stats("sessions", {"--since", "soon"}), 2, {"--since", "'soon'", "15m"}));
  EXPECT_TRUE(refused(stats("pools", {"--peer", "st-otto"}), 2,
                      {"--peer", "'st-otto'", "hospital, other"}));
  EXPECT_TRUE(refused(stats("pools", {"--watch", "0"}), 2, {"--watch", "'0'"}));
  EXPECT_TRUE(refused(stats("pools", {"--watch", "often"}), 2, {"--watch", "'often'"}));
  EXPECT_TRUE(refused(stats("pools", {"--histogram"}), 2, {"--histogram"}));
}

}  // namespace
}  // namespace medisc::test
