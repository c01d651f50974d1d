#include "config/sections.hpp"

#include "config_file.hpp"

namespace medisc {
namespace {

using test::ConfigFile;
using test::key_text;
using test::rejected;

class SectionsTest : public testing::Test {
 protected:
  TomlReader open(const std::string& content) {
    file_.write(content);
    return TomlReader::open(file_.path()).value();
  }
  Result<void> peers(const std::string& content) {
    auto reader = open(content);
    read_peers(reader, "p");
    return reader.finish();
  }
  static std::string peer(const std::string& name, const std::string& key) {
    return "[[p]]\nname = \"" + name + "\"\npublic_key = \"" + key + "\"\n";
  }
  ConfigFile file_;
};

TEST_F(SectionsTest, the_log_has_defaults) {
  auto reader = open("");
  const auto log = read_log(reader);
  EXPECT_EQ(log.level, LogLevel::kInfo);
  EXPECT_EQ(log.format, LogFormat::kText);
  EXPECT_TRUE(test::succeeded(reader.finish()));
}

TEST_F(SectionsTest, the_log_can_be_chosen) {
  const std::vector<std::pair<std::string, LogLevel>> levels = {{"debug", LogLevel::kDebug},
                                                                {"info", LogLevel::kInfo},
                                                                {"warning", LogLevel::kWarning},
                                                                {"error", LogLevel::kError}};
  for (const auto& [name, level] : levels) {
    auto reader = open("[log]\nformat = \"json\"\nlevel = \"" + name + "\"\n");
    const auto log = read_log(reader);
    EXPECT_EQ(log.level, level);
    EXPECT_EQ(log.format, LogFormat::kJson);
    EXPECT_TRUE(test::succeeded(reader.finish()));
  }
  auto reader = open("[log]\nlevel = \"loud\"\n");
  read_log(reader);
  EXPECT_TRUE(
      rejected(reader.finish(), ":2: level is \"loud\"", "debug, info, warning, error"));
}

TEST_F(SectionsTest, peers_are_read_in_order) {
  auto reader = open(peer("b", key_text('a')) + peer("a", key_text('B')));
  const auto peers = read_peers(reader, "p");
  ASSERT_TRUE(test::succeeded(reader.finish()));
  ASSERT_EQ(peers.size(), 2u);
  EXPECT_EQ(peers[0].name, "b");
  EXPECT_EQ(peers[0].public_key[0], 0xaa);
  EXPECT_EQ(peers[1].public_key[31], 0xbb);
}

TEST_F(SectionsTest, names_and_keys_of_peers_differ) {
  EXPECT_TRUE(rejected(peers(peer("a", key_text('1')) + peer("a", key_text('2'))),
                       ":5: the name \"a\" is there twice"));
  EXPECT_TRUE(rejected(peers(peer("a", key_text('c')) + peer("b", key_text('C'))),
                       ":6: the public key of \"b\" is there twice"))
      << "letter case makes no other key";
}

TEST_F(SectionsTest, names_are_plain) {
  for (const std::string& name : {std::string(64, 'n'), std::string("St-Mary_2.eu")}) {
    EXPECT_TRUE(test::succeeded(peers(peer(name, key_text('1'))))) << name;
  }
  for (const std::string& name : {std::string(), std::string(65, 'n'), std::string("a b"),
                                  std::string("a/b"), std::string("\u00e9")}) {
    EXPECT_TRUE(rejected(peers(peer(name, key_text('1'))), ":2: name: ", "is no name")) << name;
  }
}

TEST_F(SectionsTest, public_keys_are_64_hexadecimal_characters_and_are_not_shown) {
  for (const std::string& key :
       {std::string(), std::string(63, 'a'), std::string(65, 'a'), std::string(64, 'x')}) {
    const auto outcome = peers(peer("a", key));
    ASSERT_TRUE(rejected(outcome, ":3: public_key: ")) << key;
    if (!key.empty()) {
      EXPECT_EQ(render(outcome.error()).find(key), std::string::npos)
          << "it could be a secret key, pasted by mistake";
    }
  }
}

TEST_F(SectionsTest, a_dealer_needs_a_port_that_can_be_called) {
  auto reader =
      open("[dealer]\naddress = \"[::1]:7800\"\npublic_key = \"" + key_text('1') + "\"");
  const auto dealer = read_dealer(reader);
  ASSERT_TRUE(test::succeeded(reader.finish()));
  EXPECT_EQ(dealer.name, "dealer");
  EXPECT_EQ(dealer.address, (Address{"::1", 7800}));
  auto zero = open("[dealer]\naddress = \"host:0\"\npublic_key = \"" + key_text('1') + "\"");
  read_dealer(zero);
  EXPECT_TRUE(rejected(zero.finish(), ":2: address: ", "its port is 0"));
}

TEST_F(SectionsTest, metrics_are_served_where_a_section_says_so) {
  auto none = open("");
  EXPECT_EQ(read_metrics(none), std::nullopt);
  EXPECT_TRUE(test::succeeded(none.finish()));
  auto some = open("[metrics]\nlisten = \"127.0.0.1:9090\"");
  EXPECT_EQ(read_metrics(some), (Address{"127.0.0.1", 9090}));
  EXPECT_TRUE(test::succeeded(some.finish()));
  auto empty = open("[metrics]");
  read_metrics(empty);
  EXPECT_TRUE(rejected(empty.finish(), "[metrics] lacks the key \"listen\""));
  auto wrong = open("[metrics]\nlisten = \"9090\"");
  read_metrics(wrong);
  EXPECT_TRUE(rejected(wrong.finish(), ":2: listen: "));
  auto sixth = open("[metrics]\nlisten = \"[::1]:9090\"");
  read_metrics(sixth);
  EXPECT_TRUE(rejected(sixth.finish(), ":2: listen: ", "IPv6"));
  auto unknown = open("[metrics]\nlisten = \"127.0.0.1:1\"\nport = 2");
  read_metrics(unknown);
  EXPECT_TRUE(rejected(unknown.finish(), "port"));
}

TEST_F(SectionsTest, remote_peers_have_addresses) {
  const std::string first = peer("a", key_text('1')) + "address = \"host:1\"\n";
  auto reader = open(first);
  const auto peers = read_remote_peers(reader, "p");
  ASSERT_TRUE(test::succeeded(reader.finish()));
  EXPECT_EQ(peers.at(0).address, (Address{"host", 1}));
  auto lacking = open(first + peer("b", key_text('2')));
  read_remote_peers(lacking, "p");
  EXPECT_TRUE(rejected(lacking.finish(), ":5: [[p]] lacks the key \"address\""));
  auto twice = open(first + peer("a", key_text('2')) + "address = \"host:2\"\n");
  read_remote_peers(twice, "p");
  EXPECT_TRUE(rejected(twice.finish(), "\"a\" is there twice"));
}

}  // namespace
}  // namespace medisc
