#include <gtest/gtest.h>

#include "tests/actors/memory/memory_roles.hpp"
#include "tests/error/outcomes.hpp"

namespace medisc::test {
namespace {

using namespace std::chrono_literals;

TEST(Prepare, FetchesAndOpensSoMany) {
  MemoryRoles roles(10);
  const auto prepared = roles.prepare(4);
  ASSERT_TRUE(succeeded(prepared));
  EXPECT_EQ(prepared->prepared, 4U);
  EXPECT_EQ(prepared->ready, 4U);
  EXPECT_EQ(roles.prepare(3).value().ready, 7U);
  EXPECT_EQ(roles.at_service(BundleState::kPrepared), 7U);
}

TEST(Prepare, AnEmptyDealerIsToldOfWithWhatIsReady) {
  MemoryRoles roles(3);
  EXPECT_TRUE(failed(roles.prepare(5), ErrorCode::kPoolDry,
                     "3 of 5 bundles were prepared, 3 are ready now"));
  EXPECT_EQ(roles.claimable(), 3U);
}

TEST(Prepare, WaitsForADealerThatIsAway) {
  MemoryRoles roles(3);
  ASSERT_TRUE(succeeded(roles.prepare(1)));
  roles.network.stop_listening(MemoryRoles::kDealerPort);
  const SteadyTime began = roles.network.now();
  EXPECT_TRUE(
      failed(roles.prepare(2, 30s), ErrorCode::kPeerUnavailable, "the dealer is not there"));
  EXPECT_GE(roles.network.now() - began, 30s);
  EXPECT_LT(roles.network.now() - began, 40s);
}

TEST(PrepareFaults, AtEveryAwait) {
  const auto struck = strike_at_every_await([] { return std::make_unique<MemoryRoles>(20); },
                                            [](MemoryRoles& roles) { (void)roles.prepare(3); });
  EXPECT_GT(struck, 60U);
}

}  // namespace
}  // namespace medisc::test
