// Metrics and logs of real daemons around a real diagnosis, held against the statistics.
#include <cmath>
#include <fstream>
#include <regex>

#include "config/address.hpp"
#include "tests/cli/caller.hpp"
#include "tests/cli/site.hpp"
#include "tests/metrics/http_client.hpp"

namespace medisc::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kAnyPort = "[metrics]\nlisten = \"127.0.0.1:0\"\n";
constexpr const char* kHospital = "hospital=\"hospital\",model=\"breast\"";

Address metrics_of(Process& daemon) {
  return parse_address(daemon.await("metrics-ready address=")).value();
}

std::map<std::string, double> scrape(Process& daemon) {
  const Page page = get(metrics_of(daemon), "/metrics");
  EXPECT_EQ(page.status, 200);
  return samples_in(page.body);
}

double sum_of(const std::vector<Row>& rows, const std::string& name) {
  double sum = 0;
  for (const Row& row : rows) sum += std::stod(row.at(name));
  return sum;
}

TEST(Metrics, OfTheServiceAreWhatItsStatisticsSay) {
  Site site;
  site.daemon_settings = kAnyPort;
  site.start();
  site.stock(8, 6);
  ASSERT_TRUE(succeeded(site.diagnose(3)));
  ASSERT_TRUE(succeeded(site.diagnose(2, {"--batch", "2"})));
  // The hospital may have its result before the service has written its books.
  const auto sessions = [&] {
    return site.stats("service", "sessions").table("sessions");
  };
  ASSERT_TRUE(eventually([&] {
    const auto states = column(sessions(), "state");
    return std::ranges::count(states, "done") == 4;
  }));
  const auto metrics = scrape(site.service());
  const auto rows = sessions();
  const std::string model = "{model=\"breast\"}";
  const std::string up = "{direction=\"up\",model=\"breast\"}";
  const std::string down = "{direction=\"down\",model=\"breast\"}";
  const auto expect = [&](const std::string& name, double value) {
    ASSERT_EQ(metrics.count(name), 1u) << name;
    EXPECT_NEAR(metrics.at(name), value, std::abs(value) * 1e-6) << name;
  };
  expect("medisc_sessions_total{model=\"breast\",outcome=\"done\",peer=\"hospital\"}", 4);
  expect("medisc_records_total{model=\"breast\",peer=\"hospital\"}", 5);
  expect("medisc_flights_total" + model, sum_of(rows, "flights"));
  expect("medisc_payload_bytes_total" + up, sum_of(rows, "payload_up"));
  expect("medisc_payload_bytes_total" + down, sum_of(rows, "payload_down"));
  expect("medisc_wire_bytes_total" + up, sum_of(rows, "wire_up"));
  expect("medisc_wire_bytes_total" + down, sum_of(rows, "wire_down"));
  expect("medisc_session_wire_bytes_sum" + up, sum_of(rows, "wire_up"));
  expect("medisc_session_online_seconds_count" + model, 4);
  expect("medisc_session_online_seconds_sum" + model, sum_of(rows, "online_ms") / 1000);
  expect("medisc_session_seconds_sum" + model, sum_of(rows, "total_ms") / 1000);

  const Row pool = site.stats("service", "pools").table("pools").at(0);
  for (const char* state : {"delivered", "prepared"}) {
    expect(std::string("medisc_pool_bundles{") + kHospital + ",state=\"" + state + "\"}",
           std::stod(pool.at(state)));
  }
  const std::string labels = std::string("{") + kHospital + "}";
  expect("medisc_bundles_consumed_total" + labels, 5);
  expect("medisc_bundles_burned_total" + labels, 0);
  expect("medisc_bundles_prepared_total" + labels, 6);
  expect("medisc_pool_runway_seconds" + labels, std::stod(pool.at("hours_left")) * 3600);
  EXPECT_GT(metrics.at("medisc_database_bytes"), 0);
  EXPECT_GT(metrics.at("medisc_disk_free_bytes"), 0);
}

TEST(Metrics, OfTheDealerCountWhatAnotherProcessDeals) {
  Site site;
  site.daemon_settings = kAnyPort;
  site.start();
  site.stock(8, 3);
  const auto metrics = scrape(site.dealer());
  const std::string labels = "{hospital=\"st-anna\",model=\"breast\",service=\"acme\"}";
  EXPECT_EQ(metrics.at("medisc_bundles_dealt_total" + labels), 8);
  EXPECT_EQ(metrics.at("medisc_bundles_delivered_total" + labels), 3);
  EXPECT_EQ(metrics.at("medisc_pool_bundles{hospital=\"st-anna\",model=\"breast\","
                       "service=\"acme\",state=\"dealt\"}"),
            5);
  EXPECT_GE(metrics.at("medisc_conversations_total"), 3);
}

TEST(Metrics, OfAHospitalTellHowFullItsPoolsAre) {
  Site site;
  site.hospital_settings =
      "[[pools]]\nservice = \"acme\"\nmodel = \"breast\"\nlow = 2\nhigh = 4\n";
  site.start();
  ASSERT_TRUE(succeeded(site.fill(6)));
  const auto hospital = site.begin({"hospital", "run", "--config", site.path("hospital.toml")});
  hospital->await("pool-refilled model=");
  // Its gateway serves them.
  site.write("gateway.toml",
             "[gateway]\nlisten = \"127.0.0.1:0\"\nhospital = \"hospital.sqlite.socket\"\n" +
                 std::string(kAnyPort));
  const auto gateway = site.begin({"gateway", "run", "--config", site.path("gateway.toml")});
  const auto metrics = scrape(*gateway);
  EXPECT_EQ(metrics.at("medisc_bundles_prepared_total{model=\"breast\",service=\"acme\"}"), 4);
  EXPECT_EQ(metrics.at("medisc_pool_bundles{model=\"breast\",service=\"acme\","
                       "state=\"prepared\"}"),
            4);
  EXPECT_EQ(get(metrics_of(*gateway), "/healthz").status, 200);
  hospital->signal(SIGTERM);
  EXPECT_EQ(hospital->wait(20s), 0);
  EXPECT_EQ(get(metrics_of(*gateway), "/healthz").status, 503);
}

