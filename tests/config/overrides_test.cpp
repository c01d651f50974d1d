// Variables and flags above a configuration file: which they are, and what they come to.
#include "config/overrides.hpp"

#include "config/role_config.hpp"
#include "config_file.hpp"

namespace medisc {
namespace {

using test::ConfigFile;
using test::key_text;
using test::rejected;

std::string dealer_toml() {
  return "[dealer]\nlisten = \"127.0.0.1:1\"\nkey = \"d.key\"\ndatabase = \"d.db\"\n"
         "[[hospitals]]\nname = \"h\"\npublic_key = \"" +
         key_text('1') + "\"\n[[services]]\nname = \"s\"\npublic_key = \"" + key_text('2') +
         "\"\n";
}

class OverridesTest : public testing::Test {
 protected:
  OverridesTest() { source_.file = file_.path().string(); }

  void set_variables(const std::vector<const char*>& entries) {
    auto environment = entries;
    environment.push_back(nullptr);
    const auto overrides = environment_overrides(environment.data());
    source_.overrides.insert(source_.overrides.end(), overrides.begin(), overrides.end());
  }
  void set_flag(const std::string& text) {
    source_.overrides.push_back(parse_override(text).value());
  }
  Setting setting(const std::string& key) const {
    const auto config = load_dealer_config(source_);
    if (config) {
      for (const auto& setting : config->settings) {
        if (setting.key == key) return setting;
      }
    }
    return {};
  }

