// Certificates: what keygen makes, and every mistake named before anything starts.
#include <chrono>
#include <fstream>

#include "channel/credentials.hpp"
#include "tests/cli/site.hpp"

namespace medisc::test {
namespace {

using testing::HasSubstr;

TEST(TlsFiles, KeygenMakesThemBesideAKeyAndOverwritesNone) {
  Site site;
  const std::string key = site.path("new.key");
  const Words make{"keygen", "--output", key, "--tls", site.path("new"), "--format", "json"};
  const Outcome made = site.run(make);
  ASSERT_TRUE(succeeded(made));
  EXPECT_EQ(made.report().fact("secret_key_file"), key);
  EXPECT_EQ(made.report().fact("certificate_file"), site.path("new.crt"));
  EXPECT_EQ(made.report().fact("tls_key_file"), site.path("new.tls.key"));
  for (const char* file : {"new.key", "new.tls.key"}) {
    EXPECT_EQ(std::filesystem::status(site / file).permissions(), std::filesystem::perms(0600));
  }
  const std::string before = contents(site / "new.tls.key");
  EXPECT_TRUE(refused(
      site.run({"keygen", "--output", site.path("other.key"), "--tls", site.path("new")}), 2,
      {"new.crt exists already"}));
  EXPECT_FALSE(std::filesystem::exists(site / "other.key")) << "all or none";
  EXPECT_EQ(contents(site / "new.tls.key"), before);
  // For a party that has its key already.
  ASSERT_TRUE(succeeded(site.run({"keygen", "--show", key, "--tls", site.path("later")})));
  EXPECT_TRUE(std::filesystem::exists(site / "later.tls.key"));
  EXPECT_TRUE(refused(site.run({"keygen", "--tls", site.path("alone")}), 2, {"--output"}));
}

class BadFiles : public testing::Test {
 protected:
  BadFiles() {
    site_.make_certificate("service", "a");
    site_.make_certificate("service", "b");
  }

  /// Ends at its start, with one line that holds `parts`.
  void expect_refused(const std::string& lines, const Words& parts) {
    for (const char* role : {"dealer", "service", "hospital"}) site_.tls[role] = lines;
    site_.write_dealer_toml();
    site_.write_service_toml();
    site_.write_hospital_toml();
    EXPECT_TRUE(refused(site_.prepare(1), 2, parts));
    for (const char* role : {"dealer", "service"}) {
      const Outcome run =
          site_.run({role, "run", "--config", site_.path(std::string(role) + ".toml")});
      EXPECT_TRUE(refused(run, 2, parts)) << role;
    }
  }

  void write_pair(const std::string& name, SystemTime from, std::chrono::days lifetime) {
    const auto made = self_signed(name, from, lifetime);
    site_.write(name + ".crt", certificate_text(made));
    site_.write(name + ".tls.key", key_text(made));
    std::filesystem::permissions(site_ / (name + ".tls.key"), std::filesystem::perms(0600));
  }

  static std::string pair(const std::string& certificate, const std::string& key) {
    return "certificate = \"" + certificate + ".crt\"\nkey = \"" + key + ".tls.key\"\n";
  }

  Site site_;
  const SystemTime now_ = std::chrono::system_clock::now();
};

TEST_F(BadFiles, AreNamedAtTheStart) {
  expect_refused(pair("none", "a"), {"usage", "none.crt", "No such file", "keygen --tls"});
  expect_refused(pair("a", "none"), {"usage", "none.tls.key", "No such file"});
  expect_refused(pair("a", "b"), {"usage", "b.tls.key is not that of", "a.crt"});
  expect_refused(pair("a", "a") + "authority = \"a.tls.key\"\n",
                 {"usage", "authority", "a.tls.key holds no PEM certificate"});
  expect_refused("certificate = \"a.crt\"\n", {"usage", ".toml:", "no key"});
  std::filesystem::permissions(site_ / "a.tls.key", std::filesystem::perms(0644));
  expect_refused(pair("a", "a"), {"usage", "a.tls.key is open to others", "chmod 600"});
}

TEST_F(BadFiles, AndCertificatesOutOfTheirTime) {
  write_pair("old", now_ - std::chrono::days(20), std::chrono::days(10));
  expect_refused(pair("old", "old"), {"usage", "old.crt has expired on 20"});
  write_pair("early", now_ + std::chrono::days(20), std::chrono::days(10));
  expect_refused(pair("early", "early"), {"usage", "early.crt is not valid before 20"});
}

TEST_F(BadFiles, ACertificateThatEndsSoonIsWarnedOf) {
  write_pair("soon", now_, std::chrono::days(20));
  site_.tls["dealer"] = pair("soon", "soon");
  site_.start_dealer();
  EXPECT_THAT(site_.dealer().err(), HasSubstr("certificate-expires"));
  EXPECT_THAT(site_.dealer().err(), HasSubstr("soon.crt"));
  site_.tls["dealer"] = pair("a", "a");
  site_.start_dealer();
  EXPECT_THAT(site_.dealer().err(), testing::Not(HasSubstr("certificate-expires")));
}

}  // namespace
}  // namespace medisc::test
