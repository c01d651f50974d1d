// A dealer whose database was replaced: what it deals does not fit the parties' pool.
#include <filesystem>

#include "tests/cli/site.hpp"

namespace medisc::test {
namespace {

TEST(ReplacedDealer, ItsBundlesAreRefusedAndTheOldOnesServeOn) {
  Site site;
  site.start();
  site.stock(4, 2);
  site.kill_service();
  site.kill_dealer();
  for (const char* suffix : {"", "-wal", "-shm"}) {
    std::filesystem::remove(site / (std::string("dealer.sqlite") + suffix));
  }
  site.start();
  ASSERT_TRUE(succeeded(site.fill(3)));

  EXPECT_TRUE(refused(site.prepare(2), 3, {"another weight mask", "database was replaced"}));
  EXPECT_EQ(site.level("hospital", "delivered"), 0U);
  EXPECT_EQ(site.level("service", "delivered"), 0U);
  ASSERT_TRUE(succeeded(site.diagnose(2)));
}

}  // namespace
}  // namespace medisc::test
