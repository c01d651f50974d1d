// What a service bounds for each hospital.
#include "tests/cli/site.hpp"

namespace medisc::test {
namespace {

TEST(Limits, RecordsAnHour) {
  Site site;
  site.service_settings = "[limits]\nrecords_per_hour = 3\n";
  site.start();
  site.stock(6, 6);
  ASSERT_TRUE(succeeded(site.diagnose(2)));
  ASSERT_TRUE(succeeded(site.diagnose(1)));
  EXPECT_TRUE(refused(site.diagnose(1), 3, {"busy", "at most 3 records", "there is room in"}));
  EXPECT_TRUE(refused(site.diagnose(1, {"--wait", "1"}), 3, {"busy"}));
  EXPECT_EQ(site.level("hospital", "prepared"), 3U) << "nothing is spent";
  EXPECT_EQ(site.level("service", "prepared"), 3U);
}

}  // namespace
}  // namespace medisc::test
