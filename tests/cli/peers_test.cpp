// Peers that are absent, unknown or of another mind: both sides say so, and nothing is spent.
#include "tests/cli/site.hpp"

namespace medisc::test {
namespace {

using testing::HasSubstr;

/// The pools of hospital and service, to hold against later.
std::vector<Row> levels(const Site& site) {
  auto rows = site.stats("hospital", "pools").table("pools");
  for (const Row& row : site.stats("service", "pools").table("pools")) rows.push_back(row);
  return rows;
}

TEST(Peers, AnAbsentDealerIsNamedWithTheAttempts) {
  Site site;
  site.start();
  site.stock(2, 1);
  const auto before = levels(site);
  site.kill_dealer();
  const auto started = std::chrono::steady_clock::now();
  EXPECT_TRUE(refused(site.prepare(1), 3,
                      {"peer-unavailable", "the dealer is not there", site.dealer_address,
                       "Connection refused", "2 attempts"}));
  EXPECT_LT(std::chrono::steady_clock::now() - started, 3s);
  EXPECT_EQ(levels(site), before);
}

TEST(Peers, AnAbsentServiceIsNamedWithTheAttempts) {
  Site site;
  site.start();
  site.stock(1, 1);
  const std::size_t before = site.level("hospital", "prepared");
  site.kill_service();
  for (const Outcome& outcome : {site.diagnose(1), site.prepare(1)}) {
    EXPECT_TRUE(refused(outcome, 3,
                        {"peer-unavailable", "the service is not there", site.service_address,
                         "Connection refused", "2 attempts"}));
  }
  EXPECT_EQ(site.level("hospital", "prepared"), before);
}

TEST(Peers, AServiceWithoutItsDealerSaysSo) {
  Site site;
  site.start_service();
  EXPECT_TRUE(
      refused(site.prepare(1), 3, {"peer-unavailable", "can't meet the dealer", "5 attempts"}));
  site.service().await("dealer-unavailable error=");
  EXPECT_TRUE(refused(site.fill(1), 3, {"has not registered", "'breast'"}));
}

TEST(Peers, AServiceRegistersOnceTheDealerIsThere) {
  Site site;
  site.start_dealer();
  const std::string address = site.dealer_address;
  site.kill_dealer();
  site.start_service();
  site.service().await("dealer-unavailable error=");
  // The same port again, as an operator would restart it.
  std::string config = contents(site / "dealer.toml");
  config.replace(config.find("127.0.0.1:0"), 11, address);
  site.write("dealer.toml", config);
  const auto dealer = site.begin({"dealer", "run", "--config", site.path("dealer.toml")});
  dealer->await("dealer-ready address=");
  EXPECT_EQ(site.service().await("plan-registered model="), "breast");
}

TEST(Peers, AnotherPlanIsToldApart) {
  Site site;
  site.start();
  site.stock(2, 2);
  const auto hospital = site.stats("hospital", "pools").table("pools");
  const std::string before = hospital[0].at("plan");
  site.model_settings += "weight_bits = 8\n";
  site.start_service();
  const std::string after = site.service().await("model-loaded model=breast plan=");
  ASSERT_NE(before, after);
  EXPECT_TRUE(
      refused(site.diagnose(1), 2, {"plan-mismatch", before, after, "medisc hospital"}));
  EXPECT_EQ(site.stats("hospital", "pools").table("pools"), hospital);

  // What the hint says works.
  site.service().await("plan-registered model=");
  site.stock(1, 1);
  EXPECT_TRUE(succeeded(site.diagnose(1)));
  EXPECT_EQ(site.stats("hospital", "pools").table("pools").at(0), hospital[0]);
}

TEST(Peers, AnUnknownHospitalIsRefused) {
  Site site;
  site.start();
  site.stock(1, 1);
  site.make_key("somebody");
  site.hospitals = {"somebody"};
  site.start_service();
  for (const Outcome& outcome : {site.diagnose(1), site.prepare(1)}) {
    EXPECT_TRUE(
        refused(outcome, 3, {"refused", site.key("hospital"), "not registered as a hospital"}));
  }
  EXPECT_EQ(site.level("hospital", "prepared"), 1U);
  EXPECT_EQ(site.level("service", "prepared"), 1U);
}

TEST(Peers, AnUnknownServiceIsRefusedByTheDealer) {
  Site site;
  site.make_key("somebody");
  site.start_dealer();
  std::string config = contents(site / "dealer.toml");
  config.replace(config.find(site.key("service")), 64, site.key("somebody"));
  site.write("dealer.toml", config);
  const auto dealer = site.begin({"dealer", "run", "--config", site.path("dealer.toml")});
  site.dealer_address = dealer->await("dealer-ready address=");
  site.start_service();
  site.service().await("dealer-unavailable error=");
  EXPECT_THAT(site.service().err(), HasSubstr("not registered as a service"));
  dealer->await("conversation-failed remote=");
  EXPECT_THAT(dealer->err(), HasSubstr(site.key("service")));
}

TEST(Peers, AServiceWithAnotherKeyIsNotTrusted) {
  Site site;
  site.start();
  site.stock(1, 1);
  site.service_key_at_hospital = site.make_key("expected");
  site.write_hospital_toml();
  EXPECT_TRUE(refused(site.prepare(1), 3, {"refused", site.key("expected"), "not ours"}));
  // An impostor at the address, with a key of its own, as the hospital sees it.
  site.service_key_at_hospital = site.key("dealer");
  site.service_address = site.dealer_address;
  site.write_hospital_toml();
  EXPECT_TRUE(refused(site.prepare(1), 3, {"refused", "is a dealer, expected a service"}));
}

TEST(Peers, AnUnknownModelIsRefused) {
  Site site;
  site.start();
  site.stock(1, 0);
  const Words model{"--config", site.path("hospital.toml"), "--model", "lungs"};
  Words prepare{"hospital", "prepare", "--count", "1"};
  prepare.insert(prepare.end(), model.begin(), model.end());
  EXPECT_TRUE(refused(site.run(prepare), 3, {"no model named 'lungs'"}));
  Words diagnose{"hospital", "diagnose", "--records", (examples() / "records.csv").string()};
  diagnose.insert(diagnose.end(), model.begin(), model.end());
  EXPECT_TRUE(refused(site.run(diagnose), 3,
                      {"pool-dry", "'lungs'", "medisc hospital prepare --model lungs"}));
  EXPECT_TRUE(refused(site.run({"dealer", "fill", "--config", site.path("dealer.toml"),
                                "--model", "lungs", "--count", "1"}),
                      3, {"has not registered", "'lungs'", "start the service"}));
}

TEST(Peers, ADryPoolSaysHowManyAreLeftAndWhatToRun) {
  Site site;
  site.start();
  site.stock(3, 2);
  const auto before = levels(site);
  EXPECT_TRUE(refused(site.diagnose(5), 3,
                      {"pool-dry", "'breast'", "'acme'", "5 records", "2 are left",
                       "medisc hospital prepare --model breast --count 3"}));
  EXPECT_EQ(levels(site), before);
  EXPECT_TRUE(refused(
      site.prepare(4), 3,
      {"pool-dry", "1 of 4 bundles were prepared", "3 are ready now", "medisc dealer fill"}));
  EXPECT_EQ(site.level("hospital", "prepared"), 3U);
}

}  // namespace
}  // namespace medisc::test
