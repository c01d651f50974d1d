// Configurations as verbs take them: from a file, the environment and flags; shown and checked.
#include <fstream>

#include "tests/cli/site.hpp"

namespace medisc::test {
namespace {

using testing::HasSubstr;

/// Set for as long as this lives, for this process and those that it starts.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    ::setenv(name, value.c_str(), 1);
  }
  ~Variable() { ::unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

class Configuration : public testing::Test {
 protected:
  Outcome show(const std::string& role, const Words& more = {}) const {
    Words words{"config", "show", "--config", site_.path(role + ".toml"), "--format", "json"};
    words.insert(words.end(), more.begin(), more.end());
    return site_.run(words);
  }
  /// A key's cell of `config show`.
  std::string shown(const std::string& key, const std::string& column,
                    const Words& more = {}) const {
    const Outcome outcome = show("dealer", more);
    EXPECT_TRUE(succeeded(outcome));
    for (auto& row : outcome.report().table("settings")) {
      if (row.at("key") == key) return row.at(column);
    }
    return "no such key";
  }
  Outcome check(const std::string& role) const {
    return site_.run({"config", "check", "--config", site_.path(role + ".toml")});
  }

  Site site_;
};

TEST_F(Configuration, FlagsStandAboveTheEnvironmentAndThatAboveTheFile) {
  EXPECT_EQ(shown("log.level", "value"), "info");
  EXPECT_EQ(shown("log.level", "origin"), "default");
  EXPECT_EQ(shown("dealer.listen", "value"), "127.0.0.1:0");
  EXPECT_EQ(shown("dealer.listen", "where"), site_.path("dealer.toml") + ":2");
  const Variable level("MEDISC_LOG_LEVEL", "warning");
  EXPECT_EQ(shown("log.level", "value"), "warning");
  EXPECT_EQ(shown("log.level", "where"), "MEDISC_LOG_LEVEL");
  const Words flag{"--set", "log.level=debug"};
  EXPECT_EQ(shown("log.level", "value", flag), "debug");
  EXPECT_EQ(shown("log.level", "origin", flag), "flag");
}

TEST_F(Configuration, KeysAreShownAsPathsAlone) {
  EXPECT_EQ(shown("dealer.key", "value"), site_.path("dealer.key"));
  std::string secret = contents(site_ / "dealer.key");
  secret = secret.substr(secret.find('\n') + 1, 64);
  EXPECT_EQ(show("dealer").out.find(secret), std::string::npos);
}

TEST_F(Configuration, RunsTakeTheUsualFlags) {
  const auto dealer = site_.begin({"dealer", "run", "--config", site_.path("dealer.toml"),
                                   "--listen", "[::1]:0", "--database",
                                   site_.path("other.sqlite"), "--log-format", "json"});
  EXPECT_THAT(dealer->await("\"address\":\"[::1]:"), testing::Not(testing::IsEmpty()));
  EXPECT_TRUE(std::filesystem::exists(site_ / "other.sqlite"));
  EXPECT_FALSE(std::filesystem::exists(site_ / "dealer.sqlite"));
}

TEST_F(Configuration, MistakesNameTheVariableOrFlag) {
  const Words run{"dealer", "run", "--config", site_.path("dealer.toml")};
  {
    const Variable wrong("MEDISC_DEALER_LISTEN", "nowhere");
    EXPECT_TRUE(refused(site_.run(run), 2, {"MEDISC_DEALER_LISTEN: listen"}));
  }
  {
    const Variable unknown("MEDISC_DEALER_LISTNE", "127.0.0.1:0");
    EXPECT_TRUE(refused(site_.run(run), 2, {"MEDISC_DEALER_LISTNE", "MEDISC_DEALER_LISTEN?"}));
    EXPECT_TRUE(succeeded(site_.run({"keygen", "--show", site_.path("dealer.key")})))
        << "a verb without a configuration looks at no variable";
  }
  Words flag = run;
  flag.insert(flag.end(), {"--log-level", "loud"});
  EXPECT_TRUE(refused(site_.run(flag), 2, {"--log-level: level is \"loud\""}));
  flag = run;
  flag.insert(flag.end(), {"--set", "listen"});
  EXPECT_TRUE(refused(site_.run(flag), 2, {"--set listen", "section.key=value"}));
}

TEST_F(Configuration, AKeyMayBeBehindAPassphrase) {
  const std::string key = site_.path("protected.key");
  const std::string passphrase = site_.path("passphrase");
  std::ofstream(passphrase) << "open sesame\n";
  EXPECT_TRUE(refused(site_.run({"keygen", "--output", key, "--passphrase-file", passphrase}),
                      2, {"passphrase", "is open to others", "chmod 600"}));
  std::filesystem::permissions(passphrase, std::filesystem::perms(0600));
  const Outcome made = site_.run(
      {"keygen", "--output", key, "--passphrase-file", passphrase, "--format", "json"});
  ASSERT_TRUE(succeeded(made));
  const Outcome shown =
      site_.run({"keygen", "--show", key, "--passphrase-file", passphrase, "--format", "json"});
  ASSERT_TRUE(succeeded(shown));
  EXPECT_EQ(made.report().fact("public_key"), shown.report().fact("public_key"));

  Words run{"dealer",   "run",
            "--config", site_.path("dealer.toml"),
            "--set",    "dealer.key=" + key,
            "--set",    "dealer.key_passphrase=" + passphrase};
  const auto dealer = site_.begin(run);
  EXPECT_EQ(dealer->await("key="), made.report().fact("public_key"));
}

TEST_F(Configuration, TheFileMayBeNamedByTheEnvironment) {
  EXPECT_TRUE(refused(site_.run({"hospital", "prepare", "--model", "m", "--count", "1"}), 2,
                      {"/etc/medisc/hospital.toml"}));
  const Variable file("MEDISC_CONFIG", site_.path("none.toml"));
  EXPECT_TRUE(refused(site_.run({"hospital", "prepare", "--model", "m", "--count", "1"}), 2,
                      {site_.path("none.toml")}));
}

TEST_F(Configuration, RolesStartedForABenchmarkDoNotSeeTheEnvironment) {
  const Variable database("MEDISC_SERVICE_DATABASE", "/nonexistent/x.sqlite");
  EXPECT_TRUE(succeeded(
      site_.run({"evaluate", "--local", "--model", (examples() / "model.onnx").string(),
                 "--records", (examples() / "records.csv").string(), "--limit", "2"},
                60s)));
}

TEST_F(Configuration, CheckLooksAtAllThatAFileRefersTo) {
  for (const char* role : {"dealer", "service", "hospital"}) {
    const Outcome good = check(role);
    EXPECT_TRUE(succeeded(good)) << role;
    EXPECT_THAT(good.out, HasSubstr(site_.path(std::string(role) + ".key")));
  }
  EXPECT_FALSE(std::filesystem::exists(site_ / "service.sqlite")) << "it makes nothing";
  EXPECT_THAT(check("service").out, HasSubstr("breast"));
}

TEST_F(Configuration, CheckTellsEverythingThatIsWrong) {
  std::filesystem::remove(site_ / "service.key");
  std::string text = contents(site_ / "service.toml");
  text.replace(text.find("service.sqlite"), 14, "nowhere/x.sqlite");
  site_.write("service.toml", text);
  const Outcome checked = check("service");
  EXPECT_NE(checked.status, 0);
  EXPECT_THAT(checked.err, HasSubstr("2 of 7 checks failed"));
  EXPECT_THAT(checked.out, HasSubstr("service.key"));
  EXPECT_THAT(checked.out, HasSubstr("no folder that x.sqlite can be made in"));
}

TEST_F(Configuration, OfAGatewayIsCheckedWithWhatItRefersTo) {
  const auto write = [&](const std::string& more) {
    site_.write("gateway.toml",
                "[gateway]\nlisten = \"127.0.0.1:0\"\nhospital = \"no.socket\"\n[intake]\n"
                "folder = \"received\"\n[[rules]]\nname = \"chest\"\nmodel = \"chest\"\n" +
                    more);
  };
  write("");
  const Outcome good = check("gateway");
  ASSERT_TRUE(succeeded(good));
  EXPECT_THAT(good.out, HasSubstr("no daemon can be asked there now"));
  site_.write("token", "secret");
  std::filesystem::create_directory(site_ / "received");
  write("[dicom]\nlisten = \"127.0.0.1:0\"\ncertificate = \"no.crt\"\nkey = \"no.key\"\n"
        "[[archives]]\nname = \"cloud\"\nurl = \"https://x\"\ntoken = \"token\"\n");
  const Outcome bad = check("gateway");
  EXPECT_EQ(bad.status, 2);
  EXPECT_THAT(bad.err, HasSubstr("3 of 6 checks failed"));
  EXPECT_THAT(bad.out, HasSubstr("no folder of this user alone"));
  EXPECT_THAT(bad.out, HasSubstr("no.crt can't be read"));
  EXPECT_THAT(bad.out, HasSubstr("is open to others than its owner"));
}

}  // namespace
}  // namespace medisc::test
