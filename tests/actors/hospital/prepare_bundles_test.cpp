#include "actors/hospital/prepare_bundles.hpp"

#include <gtest/gtest.h>

#include "tests/actors/memory/memory_roles.hpp"
#include "tests/error/outcomes.hpp"

namespace medisc::test {
namespace {

/// More than one message holds: they go over two connections.
constexpr std::size_t kMany = 300;

TEST(PrepareBundles, ManyGoOverTwoConnections) {
  MemoryRoles roles(kMany);
  ASSERT_TRUE(succeeded(roles.prepare(kMany)));
  EXPECT_EQ(roles.at_hospital(BundleState::kPrepared), kMany);
  EXPECT_EQ(roles.at_service(BundleState::kPrepared), kMany);
  std::size_t met = 0;
  for (const std::string& line : roles.notes->lines()) {
    if (line.find("peer-met role=hospital") == 0) ++met;
  }
  EXPECT_GE(met, 2U);
  ASSERT_TRUE(succeeded(roles.diagnose(20, 5)));
  EXPECT_TRUE(roles.are_right());
}

TEST(PrepareBundles, AHalfThatDoesNotOpenIsBurnedAndOthersAreTaken) {
  MemoryRoles roles(6);
  const PoolKey pool = roles.hospital.pool_of(roles.plan);
  // A half that was sealed to nobody here, delivered like any other.
  ASSERT_TRUE(succeeded(roles.prepare(1)));
  const SealedHalf strange{BundleId{1, 2, 3}, Bytes(80, 7), {}};
  value_of(std::get<Result<Ids>>(roles.hospital_answers(Deposit{pool, {strange}})));
  EXPECT_TRUE(failed(roles.prepare(1), ErrorCode::kRefused, "1 such bundles were burned"));
  EXPECT_EQ(roles.at_hospital(BundleState::kBurned), 1U);
  EXPECT_TRUE(succeeded(roles.prepare(1)));
}

TEST(PrepareBundlesFaults, AtEveryAwaitOfTwoConnections) {
  const auto struck =
      strike_at_every_await([] { return std::make_unique<MemoryRoles>(kMany + 10); },
                            [](MemoryRoles& roles) { (void)roles.prepare(kMany); });
  EXPECT_GT(struck, 80U);
}

}  // namespace
}  // namespace medisc::test
