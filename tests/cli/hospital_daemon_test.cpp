// A hospital's daemon as its people use it: jobs over its socket, results that survive.
#include <thread>

#include "storage/sqlite.hpp"
#include "tests/cli/site.hpp"

namespace medisc::test {
namespace {

class HospitalDaemon : public testing::Test {
 protected:
  void start(std::size_t dealt, std::size_t prepared) {
    site_.start();
    site_.stock(dealt, prepared);
    start_daemon();
  }
  void start_daemon() {
    daemon_ = site_.begin({"hospital", "run", "--config", site_.path("hospital.toml")});
    daemon_->await("hospital-ready");
  }
  void stop_daemon() {
    daemon_->signal(SIGTERM);
    EXPECT_EQ(daemon_->wait(20s), 0) << daemon_->err();
  }
  std::size_t consumed() const { return site_.level("hospital", "consumed"); }
  Outcome results(const Words& more = {}) const {
    return site_.run(site_.verb({"results", "list"}, more, "hospital"));
  }
  std::vector<Row> kept(const Words& more = {}) const {
    const Outcome outcome = results(more);
    EXPECT_TRUE(succeeded(outcome));
    return outcome.report().table("results");
  }
  /// Rows in the hospital's database, read without a verb's delay.
  std::int64_t count_of(const std::string& rows) const {
    auto database =
        sqlite::Connection::open(site_ / "hospital.sqlite", sqlite::Access::kReadOnly).value();
    return database.integer("SELECT count(*) FROM " + rows).value();
  }
  Outcome verify() const {
    return site_.run({"audit", "verify", "--config", site_.path("hospital.toml")});
  }
  std::vector<std::string> events() const {
    const Outcome outcome = site_.run({"audit", "list", "--limit", "1000", "--format", "json",
                                       "--config", site_.path("hospital.toml")});
    EXPECT_TRUE(succeeded(outcome));
    return column(outcome.report().table("audit"), "event");
  }

