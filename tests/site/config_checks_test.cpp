#include "site/config_checks.hpp"

#include <algorithm>

#include "tests/site/three_sites.hpp"

namespace medisc::test {
namespace {

using ConfigChecks = ThreeSites;

const ConfigCheck& named(const std::vector<ConfigCheck>& checks, const std::string& what) {
  return *std::find_if(checks.begin(), checks.end(),
                       [&](const ConfigCheck& check) { return check.what == what; });
}

TEST_F(ConfigChecks, LookAtEverythingOfAService) {
  const auto checks = check_configuration(path("service.toml"));
  ASSERT_TRUE(succeeded(checks));
  std::vector<std::string> what;
  for (const ConfigCheck& check : *checks) {
    EXPECT_TRUE(succeeded(check.outcome)) << check.what;
    what.push_back(check.what);
  }
  EXPECT_NE(named(*checks, "model").note.find("% alike on 128 drawn records"),
            std::string::npos);
  EXPECT_EQ(what,
            (std::vector<std::string>{"key", "database", "tls", "listen", "dealer", "model"}));
}

TEST_F(ConfigChecks, GoOnAfterAFailure) {
  std::filesystem::remove(path("service.key"));
  const auto checks = check_configuration(path("service.toml"));
  ASSERT_TRUE(succeeded(checks));
  EXPECT_TRUE(failed(named(*checks, "key").outcome, ErrorCode::kBadInput));
  EXPECT_TRUE(succeeded(named(*checks, "model").outcome));
}

TEST_F(ConfigChecks, HaveNothingToLookAtWithoutAConfiguration) {
  EXPECT_TRUE(failed(check_configuration(path("nothing.toml")), ErrorCode::kUsage));
}

}  // namespace
}  // namespace medisc::test
