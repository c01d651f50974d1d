// Three processes whose channels are encrypted, and those who would come between.
#include "tests/cli/caller.hpp"
#include "tests/cli/site.hpp"
#include "tests/cli/tls_intruder.hpp"

namespace medisc::test {
namespace {

using testing::HasSubstr;

std::string file_lines(const std::string& name) {
  return "certificate = \"" + name + ".crt\"\nkey = \"" + name + ".tls.key\"\n";
}

TEST(Tls, DiagnosesEqualTheReference) {
  Site site;
  site.encrypt();
  site.start();
  site.dealer().await("channel=tls");
  site.stock(6, 6);
  const Outcome reference = site.run(site.verb(
      {"reference"}, {"--records", (examples() / "records.csv").string(), "--limit", "6"},
      "service"));
  ASSERT_TRUE(succeeded(reference));
  site.write("reference.json", reference.out);
  const Outcome done =
      site.diagnose(6, {"--batch", "2", "--expect", site.path("reference.json")});
  ASSERT_TRUE(succeeded(done));
  EXPECT_EQ(done.report().fact("equal_to_reference"), "6");
  site.service().await("channel=tls");
}

TEST(Tls, CostsARecordsFrameAMessageOnTheWire) {
  const auto wire = [](bool encrypt) {
    Site site;
    if (encrypt) site.encrypt();
    site.start();
    site.stock(1, 1);
    EXPECT_TRUE(succeeded(site.diagnose(1)));
    const Row session = site.stats("hospital", "sessions").table("sessions").at(0);
    return std::stol(session.at("wire_up")) + std::stol(session.at("wire_down"));
  };
  EXPECT_EQ(wire(true) - wire(false), 6 * 22) << "6 flights, a record each";
}

TEST(Tls, CertificatesOfACommonAuthorityAreAccepted) {
  Site site;
  site.encrypt();
  std::string authorities;
  for (const char* role : {"dealer", "service", "hospital"}) {
    site.make_certificate(role, role);
    authorities += contents(site / (std::string(role) + ".crt"));
    site.tls[role] += file_lines(role) + "authority = \"all.crt\"\n";
  }
  site.write("all.crt", authorities);
  site.start();
  site.stock(1, 1);
  EXPECT_TRUE(succeeded(site.diagnose(1)));
}

TEST(Tls, APeerOfAnotherAuthorityIsRefused) {
  Site site;
  site.encrypt();
  site.make_certificate("service", "service");
  site.make_certificate("dealer", "other");
  site.tls["service"] += file_lines("service");
  site.tls["hospital"] += "authority = \"other.crt\"\n";
  site.start();
  EXPECT_TRUE(refused(site.prepare(1), 3,
                      {"refused", site.service_address,
                       "the peer's certificate is not accepted", "authority"}));
  site.service().await("does not accept this side's certificate");
  site.tls["hospital"] = "mode = \"always\"\nauthority = \"service.crt\"\n";
  site.write_hospital_toml();
  // The dealer's certificate is one of its own making, and now the service's is accepted.
  EXPECT_TRUE(refused(site.prepare(1), 3, {"refused", site.dealer_address, "not accepted"}));
}

TEST(Tls, WhoEndsItInTheMiddleIsRefused) {
  Site site;
  site.encrypt();
  site.start();
  site.stock(1, 1);
  TlsConfig config;
  config.mode = TlsMode::kAlways;
  TlsIntruder intruder(site.service_address,
                       Channels::open(config, std::chrono::system_clock::now()).value());
  site.service_address = intruder.address();
  site.write_hospital_toml();
  const auto before = site.level("hospital", "prepared");
  EXPECT_TRUE(refused(site.diagnose(1), 3,
                      {"refused", "did not prove on this channel", "nobody sits between"}));
  EXPECT_GT(intruder.overheard(), 0u) << "it was in the middle";
  EXPECT_EQ(site.level("hospital", "prepared"), before);
  site.service().await("did not prove on this channel");
}

TEST(Tls, SidesThatDifferSayWhoSpeaksIt) {
  Site site;
  site.tls["service"] = site.tls["dealer"] = "mode = \"always\"\n";
  site.start();
  const auto started = std::chrono::steady_clock::now();
  EXPECT_TRUE(refused(site.prepare(1), 1,
                      {"protocol", site.service_address, "the peer speaks TLS", "[tls]"}));
  EXPECT_LT(std::chrono::steady_clock::now() - started, 5s);
  site.service().await("the peer does not speak TLS");

  site.tls.clear();
  site.tls["hospital"] = "mode = \"always\"\n";
  site.start();
  EXPECT_TRUE(
      refused(site.prepare(1), 1,
              {"protocol", site.service_address, "the peer does not speak TLS", "[tls]"}));
  site.service().await("the peer speaks TLS");
}

TEST(Tls, AStrangerBehindItIsRefused) {
  Site site;
  site.encrypt();
  site.make_key("stranger");
  site.start();
  site.write("hospital.key.saved", "");
  std::filesystem::rename(site / "stranger.key", site / "hospital.key");
  EXPECT_TRUE(refused(site.prepare(1), 3, {"refused", "is not registered as a hospital"}));
}

TEST(Tls, SilentCallersAreDroppedAndHoldNobodyUp) {
  Site site;
  site.encrypt();
  site.start();
  site.stock(1, 1);
  Caller silent(site.service_address);
  Caller begun(site.service_address);
  begun.send_raw({0x16, 0x03, 0x01, 0x01, 0x00, 0x01, 0x00});
  EXPECT_TRUE(succeeded(site.diagnose(1)));
  EXPECT_TRUE(silent.dropped_within(12s));
  EXPECT_TRUE(begun.dropped_within(2s));
}

}  // namespace
}  // namespace medisc::test
