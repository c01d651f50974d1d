#include <gtest/gtest.h>

#include "tests/actors/memory/memory_roles.hpp"
#include "tests/error/outcomes.hpp"

namespace medisc::test {
namespace {

using namespace std::chrono_literals;

/// A site with so many bundles at its dealer, and so many prepared.
std::function<std::unique_ptr<MemoryRoles>()> site(std::uint64_t dealt, std::size_t prepared) {
  return [=] {
    auto roles = std::make_unique<MemoryRoles>(dealt);
    EXPECT_TRUE(succeeded(roles->prepare(prepared)));
    return roles;
  };
}

TEST(Diagnose, EqualsTheReferenceInBatchesOfAnySize) {
  for (const std::size_t batch : {1, 2, 3, 5, 7}) {
    const auto roles = site(12, 7)();
    ASSERT_TRUE(succeeded(roles->diagnose(7, batch)));
    EXPECT_EQ(roles->diagnoses.size(), 7U);
    EXPECT_TRUE(roles->are_right());
    EXPECT_EQ(roles->at_hospital(BundleState::kConsumed), 7U);
    EXPECT_EQ(roles->at_service(BundleState::kConsumed), 7U);
  }
}

TEST(Diagnose, AStopBetweenSessionsKeepsTheRest) {
  const auto roles = site(12, 6)();
  EXPECT_TRUE(
      failed(roles->diagnose(9), ErrorCode::kPoolDry, "9 records need as many bundles"));
  EXPECT_EQ(roles->at_hospital(BundleState::kPrepared), 6U);
  EXPECT_EQ(roles->claimable(), 6U);
  ASSERT_TRUE(succeeded(roles->diagnose(9, 4, 5s))) << "waits for new ones from the dealer";
  EXPECT_TRUE(roles->are_right());
}

TEST(DiagnoseFaults, AtEveryAwait) {
  const auto struck =
      strike_at_every_await(site(30, 3), [](MemoryRoles& roles) { (void)roles.diagnose(3); });
  EXPECT_GT(struck, 60U);
}

TEST(DiagnoseFaults, AtEveryAwaitOfBatchesThatWaitForBundles) {
  const auto struck = strike_at_every_await(
      site(30, 1), [](MemoryRoles& roles) { (void)roles.diagnose(4, 2, 5s); });
  EXPECT_GT(struck, 60U);
}

TEST(DiagnoseFaults, AtEveryAwaitWithoutSessionsAhead) {
  const auto struck = strike_at_every_await(site(30, 3), [](MemoryRoles& roles) {
    roles.ahead = false;
    (void)roles.diagnose(3);
  });
  EXPECT_GT(struck, 50U);
}

}  // namespace
}  // namespace medisc::test
