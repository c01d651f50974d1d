#include "config/dealer_config.hpp"

#include "config_file.hpp"

namespace medisc {
namespace {

using test::changed;
using test::ConfigFile;
using test::key_text;
using test::rejected;

std::string good() {
  return "[dealer]\nlisten = \"127.0.0.1:0\"\nkey = \"d.key\"\ndatabase = \"/var/d.db\"\n"
         "[[hospitals]]\nname = \"h\"\npublic_key = \"" +
         key_text('1') + "\"\n[[services]]\nname = \"s\"\npublic_key = \"" + key_text('2') +
         "\"\n[log]\nlevel = \"debug\"\n";
}

Result<DealerConfig> load(const std::string& content) {
  const ConfigFile file(content);
  return load_dealer_config(file.path());
}

TEST(DealerConfig, is_read) {
  const ConfigFile file(good());
  const auto config = load_dealer_config(file.path());
  ASSERT_TRUE(test::succeeded(config));
  EXPECT_EQ(config->listen, (Address{"127.0.0.1", 0}));
  EXPECT_EQ(config->key.path, file.folder() / "d.key");
  EXPECT_EQ(config->database, "/var/d.db");
  EXPECT_EQ(config->hospitals.at(0).name, "h");
  EXPECT_EQ(config->hospitals.at(0).public_key[0], 0x11);
  EXPECT_EQ(config->services.at(0).name, "s");
  EXPECT_EQ(config->log.level, LogLevel::kDebug);
}

TEST(DealerConfig, every_key_is_needed) {
  for (const auto* key : {"listen", "key", "database", "name", "public_key"}) {
    const std::string line = std::string("\n") + key + " = ";
    EXPECT_TRUE(
        rejected(load(changed(good(), line, "\n#")), std::string("lacks the key \"") + key))
        << key;
  }
  EXPECT_TRUE(rejected(load(changed(good(), "[[hospitals]]", "[[hospices]]")), "hospices"));
  EXPECT_TRUE(rejected(load(""), "[dealer] is missing"));
}

TEST(DealerConfig, wrong_addresses_are_told) {
  EXPECT_TRUE(rejected(load(changed(good(), "127.0.0.1:0", "127.0.0.1")),
                       ":2: listen: ", "port is missing"));
}

TEST(DealerConfig, one_key_has_one_role) {
  EXPECT_TRUE(rejected(load(changed(good(), key_text('2'), key_text('1'))),
                       "hospital \"h\" and service \"s\" have the same public key"));
}

TEST(DealerConfig, a_missing_file_is_named) {
  EXPECT_TRUE(rejected(load_dealer_config("/nowhere/d.toml"), "/nowhere/d.toml: No such file"));
}

}  // namespace
}  // namespace medisc
