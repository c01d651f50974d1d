// Dealer, service and hospital on three machines, with TLS between them: in any order, with
// machines that die and cables that are pulled. Nothing hangs, nothing is used twice.
#include <algorithm>

#include "tests/cli/site.hpp"
#include "tests/network/machines.hpp"

namespace medisc::test {
namespace {

using testing::HasSubstr;

/// A site whose roles run on machines of their own, at ports that are known beforehand.
class AcrossMachines : public testing::Test {
 protected:
  void SetUp() override {
    if (const auto reason = Machines::why_not()) GTEST_SKIP() << *reason;
    machines = std::make_unique<Machines>();
    site = std::make_unique<Site>();
    for (const char* role : {"dealer", "service", "hospital"}) {
      site->launchers[role] = machines->words(role);
    }
    site->dealer_address = Machines::address("dealer") + ":7800";
    site->service_address = Machines::address("service") + ":7801";
    site->listen["dealer"] = site->dealer_address;
    site->listen["service"] = site->service_address;
    site->dealer_settings = "[stock]\nlow = 20\nhigh = 40\n";
    site->service_settings = "[limits]\nsilence_s = 2\n";
    site->silence_seconds = 2;
    site->hospital_settings =
        "[[pools]]\nservice = \"acme\"\nmodel = \"breast\"\nlow = 6\nhigh = 12\n";
    site->write_dealer_toml();
    site->write_service_toml();
    site->write_hospital_toml();
  }

  void start(const std::string& role) {
    if (role == "dealer") site->start_dealer();
    if (role == "service") site->start_service();
    if (role == "hospital") {
      keeper = site->begin({"hospital", "run", "--config", site->path("hospital.toml")});
      keeper->await("hospital-ready pools=");
    }
  }
  /// Prepared bundles, once a keeper has made some.
  bool stocked(std::size_t count) {
    return eventually([&] { return prepared() >= count; }, 30s);
  }
  std::size_t prepared() {
    const auto pools = site->stats("hospital", "pools").table("pools");
    return pools.empty() ? 0 : std::stoul(pools.at(0).at("prepared"));
  }
  /// Each bundle that both have spent, was spent by one session.
  void expect_nothing_used_twice() {
    const auto spent = site->ids("hospital", "consumed");
    const auto prepared_there = site->ids("service", "prepared");
    std::vector<std::string> usable;
    std::ranges::set_intersection(spent, prepared_there, std::back_inserter(usable));
    for (const std::string& id : usable) {
      EXPECT_EQ(site->ids("hospital", "prepared").count(id), 0U) << id;
    }
    std::size_t records = 0;
    for (const Row& session : site->stats("service", "sessions").table("sessions")) {
      records += std::stoul(session.at("records"));
    }
    EXPECT_EQ(records, site->level("service", "consumed"));
  }

  std::unique_ptr<Machines> machines;
  std::unique_ptr<Site> site;
  std::unique_ptr<Process> keeper;
};

TEST_F(AcrossMachines, StartInAnyOrder) {
  const std::vector<std::vector<std::string>> orders{{"hospital", "service", "dealer"},
                                                     {"service", "dealer", "hospital"},
                                                     {"dealer", "hospital", "service"}};
  for (const auto& order : orders) {
    SCOPED_TRACE(order[0] + ", " + order[1] + ", " + order[2]);
    keeper.reset();
    site->kill_service();
    site->kill_dealer();
    for (const std::string& role : order) start(role);
    ASSERT_TRUE(stocked(6));
    ASSERT_TRUE(succeeded(site->diagnose(4)));
  }
  EXPECT_THAT(site->service().err(), HasSubstr("service-ready"));
  expect_nothing_used_twice();
}

TEST_F(AcrossMachines, TheDealerDiesAndComesBack) {
  for (const char* role : {"dealer", "service", "hospital"}) start(role);
  ASSERT_TRUE(stocked(12));
  site->kill_dealer();
  ASSERT_TRUE(succeeded(site->diagnose(10)));  // from the pool: no dealer is needed
  keeper->await("pool-not-refilled", 30s);
  const Outcome dry = site->diagnose(20);
  EXPECT_TRUE(refused(dry, 3, {"pool-dry", "are left"}));
  start("dealer");
  ASSERT_TRUE(stocked(12));
  ASSERT_TRUE(succeeded(site->diagnose(8)));
  expect_nothing_used_twice();
}

TEST_F(AcrossMachines, TheServiceIsRestartedBetweenSessions) {
  for (const char* role : {"dealer", "service", "hospital"}) start(role);
  ASSERT_TRUE(stocked(12));
  for (const int how : {SIGTERM, SIGKILL}) {
    ASSERT_TRUE(succeeded(site->diagnose(2)));
    site->service().signal(how);
    ASSERT_TRUE(site->service().wait(10s).has_value());
    EXPECT_TRUE(refused(site->diagnose(1), 3, {"peer-unavailable", "the service"}));
    start("service");
    ASSERT_TRUE(succeeded(site->diagnose(2)));
  }
  expect_nothing_used_twice();
}

TEST_F(AcrossMachines, ACableIsPulledInTheMiddleOfASession) {
  for (const char* role : {"dealer", "service", "hospital"}) start(role);
  ASSERT_TRUE(stocked(12));
  keeper.reset();
  const auto running = [&] {
    const auto sessions = site->stats("service", "sessions").table("sessions");
    return std::ranges::any_of(
        sessions, [](const Row& session) { return session.at("state") == "running"; });
  };
  for (const char* machine : {"hospital", "service"}) {
    SCOPED_TRACE(machine);
    machines->slow_down("hospital", 400);
    const auto diagnosing = site->begin_diagnose(1);
    ASSERT_TRUE(eventually(running, 20s)) << diagnosing->err();
    machines->cut(machine);
    const auto status = diagnosing->wait(20s);
    ASSERT_TRUE(status.has_value()) << "it hangs: " << diagnosing->err();
    EXPECT_EQ(*status, 3) << diagnosing->err();
    EXPECT_THAT(diagnosing->err(), HasSubstr("has been silent for 2 s"));
    EXPECT_TRUE(eventually([&] { return !running(); }, 10s)) << site->service().err();
    machines->speed_up("hospital");
    machines->join(machine);
    ASSERT_TRUE(eventually([&] { return site->diagnose(1).status == 0; }, 20s));
  }
  expect_nothing_used_twice();
}

TEST_F(AcrossMachines, AShortCutOfTheCableCostsNothing) {
  site->service_settings = "[limits]\nsilence_s = 30\n";
  site->silence_seconds = 30;
  for (const char* role : {"dealer", "service", "hospital"}) start(role);
  ASSERT_TRUE(stocked(12));
  machines->slow_down("hospital", 1000);
  const auto diagnosing = site->begin_diagnose(3);
  pause(1s);
  machines->cut("hospital");
  pause(1s);
  machines->join("hospital");
  machines->speed_up("hospital");
  const auto status = diagnosing->wait(30s);
  ASSERT_TRUE(status.has_value());
  EXPECT_EQ(*status, 0) << diagnosing->err();
  expect_nothing_used_twice();
}

}  // namespace
}  // namespace medisc::test
