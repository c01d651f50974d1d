#include "protocol/session_size.hpp"

#include <gtest/gtest.h>

#include "correlation/half.hpp"
#include "protocol/hospital.hpp"
#include "tests/protocol/small_model.hpp"

namespace medisc::test {
namespace {

constexpr std::uint64_t kAll = UINT64_MAX;

std::uint64_t bytes_of(const Plan& plan, std::uint64_t records, std::uint64_t room = kAll) {
  return session_bytes(plan, make_gates(plan), records, room);
}

/// So many ReLUs of this size, a 1x1 convolution before each.
Plan deep_plan(std::uint32_t layers, std::uint32_t size = 1000) {
  const Image image{1, size / 100, 100};
  Plan plan;
  plan.ring_bits = 32;
  plan.input = {size, 6, {0}};
  for (std::uint32_t i = 0; i < layers; ++i) {
    plan.steps.push_back({"conv", 0, ConvStep{image, image, Window{}, 1, 20}});
    plan.steps.push_back({"relu", 0, relu_step(size, 20, 0, 20)});
  }
  return plan;
}

TEST(SessionSize, CountsTheBundleAndTheTensorsOfASmallPlan) {
  const Plan plan = small_plan();
  const Gates gates = make_gates(plan);
  const std::uint64_t bytes = bytes_of(plan, 1);
  const std::uint64_t tensors = (3 + 3 + 3 + 2) * 4;
  EXPECT_GE(bytes, correction_bytes(gates) + openings_bytes(gates) + tensors);
  EXPECT_LE(bytes, 16 * (correction_bytes(gates) + openings_bytes(gates) + tensors));
}

TEST(SessionSize, GrowsWithTheRingAndTheWidth) {
  Plan wide = small_plan();
  wide.ring_bits = 64;
  EXPECT_GT(bytes_of(wide, 1), bytes_of(small_plan(), 1));
  EXPECT_GT(bytes_of(deep_plan(3, 2000), 1), bytes_of(deep_plan(3, 1000), 1));
  EXPECT_GT(bytes_of(small_plan(), 2), bytes_of(small_plan(), 1));
}

TEST(SessionSize, GrowsWithTheLayersNoFurtherThanGatesAreOpenAhead) {
  EXPECT_GT(bytes_of(deep_plan(20), 1), bytes_of(deep_plan(10), 1));
  const std::uint32_t wide = 1'000'000;
  EXPECT_EQ(bytes_of(deep_plan(10, wide), 1, 1), bytes_of(deep_plan(20, wide), 1, 1));
  EXPECT_LT(bytes_of(deep_plan(10, wide), 1, 1), bytes_of(deep_plan(10, wide), 1) / 2);
}

TEST(SessionSize, RecordsStayWithinTheBound) {
  const Plan plan = deep_plan(4, 100'000);
  const Gates gates = make_gates(plan);
  for (const std::uint64_t memory : {std::uint64_t{100} << 20, std::uint64_t{1} << 30}) {
    const std::uint64_t room = gates_ahead(memory);
    const std::uint64_t records = records_a_session(plan, gates, 4096, memory);
    ASSERT_GT(records, 0U);
    EXPECT_LE(session_bytes(plan, gates, records, room), memory);
    EXPECT_GT(session_bytes(plan, gates, records + 1, room), memory);
    EXPECT_EQ(records_a_session(plan, gates, records - 1, memory), records - 1);
  }
}

TEST(SessionSize, TellsWhereNotOneRecordFits) {
  const Gates gates = make_gates(small_plan());
  EXPECT_EQ(records_a_session(small_plan(), gates, 10, 1), 0U);
  EXPECT_EQ(records_a_session(small_plan(), gates, 0, 1 << 20), 0U);
  EXPECT_EQ(records_a_session(small_plan(), gates, 10, 1 << 20), 10U);
}

TEST(SessionSize, AQuarterOfTheMemoryIsForGatesAhead) {
  EXPECT_EQ(gates_ahead(100), 25U);
  EXPECT_EQ(gates_ahead(std::uint64_t{1} << 40), std::uint64_t{64} << 20);
}

}  // namespace
}  // namespace medisc::test
