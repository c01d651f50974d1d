// A bundle is used once: over restarts, restored databases, crashes and concurrent runs.
#include <algorithm>
#include <future>
#include <iterator>

#include "storage/store.hpp"
#include "tests/cli/frame_proxy.hpp"
#include "tests/cli/site.hpp"

namespace medisc::test {
namespace {

std::set<std::string> both(const std::set<std::string>& a, const std::set<std::string>& b) {
  std::set<std::string> common;
  std::ranges::set_intersection(a, b, std::inserter(common, common.end()));
  return common;
}

std::string logits(const Outcome& outcome, std::size_t record = 0) {
  const Row row = outcome.report().table("results").at(record);
  return row.at("logit_0") + " " + row.at("logit_1");
}

TEST(Once, ConsumedOverARestartOfTheService) {
  Site site;
  site.start();
  site.stock(5, 5);
  ASSERT_TRUE(succeeded(site.diagnose(3)));
  const auto used = site.ids("hospital", "consumed");
  ASSERT_EQ(used.size(), 3U);
  EXPECT_EQ(used, site.ids("service", "consumed"));
  site.kill_service();
  site.start_service();
  ASSERT_TRUE(succeeded(site.diagnose(2)));
  const auto all = site.ids("service", "consumed");
  EXPECT_EQ(all.size(), 5U);
  EXPECT_EQ(all, site.ids("hospital", "consumed"));
  EXPECT_TRUE(refused(site.diagnose(1), 3, {"pool-dry", "breast", "1 record", "0 are left"}));
}

TEST(Once, ARestoredHospitalHearsOfItAndBurnsWhatItHas) {
  Site site;
  site.start();
  site.stock(6, 4);
  ASSERT_TRUE(succeeded(site.diagnose(1)));
  site.save("hospital");
  const Outcome first = site.diagnose(2);
  ASSERT_TRUE(succeeded(first));
  ASSERT_TRUE(succeeded(site.prepare(1)));  // the service learns how the hospital stands
  site.restore("hospital");
  ASSERT_EQ(site.level("hospital", "prepared"), 3U);

  const Outcome next = site.diagnose(1);
  EXPECT_EQ(next.status, 3);
  EXPECT_THAT(next.err, testing::HasSubstr("old-copy-found role=service"));
  EXPECT_THAT(next.err, testing::HasSubstr("burned=3"));
  EXPECT_EQ(site.level("hospital", "prepared"), 0U);

  ASSERT_TRUE(succeeded_with(site.prepare(1), {"old-copy-found role=dealer", "burned=0"}));
  const Outcome last = site.diagnose(1);
  ASSERT_TRUE(succeeded(last));
  EXPECT_EQ(logits(last), logits(first));
  EXPECT_TRUE(both(site.ids("hospital", "prepared"), site.ids("service", "consumed")).empty());
}

/// The hospital has not met the service again since the sessions that it has forgotten.
TEST(Once, ARestoredHospitalBurnsWhatTheServiceRefuses) {
  Site site;
  site.start();
  site.stock(4, 4);
  site.save("hospital");
  const Outcome first = site.diagnose(2);
  ASSERT_TRUE(succeeded(first));
  const auto used = site.ids("service", "consumed");
  site.restore("hospital");
  ASSERT_TRUE(site.ids("hospital", "consumed").empty());

  const Outcome next = site.diagnose(1);
  ASSERT_TRUE(succeeded_with(next, {"bundles-spent-elsewhere", "count=1"}));
  EXPECT_EQ(site.ids("hospital", "burned"), used);
  EXPECT_EQ(logits(next), logits(first));
  EXPECT_EQ(site.level("service", "consumed"), 3U);
  EXPECT_TRUE(both(site.ids("hospital", "prepared"), site.ids("service", "consumed")).empty());
}

/// Both go back to one moment: neither can tell the other, but the dealer can.
TEST(Once, WhereBothAreRestoredTheDealerTells) {
  Site site;
  site.start();
  site.stock(6, 4);
  site.kill_service();
  site.save("hospital");
  site.save("service");
  site.start_service();
  ASSERT_TRUE(succeeded(site.diagnose(2)));
  ASSERT_TRUE(succeeded(site.prepare(1)));  // the dealer learns how both stand
  const auto used = site.ids("service", "consumed");
  site.kill_service();
  site.restore("hospital");
  site.restore("service");
  site.start_service();

  EXPECT_EQ(site.diagnose(1).status, 3);
  EXPECT_THAT(site.service().err(), testing::HasSubstr("old-copy-found role=dealer"));
  EXPECT_EQ(site.level("service", "prepared"), 0U);
  EXPECT_TRUE(both(used, site.ids("service", "consumed")).empty());

  ASSERT_TRUE(succeeded_with(site.prepare(1), {"old-copy-found role=dealer"}));
  ASSERT_TRUE(succeeded(site.diagnose(1)));
  EXPECT_TRUE(both(used, site.ids("service", "consumed")).empty());
}

/// The dealer hears of sessions even where nobody needs anything of it.
TEST(Once, TheDealerIsToldOfSessionsAfterAWhile) {
  Site site;
  site.start();
  site.stock(3, 3);
  ASSERT_TRUE(succeeded(site.diagnose(2)));
  const auto told = [&] {
    StoreOptions looking;
    looking.read_only = true;
    const auto store = open_store(site / "dealer.sqlite", looking).value();
    return store->spent_with(site.key("service"), Scope::kPeer).value().peer;
  };
  EXPECT_LT(told(), 2U);
  EXPECT_TRUE(eventually([&] { return told() == 2; }, 20s));
}

TEST(Once, AServiceWithoutItsDealerServesAfterAll) {
  Site site;
  site.start();
  site.stock(2, 2);
  site.kill_service();
  site.kill_dealer();
  site.start_service();
  ASSERT_TRUE(succeeded(site.diagnose(1)));
}

TEST(Once, AHospitalRestoredFromBeforePreparingMovesOn) {
  Site site;
  site.start();
  site.stock(6, 1);
  // Two bundles are delivered, but the service never hears of them.
  FrameProxy proxy(site.service_address);
  site.service_address = proxy.address();
  site.write_hospital_toml();
  proxy.cut_after(Way::kDown, 4);
  ASSERT_EQ(site.prepare(2).status, 3);
  ASSERT_EQ(site.level("hospital", "delivered"), 2U);
  site.save("hospital");
  ASSERT_TRUE(succeeded(site.prepare(2)));
  ASSERT_TRUE(succeeded(site.diagnose(3)));
  site.restore("hospital");

  EXPECT_TRUE(refused(site.prepare(2), 3, {"is consumed"}));
  EXPECT_EQ(site.level("hospital", "burned"), 2U);
  ASSERT_TRUE(succeeded(site.prepare(2)));
  ASSERT_TRUE(succeeded_with(site.diagnose(2), {"bundles-spent-elsewhere"}));
  EXPECT_EQ(site.level("service", "consumed"), 5U);
}

TEST(Once, ARestoredServiceIsNotAskedForTheSameIds) {
  Site site;
  site.start();
  site.stock(4, 4);
  site.kill_service();
  site.save("service");
  site.start_service();
  const Outcome first = site.diagnose(2);
  ASSERT_TRUE(succeeded(first));
  site.kill_service();
  site.restore("service");
  site.start_service();
  const auto used = site.ids("hospital", "consumed");
  const Outcome next = site.diagnose(2);
  ASSERT_TRUE(succeeded(next));
  EXPECT_EQ(logits(next), logits(first));
  EXPECT_TRUE(both(used, site.ids("service", "consumed")).empty());
}

TEST(Once, ARestoredDealerDeliversNothingTwice) {
  Site site;
  site.start();
  site.stock(6, 0);
  site.kill_dealer();
  site.save("dealer");
  site.start_dealer();
  site.start_service();
  ASSERT_TRUE(succeeded(site.prepare(4)));
  ASSERT_TRUE(succeeded(site.diagnose(1)));
  site.kill_dealer();
  site.restore("dealer");
  site.start_dealer();
  site.start_service();
  ASSERT_EQ(site.level("dealer", "dealt"), 6U);
  const Outcome prepared = site.prepare(2);
  ASSERT_TRUE(succeeded(prepared));
  EXPECT_EQ(prepared.report().fact("ready"), "5");
  EXPECT_EQ(site.ids("hospital", "prepared"), site.ids("service", "prepared"));
  ASSERT_TRUE(succeeded(site.diagnose(5)));
  EXPECT_EQ(site.level("service", "consumed"), 6U);
}

Outcome finish(Process& process) {
  const auto status = process.wait(20s);
  return {status.value_or(-1), process.out(), process.err()};
}

TEST(Once, DiagnosesAtTheSameTimeShareNothingAndWasteNothing) {
  Site site;
  site.start();
  site.stock(8, 8);
  const Outcome reference = site.run(site.verb(
      {"reference"}, {"--records", (examples() / "records.csv").string(), "--limit", "2"},
      "service"));
  std::vector<std::unique_ptr<Process>> runs;
  for (int i = 0; i < 4; ++i) runs.push_back(site.begin_diagnose(2));
  for (const auto& run : runs) {
    const Outcome outcome = finish(*run);
    ASSERT_TRUE(succeeded(outcome));
    for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(logits(outcome, i), logits(reference, i));
  }
  for (const char* role : {"hospital", "service"}) {
    EXPECT_EQ(site.level(role, "consumed"), 8U) << role;
    EXPECT_EQ(site.level(role, "burned"), 0U) << role;
  }
  EXPECT_TRUE(refused(site.diagnose(1), 3, {"pool-dry", "0 are left"}));
}

TEST(Once, PreparingAtTheSameTimeGivesEachJobItsOwn) {
  Site site;
  site.start();
  site.stock(24, 0);
  std::vector<std::unique_ptr<Process>> runs;
  for (int i = 0; i < 4; ++i) {
    runs.push_back(
        site.begin(site.verb({"hospital", "prepare"}, {"--count", "6"}, "hospital")));
  }
  for (const auto& run : runs) {
    const Outcome outcome = finish(*run);
    ASSERT_TRUE(succeeded(outcome));
    EXPECT_EQ(outcome.report().fact("prepared"), "6");
  }
  EXPECT_EQ(site.level("hospital", "prepared"), 24U);
  EXPECT_EQ(site.ids("hospital", "prepared"), site.ids("service", "prepared"));
  EXPECT_EQ(site.level("dealer", "dealt"), 0U);
}

TEST(Once, AKilledJobGivesItsBundlesBackAndItsSessionIsRecovered) {
  Site site;
  site.start();
  site.stock(3, 3);
  const std::string direct = site.service_address;
  FrameProxy proxy(direct);
  std::promise<void> ended;
  proxy.cut_after(Way::kDown, 6, [&] { ended.get_future().wait(); });  // in its first session
  site.service_address = proxy.address();
  site.write_hospital_toml();
  auto killed = site.begin_diagnose(3);
  ASSERT_TRUE(eventually([&] {
    const auto sessions = site.stats("hospital", "sessions").table("sessions");
    return !sessions.empty() && sessions[0].at("state") == "running";
  }));
  site.service_address = direct;
  site.write_hospital_toml();
  // Another job of the hospital leaves the session alone, and what the first holds.
  EXPECT_TRUE(refused(site.diagnose(1), 3, {"pool-dry", "0 are left"}));
  EXPECT_EQ(site.stats("hospital", "sessions").table("sessions")[0].at("state"), "running");
  killed.reset();
  ended.set_value();
  ASSERT_TRUE(succeeded(site.diagnose(2)));
  const auto sessions = site.stats("hospital", "sessions").table("sessions");
  EXPECT_EQ(column(sessions, "state"), (std::vector<std::string>{"done", "done", "failed"}));
  EXPECT_EQ(sessions[2].at("error"), "interrupted");
  EXPECT_EQ(site.level("hospital", "consumed"), 3U);
}

}  // namespace
}  // namespace medisc::test
