// Daemons end when they are told to, and start only where they can listen.
#include "tests/cli/caller.hpp"
#include "tests/cli/site.hpp"

namespace medisc::test {
namespace {

using testing::HasSubstr;

void expect_stops(Process& daemon, int signal, Patience patience) {
  daemon.signal(signal);
  const auto status = daemon.wait(patience);
  ASSERT_TRUE(status.has_value()) << daemon.err();
  EXPECT_EQ(*status, 0) << daemon.err();
  EXPECT_THAT(daemon.err(), HasSubstr("stopping"));
  EXPECT_THAT(daemon.err(), HasSubstr("stopped"));
}

TEST(Shutdown, AtOnceWhereNothingRuns) {
  for (const int signal : {SIGTERM, SIGINT}) {
    Site site;
    site.start();
    expect_stops(site.service(), signal, 2s);
    expect_stops(site.dealer(), signal, 2s);
  }
}

TEST(Shutdown, WhileTheDealerIsSoughtStill) {
  Site site;
  site.start_service();
  expect_stops(site.service(), SIGTERM, 2s);
}

TEST(Shutdown, WithASilentStrangerConnected) {
  Site site;
  site.start();
  Caller at_service(site.service_address);
  Caller at_dealer(site.dealer_address);
  pause(50ms);
  site.dealer().signal(SIGTERM);
  expect_stops(site.service(), SIGTERM, 6s);
  expect_stops(site.dealer(), SIGTERM, 1s);
  EXPECT_TRUE(at_service.dropped_within(1s));
}

TEST(Shutdown, WithAHospitalThatIsIdleOrInTheMiddleOfASession) {
  Site site;
  site.start();
  site.stock(1, 1);
  const Identity hospital = identity_in(site.path("hospital.key"));
  const auto service = from_hex<PublicKey>(site.key("service"), "key").value();
  Caller idle(site.service_address);
  Caller busy(site.service_address);
  ASSERT_TRUE(idle.shake_hands(hospital, Role::kHospital, {service, Role::kService}));
  ASSERT_TRUE(busy.shake_hands(hospital, Role::kHospital, {service, Role::kService}));
  const std::string plan = site.stats("hospital", "pools").table("pools")[0].at("plan");
  OpenSession open{from_hex<PlanHash>(plan, "plan").value(), {}};
  for (const std::string& id : site.ids("hospital", "prepared")) {
    open.ids.push_back(from_hex<BundleId>(id, "id").value());
  }
  ASSERT_TRUE(busy.exchange_spent());
  busy.send(open);
  const auto accepted = busy.receive();
  ASSERT_TRUE(accepted && std::holds_alternative<SessionAccepted>(*accepted));
  const auto opened = busy.receive();
  ASSERT_TRUE(opened && std::holds_alternative<SessionOpened>(*opened));
  expect_stops(site.service(), SIGTERM, 6s);
  EXPECT_EQ(site.level("service", "consumed"), 1U);
}

TEST(Shutdown, APortInUseIsAClearError) {
  Site site;
  site.start();
  for (const char* role : {"dealer", "service"}) {
    const std::string name = std::string(role) + ".toml";
    const std::string taken =
        role == std::string("dealer") ? site.dealer_address : site.service_address;
    std::string config = contents(site / name);
    config.replace(config.find("127.0.0.1:0"), 11, taken);
    site.write(name, config);
    const Outcome second = site.run({role, "run", "--config", site.path(name)});
    EXPECT_EQ(second.status, 2);
    EXPECT_THAT(second.err, HasSubstr("can't listen at " + taken));
    EXPECT_THAT(second.err, HasSubstr("port"));
  }
  // Those who were there first work on.
  site.stock(1, 1);
  EXPECT_TRUE(succeeded(site.diagnose(1)));
}

}  // namespace
}  // namespace medisc::test
