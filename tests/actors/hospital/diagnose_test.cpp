#include <gtest/gtest.h>

#include "tests/actors/memory/memory_roles.hpp"
#include "tests/error/outcomes.hpp"

namespace medisc::test {
namespace {

using namespace std::chrono_literals;

/// A site with so many bundles at its dealer, and so many prepared.
std::function<std::unique_ptr<MemoryRoles>()> site(std::uint64_t dealt, std::size_t prepared,
                                                   const SmallModel& model = {}) {
  return [=] {
    auto roles = std::make_unique<MemoryRoles>(dealt, model);
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

/// By the tree, by the chain, and by both around a product.
const std::map<std::string, SmallModel> kModels{
    {"tree", {}}, {"chain", {small_plan(4), small_weights()}}, {"product", product_model()}};

class DiagnoseFaults : public testing::TestWithParam<std::string> {
 protected:
  const SmallModel& model() const { return kModels.at(GetParam()); }
};

TEST_P(DiagnoseFaults, AtEveryAwait) {
  const auto struck = strike_at_every_await(
      site(30, 3, model()), [](MemoryRoles& roles) { (void)roles.diagnose(3); });
  EXPECT_GT(struck, 60U);
}

TEST_P(DiagnoseFaults, AtEveryAwaitOfBatchesThatWaitForBundles) {
  const auto struck = strike_at_every_await(
      site(30, 1, model()), [](MemoryRoles& roles) { (void)roles.diagnose(4, 2, 5s); });
  EXPECT_GT(struck, 60U);
}

TEST_P(DiagnoseFaults, AtEveryAwaitWithoutSessionsAhead) {
  const auto struck = strike_at_every_await(site(30, 3, model()), [](MemoryRoles& roles) {
    roles.ahead = false;
    (void)roles.diagnose(3);
  });
  EXPECT_GT(struck, 50U);
}

INSTANTIATE_TEST_SUITE_P(Models, DiagnoseFaults, testing::Values("tree", "chain", "product"),
                         [](const auto& row) { return row.param; });

}  // namespace
}  // namespace medisc::test