  const ConfigFile file_{dealer_toml()};
  ConfigSource source_;
};

TEST_F(OverridesTest, variables_stand_above_the_file_and_flags_above_both) {
  EXPECT_EQ(load_dealer_config(source_)->listen.port, 1);
  set_variables({"MEDISC_DEALER_LISTEN=127.0.0.1:2", "PATH=/bin", "MEDISC_LOG_LEVEL=error"});
  auto config = load_dealer_config(source_);
  ASSERT_TRUE(test::succeeded(config));
  EXPECT_EQ(config->listen.port, 2);
  EXPECT_EQ(config->log.level, LogLevel::kError) << "a section that the file lacks";
  set_flag("dealer.listen=127.0.0.1:3");
  source_.overrides.push_back(flag_override("log", "level", "debug", "--log-level"));
  config = load_dealer_config(source_);
  ASSERT_TRUE(test::succeeded(config));
  EXPECT_EQ(config->listen.port, 3);
  EXPECT_EQ(config->log.level, LogLevel::kDebug);
  set_flag("dealer.listen=127.0.0.1:4");
  EXPECT_EQ(load_dealer_config(source_)->listen.port, 4) << "the last flag counts";
}

TEST_F(OverridesTest, every_value_has_its_origin) {
  set_variables({"MEDISC_LOG_FORMAT=json"});
  set_flag("dealer.database=/var/x.db");
  const auto expect = [&](const std::string& key, const std::string& value,
                          Setting::Origin origin, const std::string& where) {
    const Setting found = setting(key);
    EXPECT_EQ(found.value, value) << key;
    EXPECT_EQ(found.origin, origin) << key;
    EXPECT_EQ(found.where, where) << key;
  };
  expect("dealer.listen", "127.0.0.1:1", Setting::Origin::kFile, source_.file + ":2");
  expect("dealer.key", (file_.folder() / "d.key").string(), Setting::Origin::kFile,
         source_.file + ":3");
  expect("dealer.database", "/var/x.db", Setting::Origin::kFlag, "--set dealer.database");
  expect("hospitals[0].name", "h", Setting::Origin::kFile, source_.file + ":6");
  expect("log.format", "json", Setting::Origin::kEnvironment, "MEDISC_LOG_FORMAT");
  expect("log.level", "info", Setting::Origin::kDefault, "");
}

TEST_F(OverridesTest, relative_paths_are_of_the_working_directory) {
  set_flag("dealer.key=other.key");
  EXPECT_EQ(load_dealer_config(source_)->key.path, "other.key");
}

TEST_F(OverridesTest, a_wrong_value_is_the_files_error_under_the_overrides_name) {
  set_variables({"MEDISC_DEALER_LISTEN=127.0.0.1"});
  EXPECT_TRUE(rejected(load_dealer_config(source_), "MEDISC_DEALER_LISTEN: listen: ", "port"));
  set_flag("dealer.listen=127.0.0.1:5");
  EXPECT_TRUE(test::succeeded(load_dealer_config(source_))) << "it counts no more";
  set_flag("log.level=inof");
  EXPECT_TRUE(rejected(load_dealer_config(source_), "--set log.level: level is \"inof\"",
                       "did you mean \"info\"?"));
}

TEST_F(OverridesTest, unknown_names_come_with_the_nearest_known) {
  set_variables({"MEDISC_LOG_LEVLE=info"});
  EXPECT_TRUE(rejected(load_dealer_config(source_), "MEDISC_LOG_LEVLE sets no key",
                       "did you mean MEDISC_LOG_LEVEL?"));
  source_.overrides.clear();
  set_flag("deeler.listen=127.0.0.1:1");
  EXPECT_TRUE(rejected(load_dealer_config(source_), "--set deeler.listen sets no key",
                       "did you mean dealer.listen?"));
  source_.overrides.clear();
  set_variables({"MEDISC_WEATHER_FORECAST_FOR_TOMORROW=rain"});
  EXPECT_TRUE(rejected(load_dealer_config(source_), "known here: MEDISC_DEALER_LISTEN, "));
}

TEST_F(OverridesTest, keys_in_lists_of_sections_are_the_files_alone) {
  set_flag("hospitals.name=x");
  EXPECT_TRUE(rejected(load_dealer_config(source_), "--set hospitals.name sets no key"));
}

TEST_F(OverridesTest, a_missing_key_may_come_from_outside) {
  file_.write(test::changed(dealer_toml(), "listen = \"127.0.0.1:1\"\n", ""));
  EXPECT_TRUE(rejected(load_dealer_config(source_), "lacks the key \"listen\""));
  set_flag("dealer.listen=127.0.0.1:2");
  EXPECT_EQ(load_dealer_config(source_)->listen.port, 2);
  file_.write(dealer_toml().substr(dealer_toml().find("[[hospitals]]")));
  EXPECT_TRUE(rejected(load_dealer_config(source_), ":1: [dealer] lacks the key \"key\""));
  set_flag("dealer.key=k");
  set_flag("dealer.database=d");
  EXPECT_TRUE(test::succeeded(load_dealer_config(source_))) << "a whole section";
}

TEST_F(OverridesTest, an_unknown_key_of_the_file_still_comes_first) {
  file_.write("nonsense = 1\n" + dealer_toml());
  set_variables({"MEDISC_NONSENSE=1"});
  EXPECT_TRUE(rejected(load_dealer_config(source_), ":1: the file has the unknown key"));
}

TEST(Override, variables_of_other_uses_are_left_alone) {
  const std::vector<const char*> environment{
      "MEDISC_CONFIG=/x", "MEDISC_SANITIZE=thread", "MEDISC_WERROR=ON",
      "MEDISC_TEST_X=1",  "MEDISC_SOCKET=/y",       "HOME=/",
      "MEDISCO=1",        "MEDISC_A_B=c=d",         nullptr};
  const auto overrides = environment_overrides(environment.data());
  ASSERT_EQ(overrides.size(), 1u);
  EXPECT_EQ(overrides.front().name, "MEDISC_A_B");
  EXPECT_EQ(overrides.front().value, "c=d");
  EXPECT_TRUE(overrides.front().sets("a", "b"));
  EXPECT_FALSE(overrides.front().sets("a", "c"));
}

TEST(Override, texts_of_flags_are_checked) {
  const auto good = parse_override("connect.delay_ms=5=6");
  ASSERT_TRUE(test::succeeded(good));
  EXPECT_TRUE(good->sets("connect", "delay_ms"));
  EXPECT_EQ(good->value, "5=6");
  EXPECT_EQ(variable_of("connect", "delay_ms"), "MEDISC_CONNECT_DELAY_MS");
  for (const char* bad : {"", "=", "a", "a.b", "a=b.c", ".b=c", "a.=c"}) {
    EXPECT_TRUE(rejected(parse_override(bad), "sets no key", "section.key=value")) << bad;
  }
}

TEST(RoleConfig, is_that_of_the_files_role) {
  const ConfigFile file(dealer_toml());
  const auto config = load_role_config(file.path());
  ASSERT_TRUE(test::succeeded(config));
  EXPECT_TRUE(std::holds_alternative<DealerConfig>(*config));
  EXPECT_TRUE(rejected(load_role_config("/nowhere/x.toml"), "/nowhere/x.toml"));
}

}  // namespace
}  // namespace medisc