  Site site_;
  std::unique_ptr<Process> daemon_;
};

TEST_F(HospitalDaemon, DiagnosesForTheCommandLine) {
  start(10, 6);
  const Outcome outcome = site_.diagnose(4, {"--request", "monday"});
  ASSERT_TRUE(succeeded(outcome));
  EXPECT_EQ(outcome.report().table("results").size(), 4U);
  EXPECT_EQ(consumed(), 4U);
  const auto rows = kept();
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[0].at("record"), "wdbc-004");
  EXPECT_EQ(rows[0].at("door"), "command");
  EXPECT_EQ(rows[3].at("outcome"), "benign");
  EXPECT_EQ(kept({"--record", "wdbc-002"}).at(0).at("outcome"), "malignant");
  EXPECT_THAT(events(), testing::Contains("asked"));
  EXPECT_TRUE(succeeded(verify()));
  stop_daemon();
  EXPECT_FALSE(std::filesystem::exists(site_ / "hospital.sqlite.socket"));
  EXPECT_EQ(kept().size(), 4U) << "the results outlive the daemon";
}

TEST_F(HospitalDaemon, ARequestOfOneNameIsPaidForOnce) {
  start(10, 8);
  const Outcome first = site_.diagnose(3, {"--request", "monday"});
  ASSERT_TRUE(succeeded(first));
  const Outcome again = site_.diagnose(3, {"--request", "monday"});
  ASSERT_TRUE(succeeded(again));
  EXPECT_EQ(first.report().table("results"), again.report().table("results"));
  EXPECT_EQ(consumed(), 3U);
  EXPECT_TRUE(refused(site_.diagnose(2, {"--request", "monday"}), 2, {"was for 3 records"}));
  ASSERT_TRUE(succeeded(site_.diagnose(3)));
  EXPECT_EQ(consumed(), 6U) << "without a name it is another request";
  stop_daemon();
  const Outcome alone = site_.diagnose(3, {"--request", "monday", "--alone"});
  ASSERT_TRUE(succeeded(alone));
  EXPECT_EQ(first.report().table("results"), alone.report().table("results"));
  EXPECT_EQ(consumed(), 6U);
}

TEST_F(HospitalDaemon, OtherRecordsUnderOneNameAreRefused) {
  start(4, 4);
  ASSERT_TRUE(succeeded(site_.diagnose(1, {"--request", "monday"})));
  const std::string records = contents(examples() / "records.csv");
  const std::size_t second = records.find('\n', records.find('\n') + 1);
  site_.write("other.csv", records.substr(0, records.find('\n')) + records.substr(second));
  const Outcome other = site_.diagnose(
      {"--records", site_.path("other.csv"), "--limit", "1", "--request", "monday"});
  EXPECT_TRUE(refused(other, 2, {"other records", "record 1 differs"}));
  EXPECT_EQ(consumed(), 1U);
}

TEST_F(HospitalDaemon, KilledItLosesNoResultThatWasPaidFor) {
  constexpr std::int64_t kRecords = 20;
  start(90, 90);
  for (int round = 0; round < 3; ++round) {
    const std::string name = "round-" + std::to_string(round);
    const std::int64_t spent_before = count_of("bundles WHERE state = 'consumed'");
    const std::int64_t kept_before = count_of("results");
    const auto asking =
        site_.begin(site_.verb({"hospital", "diagnose"},
                               {"--records", (examples() / "records.csv").string(), "--limit",
                                std::to_string(kRecords), "--request", name},
                               "hospital"));
    while (count_of("results") < kept_before + 2 + 3 * round) pause(1ms);
    daemon_->signal(SIGKILL);
    (void)daemon_->wait(5s);
    EXPECT_EQ(asking->wait(10s), 3) << asking->err();
    // Lost are those of sessions that no answer had come from: the one that ran, and the one
    // that was open behind it.
    const std::int64_t lost = count_of("bundles WHERE state = 'consumed'") - spent_before -
                              (count_of("results") - kept_before);
    EXPECT_LE(lost, 2);
    start_daemon();
    const Outcome again = site_.diagnose(kRecords, {"--request", name});
    ASSERT_TRUE(succeeded(again)) << daemon_->err();
    EXPECT_EQ(again.report().table("results").size(), std::size_t{kRecords});
    EXPECT_EQ(count_of("results"), kept_before + kRecords);
    EXPECT_EQ(count_of("bundles WHERE state = 'consumed'"), spent_before + kRecords + lost);
    EXPECT_TRUE(succeeded(verify()));
  }
  EXPECT_THAT(events(), testing::IsSupersetOf({"asked", "failed", "resumed", "done"}));
}

TEST_F(HospitalDaemon, StoppedItFinishesWhatIsOnlineAndSaysWhatItDidNot) {
  start(40, 40);
  const auto asking = site_.begin_diagnose(40);
  ASSERT_TRUE(eventually([&] { return consumed() > 1; }));
  stop_daemon();
  const auto status = asking->wait(10s);
  ASSERT_TRUE(status.has_value());
  if (*status == 0) return;  // it was quicker
  EXPECT_EQ(*status, 1) << asking->err();
  EXPECT_NE(asking->err().find("go on with: --resume run-"), std::string::npos)
      << asking->err();
  EXPECT_EQ(kept({"--limit", "100"}).size(), consumed()) << "what was spent was answered";
}

TEST_F(HospitalDaemon, ManyAskAtOnce) {
  start(60, 48);
  std::vector<std::unique_ptr<Process>> asking;
  for (int i = 0; i < 12; ++i) {
    asking.push_back(site_.begin_diagnose(4));
  }
  for (const auto& one : asking) {
    EXPECT_EQ(one->wait(20s), 0) << one->err();
    EXPECT_EQ(parse_report(one->out()).table("results").size(), 4U);
  }
  EXPECT_EQ(consumed(), 48U);
  EXPECT_TRUE(succeeded(verify()));
}

TEST_F(HospitalDaemon, PreparesForTheCommandLine) {
  start(8, 2);
  const Outcome outcome = site_.prepare(3, {"--format", "json"});
  ASSERT_TRUE(succeeded(outcome));
  EXPECT_EQ(outcome.report().fact("prepared"), "3");
  EXPECT_EQ(outcome.report().fact("ready"), "5");
  EXPECT_EQ(outcome.report().fact("service"), "acme");
}

TEST_F(HospitalDaemon, OneThatLeftItsSocketBehindKeepsNobodyOut) {
  start(4, 4);
  daemon_->signal(SIGKILL);
  (void)daemon_->wait(5s);
  ASSERT_TRUE(std::filesystem::exists(site_ / "hospital.sqlite.socket"));
  ASSERT_TRUE(succeeded(site_.diagnose(1)));
  start_daemon();
  ASSERT_TRUE(succeeded(site_.diagnose(1)));
  const Outcome second =
      site_.run({"hospital", "run", "--config", site_.path("hospital.toml")});
  EXPECT_EQ(second.status, 2);
  EXPECT_NE(second.err.find("another process listens"), std::string::npos) << second.err;
}

TEST_F(HospitalDaemon, WhatIsNamedMustBeThere) {
  site_.write_hospital_toml();
  EXPECT_TRUE(refused(site_.run({"hospital", "diagnose", "--socket", site_.path("none"),
                                 "--model", "breast", "--records", "r.csv"}),
                      3, {"peer-unavailable", "none"}));
  EXPECT_TRUE(refused(site_.run({"results", "list", "--socket", site_.path("none")}), 3,
                      {"peer-unavailable"}));
}

TEST_F(HospitalDaemon, ResultsAreShownAndExportedWhole) {
  start(4, 4);
  const Outcome diagnosed = site_.diagnose(2);
  ASSERT_TRUE(succeeded(diagnosed));
  const auto told = diagnosed.report().table("results");
  const Outcome shown = site_.run({"results", "show", "--config", site_.path("hospital.toml"),
                                   "--record", "wdbc-002", "--format", "json"});
  ASSERT_TRUE(succeeded(shown));
  EXPECT_EQ(shown.report().fact("outcome"), "malignant");
  EXPECT_EQ(shown.report().fact("plan"), diagnosed.report().fact("plan"));
  const Outcome exported = site_.run(
      {"results", "export", "--config", site_.path("hospital.toml"), "--format", "json"});
  ASSERT_TRUE(succeeded(exported));
  const auto rows = exported.report().table("results");
  ASSERT_EQ(rows.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {  // newest first
    for (const char* key : {"record", "diagnosis", "softmax", "logit_0", "logit_1"}) {
      EXPECT_EQ(rows[1 - i].at(key), told[i].at(key)) << key;
    }
  }
  EXPECT_TRUE(refused(site_.run({"results", "show", "--config", site_.path("hospital.toml"),
                                 "--record", "nobody"}),
                      2, {"no result is kept"}));
}

TEST_F(HospitalDaemon, ForgetsResultsThatAreTooOld) {
  site_.hospital_settings = "[results]\nkeep_days = 2\n";
  start(4, 4);
  ASSERT_TRUE(succeeded(site_.diagnose(2)));
  stop_daemon();
  {
    auto database =
        sqlite::Connection::open(site_ / "hospital.sqlite", sqlite::Access::kReadWrite).value();
    ASSERT_TRUE(
        database.execute("UPDATE results SET made_at = '2020-01-01T00:00:00.000Z'"
                         " WHERE place = 0"));
  }
  start_daemon();
  daemon_->await("results-dropped count=");
  EXPECT_EQ(kept().size(), 1U);
  EXPECT_EQ(events().back(), "dropped");
  EXPECT_TRUE(succeeded(verify()));
}

TEST_F(HospitalDaemon, TakesNoMoreRecordsThanMayWait) {
  site_.hospital_settings = "[jobs]\nwaiting_mb = 1\n";
  start(2, 2);
  std::string csv = contents(examples() / "records.csv");
  const std::string first = csv.substr(0, csv.find('\n') + 1);
  const std::string row =
      csv.substr(first.size(), csv.find('\n', first.size()) + 1 - first.size());
  std::string many = first;
  for (int i = 0; i < 4000; ++i) many += std::to_string(i) + row;  // 960 KB as integers
  site_.write("many.csv", many);
  const auto waits = site_.begin(
      site_.verb({"hospital", "diagnose"},
                 {"--records", site_.path("many.csv"), "--wait", "60"}, "hospital"));
  ASSERT_TRUE(eventually([&] { return count_of("requests WHERE state = 'running'") == 1; }));
  EXPECT_TRUE(refused(site_.diagnose({"--records", site_.path("many.csv"), "--wait", "60"}), 3,
                      {"busy", "waiting_mb"}));
  waits->signal(SIGTERM);
  (void)waits->wait(10s);
  ASSERT_TRUE(eventually([&] { return count_of("requests WHERE state = 'cancelled'") == 1; }));
  EXPECT_EQ(consumed(), 0U);
  EXPECT_TRUE(succeeded(site_.diagnose(1))) << "what waited no more makes room";
}

TEST_F(HospitalDaemon, ABrokenAuditTrailIsTold) {
  start(4, 4);
  ASSERT_TRUE(succeeded(site_.diagnose(2)));
  stop_daemon();
  {
    auto database =
        sqlite::Connection::open(site_ / "hospital.sqlite", sqlite::Access::kReadWrite).value();
    ASSERT_TRUE(database.execute("UPDATE audit SET asker = 'nobody' WHERE number = 2"));
  }
  EXPECT_TRUE(refused(verify(), 1, {"audit trail is broken", "entry 2"}));
}

}  // namespace
}  // namespace medisc::test
