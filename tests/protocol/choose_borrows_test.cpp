#include "protocol/choose_borrows.hpp"

#include <gtest/gtest.h>

#include "correlation/half.hpp"

namespace medisc::test {
namespace {

/// dense -> relu -> dense -> relu -> dense: a wide gate, then a narrow one.
Plan two_relus() {
  Plan plan;
  plan.ring_bits = 32;
  plan.input = {8, 6, {0}};
  plan.steps = {{"fc1", 0, DenseStep{8, 40000, 26}},
                {"wide", 0, relu_step(40000, 26, 13, 26)},
                {"fc2", 0, DenseStep{40000, 8, 26}},
                {"narrow", 0, relu_step(8, 26, 13, 26)},
                {"fc3", 0, DenseStep{8, 2, 26}}};
  return plan;
}

std::vector<std::uint32_t> chains_of(const Plan& plan) {
  return {std::get<ThresholdStep>(plan.steps[1].op).chain,
          std::get<ThresholdStep>(plan.steps[3].op).chain};
}

Plan chosen(const BorrowOptions& options) {
  Plan plan = two_relus();
  choose_borrows(plan, options);
  return plan;
}

TEST(ChooseBorrows, ByHandHoldsForEveryGate) {
  Plan plan = two_relus();
  std::get<ThresholdStep>(plan.steps[1].op).chain = 9;
  choose_borrows(plan, {ComparisonChoice::kTree, {}, {}});
  EXPECT_EQ(chains_of(plan), (std::vector<std::uint32_t>{0, 0}));
  choose_borrows(plan, {ComparisonChoice::kChain, {}, {}});
  for (const std::uint32_t chain : chains_of(plan)) EXPECT_GT(chain, 0U);
}

TEST(ChooseBorrows, FarAwayFlightsCount) {
  const Plan plan = chosen({ComparisonChoice::kAuto, {50, 1000}, 1e6});
  for (const std::uint32_t chain : chains_of(plan)) EXPECT_GT(chain, 0U);
}

TEST(ChooseBorrows, OnASlowLineBytesCount) {
  const Plan plan = chosen({ComparisonChoice::kAuto, {0.1, 10}, 1e6});
  EXPECT_EQ(chains_of(plan)[0], 0U);
}

TEST(ChooseBorrows, ABundlesBoundKeepsTheWideGateWithTheTree) {
  Plan trees = two_relus();
  choose_borrows(trees, {ComparisonChoice::kTree, {}, {}});
  const auto megabytes = static_cast<double>(correction_bytes(make_gates(trees))) / 1e6 + 0.01;
  const Plan plan = chosen({ComparisonChoice::kAuto, {50, 1000}, megabytes});
  EXPECT_EQ(chains_of(plan)[0], 0U);
  EXPECT_GT(chains_of(plan)[1], 0U);
  EXPECT_LE(static_cast<double>(correction_bytes(make_gates(plan))), megabytes * 1e6);
}

/// What is chosen is never slower than either by hand, by the declared traffic.
TEST(ChooseBorrows, AutoIsNoSlowerThanOneForAll) {
  for (const LinkSpeed& link :
       {LinkSpeed{0, 100}, LinkSpeed{1, 20}, LinkSpeed{10, 100}, LinkSpeed{40, 1000}}) {
    const auto seconds = [&](ComparisonChoice choice) {
      return seconds_over(declared_traffic(make_gates(chosen({choice, link, 1e6})), 1), link);
    };
    const double chosen_time = seconds(ComparisonChoice::kAuto);
    EXPECT_LE(chosen_time, seconds(ComparisonChoice::kTree) + 1e-9) << link.delay_ms;
    EXPECT_LE(chosen_time, seconds(ComparisonChoice::kChain) + 1e-9) << link.delay_ms;
  }
}

TEST(ChooseBorrows, TimeOverALineIsFlightsAndBytes) {
  Traffic traffic;
  traffic.messages = {{Party::kHospital, 8'000'000}, {Party::kService, 16'000'000}};
  EXPECT_DOUBLE_EQ(seconds_over(traffic, {10, 100}), 0.02 + 0.24);
}

}  // namespace
}  // namespace medisc::test
