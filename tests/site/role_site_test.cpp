#include "site/role_site.hpp"

#include <thread>

#include "site/hospital.hpp"
#include "storage/store.hpp"
#include "tests/metrics/http_client.hpp"
#include "tests/site/three_sites.hpp"

namespace medisc::test {
namespace {

using RoleSites = ThreeSites;

std::uint64_t prepared_bundles(const std::string& database) {
  const auto store = open_store(database, {.create = false, .read_only = true});
  if (!store) return 0;
  const auto levels = (*store)->pool_levels();
  return levels && !levels->empty() ? levels->front().bundles.in(BundleState::kPrepared) : 0;
}

TEST_F(RoleSites, ListenFromTheirStartToTheirStop) {
  auto dealer = open_dealer_site(path("dealer.toml"));
  ASSERT_TRUE(succeeded(dealer));
  EXPECT_FALSE((*dealer)->address());
  ASSERT_TRUE(succeeded((*dealer)->start()));
  ASSERT_TRUE((*dealer)->address());
  EXPECT_NE((*dealer)->address()->port, 0);
  (*dealer)->stop();
  EXPECT_FALSE((*dealer)->address());
}

TEST_F(RoleSites, MayGoWithoutAStop) {
  start_dealer_and_service();
  service_.reset();
  dealer_.reset();
  auto again = open_dealer_site(path("dealer.toml"));
  ASSERT_TRUE(succeeded(again));
  EXPECT_TRUE(succeeded((*again)->start()));
}

TEST_F(RoleSites, TellWhetherTheyServe) {
  write_dealer("[metrics]\nlisten = \"127.0.0.1:0\"\n");
  auto dealer = open_dealer_site(path("dealer.toml"));
  ASSERT_TRUE(succeeded(dealer));
  EXPECT_FALSE((*dealer)->metrics_address());
  ASSERT_TRUE(succeeded((*dealer)->start()));
  ASSERT_TRUE((*dealer)->metrics_address());
  const Address page = *(*dealer)->metrics_address();
  EXPECT_EQ(get(page, "/healthz").status, 200);
  (*dealer)->stopping();
  EXPECT_EQ(get(page, "/healthz").status, 503);
  (*dealer)->stop();
}

TEST_F(RoleSites, ReadPeersAgain) {
  start_dealer_and_service();
  fill(2);
  auto hospital = Hospital::open(path("hospital.toml"));
  ASSERT_TRUE(succeeded(hospital));
  ASSERT_TRUE(succeeded(hospital->prepare({.model = "breast", .count = 1})));

  write_service("[nonsense]\n");  // a mistake changes nothing
  service_->reload();
  EXPECT_TRUE(succeeded(hospital->ping(1)));

  registered_ = "dealer";
  write_service();
  service_->reload();
  EXPECT_TRUE(failed(hospital->ping(1), ErrorCode::kRefused));
}

TEST_F(RoleSites, AHospitalKeepsItsPoolsFull) {
  start_dealer_and_service();
  fill(8);
  write_hospital("[[pools]]\nservice = \"acme\"\nmodel = \"breast\"\nlow = 2\nhigh = 4\n");
  auto keeper = open_hospital_site(path("hospital.toml"));
  ASSERT_TRUE(succeeded(keeper));
  ASSERT_TRUE(succeeded((*keeper)->start()));
  EXPECT_FALSE((*keeper)->address());
  std::uint64_t prepared = 0;
  for (int tries = 0; tries < 500 && prepared < 4; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    prepared = prepared_bundles(path("hospital.db"));
  }
  EXPECT_EQ(prepared, 4U);
  (*keeper)->stop();
}

}  // namespace
}  // namespace medisc::test
