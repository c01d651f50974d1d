#include "actors/hospital/keep_pool.hpp"

#include <gtest/gtest.h>

#include "tests/actors/memory/memory_roles.hpp"
#include "tests/error/outcomes.hpp"

namespace medisc::test {
namespace {

using namespace std::chrono_literals;

std::shared_ptr<PoolShift> start_keeping(MemoryRoles& roles) {
  auto shift = std::make_shared<PoolShift>();
  const KeptPool pool{std::make_shared<const HospitalContext>(roles.hospital), "small", {3, 6}};
  roles.network.start(
      [=, &roles](Process& process) {
        return keep_pool_full(process, pool, shift, roles.notes);
      },
      roles.hospital_answers, [](const std::optional<Error>&) {});
  return shift;
}

TEST(KeepPool, FillsALowPoolAndLeavesAFullOneAlone) {
  MemoryRoles roles(40);
  const auto shift = start_keeping(roles);
  roles.network.advance(2s);
  EXPECT_EQ(roles.at_hospital(BundleState::kPrepared), 6U);
  ASSERT_TRUE(succeeded(roles.diagnose(3)));
  roles.network.advance(3s);
  EXPECT_EQ(roles.at_hospital(BundleState::kPrepared), 3U) << "not low yet";
  ASSERT_TRUE(succeeded(roles.diagnose(1)));
  roles.network.advance(3s);
  EXPECT_EQ(roles.at_hospital(BundleState::kPrepared), 6U);
  shift->over = true;
  roles.network.advance(2s);
  EXPECT_EQ(roles.network.running(), 0U);
}

TEST(KeepPool, WaitsLongerAfterEachFailureAndRecovers) {
  MemoryRoles roles(0);
  const auto shift = start_keeping(roles);
  roles.network.advance(10min);
  std::size_t warnings = 0;
  for (const std::string& line : roles.notes->lines()) {
    if (line.find("pool-not-refilled") == 0) ++warnings;
  }
  EXPECT_GE(warnings, 15U);
  EXPECT_LE(warnings, 40U) << "half a minute apart, at the longest";
  shift->over = true;
  roles.network.advance(1min);
  EXPECT_EQ(roles.network.running(), 0U);
}

}  // namespace
}  // namespace medisc::test
