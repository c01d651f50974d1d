// The command line and the configuration: help, versions, and every mistake named.
#include <sqlite3.h>

#include <sstream>

#include "cli/command_description.hpp"
#include "tests/cli/site.hpp"

namespace medisc::test {
namespace {

using testing::HasSubstr;

/// A long example aside.
void expect_80_columns(const std::string& help) {
  std::istringstream lines(help.substr(0, help.find("\nExamples:")));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
}

void expect_help(const Site& site, const CommandDescription& command) {
  for (const CommandDescription& verb : command.verbs) expect_help(site, verb);
  if (!command.verbs.empty()) return;
  SCOPED_TRACE(command.name);
  std::istringstream name(command.name);
  Words words;
  for (std::string word; name >> word;) words.push_back(word);
  words.erase(words.begin());
  words.push_back("--help");
  const Outcome help = site.run(words);
  ASSERT_TRUE(succeeded(help));
  EXPECT_THAT(help.out, HasSubstr("Examples:"));
  EXPECT_THAT(help.out, HasSubstr("  " + command.name + " "));
  expect_80_columns(help.out);
}

TEST(Usage, EveryVerbExplainsItselfWithAnExample) {
  const Site site;
  expect_help(site, describe_commands());
  const Outcome all = site.run({"--help"});
  ASSERT_TRUE(succeeded(all));
  for (const char* verb : {"keygen", "plan", "reference", "dealer", "service", "hospital",
                           "stats", "Set up:", "The three roles:", "Models:", "Watch:"}) {
    EXPECT_THAT(all.out, HasSubstr(verb));
  }
  EXPECT_THAT(all.out, HasSubstr("Exit status"));
  EXPECT_THAT(all.out, HasSubstr("medisc model init"));
  expect_80_columns(all.out);
}

TEST(Usage, Version) {
  const Outcome version = Site().run({"--version"});
  ASSERT_TRUE(succeeded(version));
  EXPECT_THAT(version.out, testing::MatchesRegex("medisc [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST(Usage, WrongFlagsAreNamedWithWhereHelpIs) {
  const Site site;
  const std::string config = site.path("hospital.toml");
  struct Case {
    Words words;
    Words parts;
  };
  for (const Case& wrong : std::vector<Case>{
           {{}, {"medisc --help"}},
           {{"cure"}, {"cure"}},
           {{"dealer"}, {"medisc dealer --help"}},
           {{"plan", "m.onnx", "--rnig", "64"}, {"--rnig", "medisc plan --help"}},
           {{"plan", "m.onnx", "--ring", "12"}, {"--ring", "12"}},
           {{"plan", "m.onnx", "--ring", "many"}, {"--ring", "many"}},
           {{"plan", "m.onnx", "--batch", "0"}, {"--batch"}},
           {{"plan", "m.onnx", "--format", "xml"}, {"--format", "xml"}},
           {{"plan", "m.onnx", "--range", "1", "--ranges", "r.csv"}, {"--range"}},
           {{"plan", "m.onnx", "--model", "breast"}, {"--model", "--config"}},
           {{"keygen"}, {"--output", "--show"}},
           {{"keygen", "--output", "a", "--show", "b"}, {"--output"}},
           {{"hospital", "prepare", "-c", config, "--model", "m"}, {"--count"}},
           {{"hospital", "prepare", "-c", config, "--model", "m", "--count", "0"}, {"--count"}},
           {{"hospital", "prepare", "-c", config, "--model", "m", "--count", "-3"},
            {"--count"}},
           {{"hospital", "diagnose", "-c", config, "--model", "m"}, {"--records"}},
           {{"hospital", "prepare", "-c", config, "--model", "m", "--count", "1", "--service",
             "other"},
            {config, "'other'", "acme"}},
           {{"dealer", "fill", "-c", site.path("dealer.toml"), "--count", "1", "--hospital",
             "x"},
            {"'x'", "st-anna"}},
           {{"stats", "pools"}, {"--database", "--config"}}}) {
    std::string command;
    for (const std::string& word : wrong.words) command += " " + word;
    SCOPED_TRACE(command);
    EXPECT_TRUE(refused(site.run(wrong.words), 2, {"medisc: usage: "}));
    EXPECT_TRUE(refused(site.run(wrong.words), 2, wrong.parts));
  }
}

TEST(Usage, AConfigurationsMistakesAreNamedByFileAndLine) {
  const Site site;
  const std::string file = site.path("service.toml");
  const std::string good = contents(file);
  const Words run{"service", "run", "--config", file};

  site.write("service.toml", "surprise = 1\n" + good);
  EXPECT_TRUE(refused(site.run(run), 2, {file + ":1", "surprise"}));
  site.write("service.toml", "[service]\nlisten = \"127.0.0.1:0\"\nkye = \"service.key\"\n" +
                                 good.substr(good.find("database")));
  EXPECT_TRUE(refused(site.run(run), 2, {file + ":", "kye"}));
  site.write("service.toml", good + "[[models\n");
  EXPECT_TRUE(refused(site.run(run), 2, {file + ":"}));
  EXPECT_TRUE(refused(site.run({"service", "run", "--config", site.path("none.toml")}), 2,
                      {site.path("none.toml")}));
  // Another role's configuration.
  EXPECT_TRUE(refused(site.run({"dealer", "run", "--config", site.path("hospital.toml")}), 2,
                      {site.path("hospital.toml") + ":1", "hospital"}));
}

TEST(Usage, NothingLeavesTheMachineInTheClear) {
  Site site;
  for (const char* role : {"dealer", "service", "hospital"})
    site.tls[role] = "mode = \"never\"\n";
  site.service_address = "192.0.2.7:7801";
  site.write_hospital_toml();
  EXPECT_TRUE(refused(site.prepare(1), 2, {"192.0.2.7:7801", "loopback", "never"}));
  site.write_dealer_toml();
  site.write_service_toml();
  for (const char* role : {"dealer", "service"}) {
    const std::string name = std::string(role) + ".toml";
    std::string config = contents(site / name);
    config.replace(config.find("127.0.0.1:0"), 11, "0.0.0.0:0");
    site.write(name, config);
    const Outcome run = site.run({role, "run", "--config", site.path(name)});
    EXPECT_EQ(run.status, 2);
    EXPECT_THAT(run.err, HasSubstr("0.0.0.0:0 is not a loopback address"));
  }
}

TEST(Usage, AKeyFileIsItsOwnersAlone) {
  const Site site;
  const std::string key = site.path("hospital.key");
  EXPECT_EQ(std::filesystem::status(key).permissions(), std::filesystem::perms(0600));
  const Outcome shown = site.run({"keygen", "--show", key, "--format", "json"});
  ASSERT_TRUE(succeeded(shown));
  EXPECT_EQ(shown.report().fact("public_key"), site.key("hospital"));
  const std::string before = contents(key);
  EXPECT_TRUE(refused(site.run({"keygen", "--output", key}), 2, {key, "exists already"}));
  EXPECT_EQ(contents(key), before);
  std::filesystem::permissions(key, std::filesystem::perms(0640));
  EXPECT_TRUE(refused(site.prepare(1), 2, {key, "open to others", "chmod 600"}));
  EXPECT_TRUE(refused(site.run({"keygen", "--show", key}), 2, {key, "chmod 600"}));
}

TEST(Usage, ADatabaseOfSomethingElseIsLeftAlone) {
  const Site site;
  const std::string file = site.path("hospital.sqlite");
  site.write("hospital.sqlite", "dear diary, this is no database, and it is long enough");
  std::filesystem::permissions(file, std::filesystem::perms(0600));
  const std::string before = contents(file);
  EXPECT_TRUE(refused(site.prepare(1), 1, {"storage", file}));
  EXPECT_EQ(contents(file), before);

  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(site.path("other.sqlite").c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "CREATE TABLE songs(name TEXT)", nullptr, nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(other);
  std::filesystem::permissions(site / "other.sqlite", std::filesystem::perms(0600));
  EXPECT_TRUE(refused(site.run({"stats", "pools", "--database", site.path("other.sqlite")}), 1,
                      {"storage", site.path("other.sqlite")}));
  EXPECT_TRUE(refused(site.run({"stats", "pools", "--database", site.path("none.sqlite")}), 1,
                      {"storage", site.path("none.sqlite")}));
  EXPECT_FALSE(std::filesystem::exists(site / "none.sqlite"));
}

TEST(Usage, AMisspelledWordIsGuessed) {
  const Site site;
  EXPECT_TRUE(refused(site.run({"hospitl", "diagnose"}), 2,
                      {"'hospitl' is no verb", "'hospital' meant"}));
  EXPECT_TRUE(refused(site.run({"hospital", "diagnos"}), 2,
                      {"no verb of `medisc hospital`", "'diagnose' meant"}));
  EXPECT_TRUE(refused(
      site.run({"hospital", "diagnose", "--modle", "x", "--model", "y", "--records", "z"}), 2,
      {"has no option '--modle'", "'--model' meant"}));
  EXPECT_TRUE(refused(site.run({"quantum"}), 2, {"'quantum' is no verb of `medisc` (see"}));
  EXPECT_TRUE(refused(
      site.run({"hospital", "diagnose", "--model", "y", "--records", "z", "--limit", "-1"}), 2,
      {"--limit"}));
}

}  // namespace
}  // namespace medisc::test
