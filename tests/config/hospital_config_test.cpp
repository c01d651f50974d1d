#include "config/hospital_config.hpp"

#include "config_file.hpp"

namespace medisc {
namespace {

using test::changed;
using test::ConfigFile;
using test::key_text;
using test::rejected;

std::string good() {
  return "[hospital]\nkey = \"h.key\"\ndatabase = \"h.db\"\n"
         "[dealer]\naddress = \"dealer:7800\"\npublic_key = \"" +
         key_text('1') + "\"\n[[services]]\nname = \"s\"\naddress = \"service:7801\"\n" +
         "public_key = \"" + key_text('2') + "\"\n";
}

Result<HospitalConfig> load(const std::string& content) {
  const ConfigFile file(content);
  return load_hospital_config(file.path());
}

TEST(HospitalConfig, is_read_with_defaults) {
  const ConfigFile file(good());
  const auto config = load_hospital_config(file.path());
  ASSERT_TRUE(test::succeeded(config));
  EXPECT_EQ(config->key.path, file.folder() / "h.key");
  EXPECT_EQ(config->database, file.folder() / "h.db");
  EXPECT_EQ(config->dealer.address, (Address{"dealer", 7800}));
  EXPECT_EQ(config->services.at(0).address, (Address{"service", 7801}));
  EXPECT_EQ(config->services.at(0).public_key[5], 0x22);
  EXPECT_EQ(config->connect.attempts, 5u);
  EXPECT_EQ(config->connect.delay, std::chrono::milliseconds(200));
  EXPECT_EQ(config->log.format, LogFormat::kText);
}

TEST(HospitalConfig, the_socket_lies_beside_the_database_unless_it_is_said) {
  const ConfigFile file(good());
  const auto plain = load_hospital_config(file.path());
  ASSERT_TRUE(test::succeeded(plain));
  EXPECT_EQ(plain->socket.path, file.folder() / "h.db.socket");
  EXPECT_TRUE(plain->socket.group.empty());
  EXPECT_EQ(plain->results.keep_days, 0u);
  const auto config = load(good() +
                           "[socket]\npath = \"/run/h.socket\"\ngroup = \"medisc\"\n"
                           "trusted = [\"medisc-gateway\"]\n[results]\nkeep_days = 30\n"
                           "[jobs]\nwaiting_mb = 7\n");
  ASSERT_TRUE(test::succeeded(config));
  EXPECT_EQ(config->socket.path, "/run/h.socket");
  EXPECT_EQ(config->socket.group, "medisc");
  EXPECT_EQ(config->socket.trusted, std::vector<std::string>{"medisc-gateway"});
  EXPECT_EQ(config->results.keep_days, 30u);
  EXPECT_EQ(config->jobs.waiting_mb, 7u);
  EXPECT_TRUE(rejected(load(good() + "[jobs]\nwaiting_mb = 0\n"), "waiting_mb"));
  EXPECT_TRUE(rejected(load(good() + "[results]\nkeep_days = -1\n"), "keep_days"));
}

TEST(HospitalConfig, patience_can_be_chosen_within_bounds) {
  const auto config = load(good() + "[connect]\nattempts = 1\ndelay_ms = 0\n");
  ASSERT_TRUE(test::succeeded(config));
  EXPECT_EQ(config->connect.attempts, 1u);
  EXPECT_EQ(config->connect.delay, std::chrono::milliseconds(0));
  EXPECT_TRUE(
      rejected(load(good() + "[connect]\nattempts = 0\n"), "attempts is 0, expected 1"));
  EXPECT_TRUE(rejected(load(good() + "[connect]\ndelay_ms = -1\n"), "delay_ms is -1"));
  EXPECT_TRUE(rejected(load(good() + "[connect]\ndelay = 5\n"), "unknown key \"delay\"",
                       "known here: attempts, delay_ms"));
}

TEST(HospitalConfig, every_key_is_needed) {
  for (const auto* key : {"key", "database", "address", "public_key", "name"}) {
    const std::string line = std::string("\n") + key + " = ";
    EXPECT_TRUE(
        rejected(load(changed(good(), line, "\n#")), std::string("lacks the key \"") + key))
        << key;
  }
  EXPECT_TRUE(rejected(load(""), "[hospital] is missing"));
}

TEST(HospitalConfig, a_hospital_does_not_listen) {
  EXPECT_TRUE(
      rejected(load(changed(good(), "key = \"h.key\"", "key = \"k\"\nlisten = \"a:1\"")),
               ":3: [hospital] has the unknown key \"listen\""));
}

}  // namespace
}  // namespace medisc
