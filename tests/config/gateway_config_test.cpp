#include "config/gateway_config.hpp"

#include "config_file.hpp"

namespace medisc {
namespace {

using test::ConfigFile;
using test::rejected;

std::string good(const std::string& listen = "127.0.0.1:8800") {
  return "[gateway]\nlisten = \"" + listen + "\"\nhospital = \"h.socket\"\n";
}

Result<GatewayConfig> load(const std::string& content) {
  const ConfigFile file(content);
  return load_gateway_config(file.path());
}

TEST(GatewayConfig, is_read_with_defaults) {
  const ConfigFile file(good());
  const auto config = load_gateway_config(file.path());
  ASSERT_TRUE(test::succeeded(config));
  EXPECT_EQ(config->listen, (Address{"127.0.0.1", 8800}));
  EXPECT_EQ(config->hospital, file.folder() / "h.socket");
  EXPECT_FALSE(config->tokens || config->certificate || config->metrics);
  EXPECT_EQ(config->jobs.batch, 16u);
  EXPECT_EQ(config->limits.records, 1024u);
}

TEST(GatewayConfig, may_listen_at_a_socket) {
  const ConfigFile file(good("unix:g.socket"));
  const auto config = load_gateway_config(file.path());
  ASSERT_TRUE(test::succeeded(config));
  EXPECT_FALSE(config->listen);
  EXPECT_EQ(config->unix_socket, file.folder() / "g.socket");
}

TEST(GatewayConfig, what_would_leak_is_refused) {
  const std::string tls = "certificate = \"c\"\nkey = \"k\"\n";
  EXPECT_TRUE(rejected(load(good("0.0.0.0:8800")), "no certificate"));
  EXPECT_TRUE(rejected(load(good("gateway.example:8800")), "no certificate"));
  EXPECT_TRUE(rejected(load(good("10.0.0.1:8800") + tls), "no tokens"));
  EXPECT_TRUE(rejected(load(good() + "key = \"k\"\n"), "come together"));
  EXPECT_TRUE(test::succeeded(load(good("10.0.0.1:8800") + tls + "tokens = \"t\"\n")));
}

TEST(GatewayConfig, mistakes_are_told) {
  EXPECT_TRUE(rejected(load(good("nowhere")), "listen"));
  EXPECT_TRUE(rejected(load(good() + "[limits]\nrecords = 0\n"), "records"));
  EXPECT_TRUE(rejected(load(good() + "[jobs]\nbatch = 5000\n"), "batch"));
  EXPECT_TRUE(rejected(load(good() + "[gatewy]\n"), "gatewy"));
}

}  // namespace
}  // namespace medisc
