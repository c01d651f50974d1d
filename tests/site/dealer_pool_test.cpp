#include "site/dealer_pool.hpp"

#include "tests/site/three_sites.hpp"

namespace medisc::test {
namespace {

using DealerPools = ThreeSites;

TEST_F(DealerPools, AreFilledBesideTheRunningDealer) {
  start_dealer_and_service();
  auto pool = DealerPool::open(path("dealer.toml"), {});
  ASSERT_TRUE(succeeded(pool));
  EXPECT_EQ(pool->model(), "breast");
  EXPECT_EQ(pool->hospital(), "st-anna");
  EXPECT_EQ(pool->service(), "acme");
  EXPECT_EQ(pool->waiting().value(), 0U);
  std::uint64_t told = 0;
  const auto added = pool->fill(5, [&](std::uint64_t done) {
    told = done;
    return true;
  });
  ASSERT_TRUE(succeeded(added));
  EXPECT_EQ(*added, 5U);
  EXPECT_EQ(told, 5U);
  EXPECT_EQ(pool->waiting().value(), 5U);
  const auto same = DealerPool::open(path("dealer.toml"), {.plan = pool->plan().substr(0, 8)});
  ASSERT_TRUE(succeeded(same));
  EXPECT_EQ(same->waiting().value(), 5U);
}

TEST_F(DealerPools, NobodyHasRegisteredAreRefused) {
  EXPECT_TRUE(failed(DealerPool::open(path("dealer.toml"), {.model = "breast"}),
                     ErrorCode::kPeerUnavailable,
                     "has not registered a plan of model 'breast'"));
  EXPECT_TRUE(failed(DealerPool::open(path("dealer.toml"), {.hospital = "st-mary"}),
                     ErrorCode::kUsage, "no hospital named 'st-mary'"));
}

}  // namespace
}  // namespace medisc::test
