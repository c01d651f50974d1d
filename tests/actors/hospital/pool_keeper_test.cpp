// A hospital's pools keep themselves full.
#include "actors/hospital/pool_keeper.hpp"

#include "tests/actors/three_roles.hpp"

namespace medisc::test {
namespace {

using PoolKeeping = ThreeRoles;

constexpr Levels kLevels{3, 6};

TEST_F(PoolKeeping, ALowPoolIsFilledUpAndAFullOneLeftAlone) {
  start(40);
  PoolKeepers keepers(world_.system(), {{context_, "small", kLevels}}, world_.notes());
  EXPECT_TRUE(
      world_.notes()->await("pool-refilled model=small service=acme prepared=6 ready=6"));
  ASSERT_TRUE(succeeded(diagnose_some(2, 1)));
  expect_reference();
  ASSERT_TRUE(succeeded(diagnose_some(2, 1)));
  EXPECT_TRUE(
      world_.notes()->await("pool-refilled model=small service=acme prepared=4 ready=6"));
}

TEST_F(PoolKeeping, ADryDealerIsAskedAgain) {
  start(2);
  PoolKeepers keepers(world_.system(), {{context_, "small", kLevels}}, world_.notes());
  EXPECT_TRUE(world_.notes()->await("pool-not-refilled model=small"));
  ASSERT_TRUE(succeeded(diagnose_some(2, 1)));
  expect_reference();
}

TEST_F(PoolKeeping, OneThatFailsDoesNotKeepTheOthersWaiting) {
  start(10);
  PoolKeepers keepers(world_.system(),
                      {{context_, "unknown", kLevels}, {context_, "small", kLevels}},
                      world_.notes());
  EXPECT_TRUE(world_.notes()->await("pool-not-refilled model=unknown"));
  EXPECT_TRUE(world_.notes()->await("pool-refilled model=small"));
}

}  // namespace
}  // namespace medisc::test