TEST(Metrics, CountRefusalsByTheirId) {
  Site site;
  site.daemon_settings = kAnyPort;
  site.start();
  site.hospitals.clear();
  site.make_key("other");
  site.hospitals = {"other"};
  site.start_service();
  EXPECT_EQ(site.prepare(1).status, 3);
  ASSERT_TRUE(eventually([&] {
    const auto metrics = scrape(site.service());
    const auto found = metrics.find("medisc_refusals_total{error=\"refused\"}");
    return found != metrics.end() && found->second >= 1;
  }));
  EXPECT_EQ(get(metrics_of(site.service()), "/").status, 404);
}

TEST(Metrics, HealthFollowsTheDaemon) {
  Site site;
  site.daemon_settings = kAnyPort;
  site.start();
  const Address dealer = metrics_of(site.dealer());
  ASSERT_TRUE(eventually([&] { return get(dealer, "/healthz").status == 200; }));
  EXPECT_THAT(get(dealer, "/healthz").body, HasSubstr("\"role\":\"dealer\""));

  const Address service = metrics_of(site.service());
  ASSERT_TRUE(eventually([&] { return get(service, "/healthz").status == 200; }));
  Caller idle(site.service_address);  // holds the daemon up for its grace
  ASSERT_TRUE(
      eventually([&] { return scrape(site.service()).at("medisc_conversations_open") > 0; }));
  site.service().signal(SIGTERM);
  EXPECT_TRUE(eventually([&] {
    return get(service, "/healthz").body.find("\"reason\":\"stopping\"") != std::string::npos;
  }));
  EXPECT_EQ(get(service, "/healthz").status, 503);
  EXPECT_EQ(site.service().wait(20s), 0);
  EXPECT_EQ(get(service, "/healthz").status, 0) << "nobody answers";
}

TEST(Metrics, APortInUseIsRefused) {
  Site site;
  site.daemon_settings = kAnyPort;
  site.start_dealer();
  const std::string taken = to_string(metrics_of(site.dealer()));
  site.daemon_settings = "[metrics]\nlisten = \"" + taken + "\"\n";
  site.write_service_toml();
  const auto second = site.begin({"service", "run", "--config", site.path("service.toml")});
  EXPECT_EQ(second->wait(20s), 2);
  EXPECT_THAT(second->err(), HasSubstr("can't serve metrics at " + taken));
  EXPECT_THAT(second->err(), HasSubstr("[metrics] listen"));
  EXPECT_THAT(second->err(), Not(HasSubstr("service-ready")));
}

TEST(Metrics, AreNotServedUnlessAskedFor) {
  Site site;
  site.start();
  EXPECT_THAT(site.service().err() + site.dealer().err(), Not(HasSubstr("metrics-ready")));
}

/// Whether a text holds this, as bytes or in hexadecimal.
void expect_absent(const std::string& secret, const std::string& text) {
  EXPECT_EQ(text.find(secret), std::string::npos);
}

TEST(Logs, NameSessionsAndPeersAndNoSecret) {
  Site site;
  site.daemon_settings = std::string(kAnyPort) + "[log]\nlevel = \"debug\"\n";
  site.start();
  site.stock(2, 2);
  ASSERT_TRUE(succeeded(site.diagnose(1)));
  const std::string session = site.service().await("session-done session=");
  EXPECT_EQ(site.stats("hospital", "sessions").table("sessions").at(0).at("session"), session);
  const std::string log = site.service().err();
  EXPECT_THAT(log,
              HasSubstr("peer-met role=hospital peer=hospital key=" + site.key("hospital")));
  EXPECT_THAT(log, testing::ContainsRegex("session-done session=" + session +
                                          " model=breast role=hospital peer=hospital key=" +
                                          site.key("hospital") + " records=1 online_us="));
  EXPECT_THAT(log, testing::ContainsRegex("bundles-prepared role=hospital peer=hospital key="));
  EXPECT_TRUE(eventually([&] {
    return std::regex_search(
        site.service().err(),
        std::regex("conversation-ended remote=[0-9.:]+ role=hospital peer=hospital key="));
  }));
  EXPECT_THAT(site.dealer().err(), HasSubstr("peer-met role=hospital peer=st-anna key="));
  EXPECT_THAT(site.dealer().err(), HasSubstr("peer-met role=service peer=acme key="));

  const std::string all = site.service().err() + site.dealer().err() +
                          get(metrics_of(site.service()), "/metrics").body +
                          get(metrics_of(site.dealer()), "/metrics").body;
  for (const char* role : {"dealer", "service", "hospital"}) {
    std::ifstream file(site / (std::string(role) + ".key"));
    for (std::string line; std::getline(file, line);) {
      if (line.size() == 64) expect_absent(line, all);
    }
  }
  const std::string page = get(metrics_of(site.service()), "/metrics").body;
  expect_absent(session, page);
  expect_absent(site.key("hospital"), page);
  for (const std::string& id : site.ids("service", "consumed")) expect_absent(id, page);
  expect_absent("wdbc-001", all);
}

}  // namespace
}  // namespace medisc::test
