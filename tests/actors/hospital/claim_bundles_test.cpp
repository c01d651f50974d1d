#include "actors/hospital/claim_bundles.hpp"

#include <gtest/gtest.h>

#include "actors/hospital/peers.hpp"
#include "tests/actors/memory/memory_roles.hpp"
#include "tests/error/outcomes.hpp"

namespace medisc::test {
namespace {

using namespace std::chrono_literals;

/// Claims so many for records, or says that the pool is dry; what is held then, whatever came
/// of it.
Result<void> claim(MemoryRoles& roles, std::size_t count, std::chrono::seconds wait,
                   Ids& held) {
  DiagnoseOrder order;
  order.model = "small";
  order.plan = roles.plan;
  order.wait = wait;
  return roles.as_hospital([&](Process& process) -> Task<void> {
    Connection* service = co_await connect_to_service(process, roles.hospital);
    const std::size_t missing =
        co_await claim_bundles(process, roles.hospital, *service, order, count, held);
    if (missing > 0) {
      co_await throw_dry(process, roles.hospital, order, count, count - missing);
    }
  });
}

TEST(ClaimBundles, PreparedOnesFirstThenDeliveredOnesThenTheDealers) {
  MemoryRoles roles(10);
  ASSERT_TRUE(succeeded(roles.prepare(2)));
  Ids held;
  ASSERT_TRUE(succeeded(claim(roles, 2, 0s, held)));
  EXPECT_EQ(held.size(), 2U);
  Ids more;
  EXPECT_TRUE(failed(claim(roles, 1, 0s, more), ErrorCode::kPoolDry, "0 are left"));
  ASSERT_TRUE(succeeded(claim(roles, 3, 1s, more)));
  EXPECT_EQ(more.size(), 3U);
  EXPECT_EQ(roles.at_hospital(BundleState::kPrepared), 5U);
  EXPECT_EQ(roles.claimable(), 0U) << "two jobs hold them";
}

TEST(ClaimBundles, WhatIsClaimedBeforeAnErrorIsHeldToBeReleased) {
  MemoryRoles roles(2);
  ASSERT_TRUE(succeeded(roles.prepare(1)));
  Ids held;
  EXPECT_TRUE(failed(claim(roles, 5, 1s, held), ErrorCode::kPoolDry, "2 are left"));
  EXPECT_EQ(held.size(), 2U);
}

TEST(ClaimBundles, ADryPoolSaysHowLongARefillTakes) {
  MemoryRoles roles(3);
  ASSERT_TRUE(succeeded(roles.prepare(1)));
  const PoolKey pool = roles.hospital.pool_of(roles.plan);
  value_of(std::get<Result<void>>(roles.hospital_answers(PutPace{pool, 500ms})));
  Ids held;
  EXPECT_TRUE(failed(claim(roles, 4, 0s, held), ErrorCode::kPoolDry,
                     "a refill of them takes about 1.5 s"));
}

}  // namespace
}  // namespace medisc::test
