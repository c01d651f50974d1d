// Bundles that were delivered and never prepared: an interrupted `prepare`.
#include "tests/cli/frame_proxy.hpp"
#include "tests/cli/site.hpp"

namespace medisc::test {
namespace {

TEST(Unprepared, DiagnosePreparesWhatAnInterruptionLeft) {
  Site site;
  site.start();
  site.stock(3, 1);
  const std::string service = site.service_address;
  FrameProxy proxy(service);
  site.service_address = proxy.address();
  site.write_hospital_toml();
  proxy.cut_after(Way::kDown, 4);
  ASSERT_EQ(site.prepare(2).status, 3);
  ASSERT_EQ(site.level("hospital", "delivered"), 2U);
  site.service_address = service;
  site.write_hospital_toml();

  ASSERT_TRUE(succeeded(site.diagnose(3)));
  EXPECT_EQ(site.level("hospital", "consumed"), 3U);
  EXPECT_EQ(site.level("service", "consumed"), 3U);
}

}  // namespace
}  // namespace medisc::test
