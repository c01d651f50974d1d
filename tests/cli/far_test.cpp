// A service that is far away: the same session, and every flight costs a delay.
#include "tests/cli/site.hpp"

namespace medisc::test {
namespace {

constexpr int kDelayMs = 15;
constexpr std::size_t kRecords = 2;

Report diagnosed(const Site& site) {
  const Outcome outcome = site.diagnose(kRecords);
  EXPECT_TRUE(succeeded(outcome));
  return outcome.report();
}

TEST(FarService, CostsADelayAFlightAndNothingElse) {
  Site site;
  site.start();
  site.stock(2 * kRecords, 2 * kRecords);
  const auto near = diagnosed(site).table("results");

  Process relay({WIRE_RELAY_BINARY, "--to", site.service_address, "--delay-ms",
                 std::to_string(kDelayMs), "--bytes-per-s", "10000000"},
                site / "relay");
  site.service_address = relay.await("wire-relay-ready address=");
  site.write_hospital_toml();
  const auto far = diagnosed(site).table("results");

  ASSERT_EQ(near.size(), kRecords);
  ASSERT_EQ(far.size(), kRecords);
  for (const char* name :
       {"record", "diagnosis", "logit_0", "logit_1", "flights", "bytes_up", "bytes_down"}) {
    EXPECT_EQ(column(far, name), column(near, name)) << name;
  }
  for (const Row& row : far) {
    const double flights = std::stod(row.at("flights"));
    EXPECT_GT(flights, 0);
    EXPECT_GE(std::stod(row.at("online_ms")), flights * kDelayMs);
  }
}

}  // namespace
}  // namespace medisc::test
