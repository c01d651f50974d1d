// SIGHUP: peers and models come and go without a restart; a mistake changes nothing.
#include "tests/cli/site.hpp"

namespace medisc::test {
namespace {

/// How often a daemon has said so.
std::size_t count(const Process& daemon, const std::string& text) {
  const std::string log = daemon.err();
  std::size_t found = 0;
  for (auto at = log.find(text); at != std::string::npos; at = log.find(text, at + 1)) ++found;
  return found;
}

bool reloads(Process& daemon, const std::string& event) {
  const std::size_t before = count(daemon, event);
  daemon.signal(SIGHUP);
  return eventually([&] { return count(daemon, event) > before; });
}

TEST(Reload, AHospitalIsStruckOffAndComesBack) {
  Site site;
  site.start();
  site.stock(4, 4);
  ASSERT_TRUE(succeeded(site.diagnose(1)));
  site.make_key("other");
  site.hospitals = {"other"};
  site.write_service_toml();
  ASSERT_TRUE(reloads(site.service(), "reloaded"));
  EXPECT_TRUE(refused(site.diagnose(1), 3, {"refused"}));
  site.hospitals = {"other", "hospital"};
  site.write_service_toml();
  ASSERT_TRUE(reloads(site.service(), "reloaded"));
  ASSERT_TRUE(succeeded(site.diagnose(1)));
}

TEST(Reload, ANewVersionOfAModelIsServedBesideTheOld) {
  Site site;
  site.start();
  site.stock(4, 4);
  const std::string unversioned = site.model_settings;
  site.model_settings =
      unversioned + "version = 1\n[[models]]\nname = \"breast\"\nversion = 2\n" + "file = \"" +
      (examples() / "model.onnx").string() + "\"\nfull_width = true\n" + unversioned;
  site.write_service_toml();
  ASSERT_TRUE(reloads(site.service(), "reloaded"));
  EXPECT_TRUE(eventually([&] { return count(site.service(), "model=breast/2") >= 2; }));
  // The name alone is the newest version, for which nothing is prepared yet.
  EXPECT_TRUE(refused(site.diagnose(1), 2, {"plan-mismatch", "medisc hospital prepare"}));
  ASSERT_TRUE(succeeded(site.fill(2)));
  ASSERT_TRUE(succeeded(site.prepare(2)));
  ASSERT_TRUE(succeeded(site.diagnose(2)));
}

TEST(Reload, AMistakeChangesNothing) {
  Site site;
  site.start();
  site.stock(2, 2);
  site.service_settings = "[limits]\nmax_sesions = 3\n";
  site.write_service_toml();
  ASSERT_TRUE(reloads(site.service(), "reload-failed"));
  EXPECT_EQ(count(site.service(), "did you mean \\\"max_sessions\\\""), 1U)
      << site.service().err();
  ASSERT_TRUE(succeeded(site.diagnose(2)));
}

TEST(Reload, TheDealerTakesUpDealingAhead) {
  Site site;
  site.start();
  site.stock(1, 1);
  site.dealer_settings = "[stock]\nlow = 5\nhigh = 9\n";
  site.write_dealer_toml();
  ASSERT_TRUE(reloads(site.dealer(), "reloaded"));
  EXPECT_TRUE(eventually([&] { return site.level("dealer", "dealt") == 9U; }));
  ASSERT_TRUE(succeeded(site.prepare(6)));
}

}  // namespace
}  // namespace medisc::test
