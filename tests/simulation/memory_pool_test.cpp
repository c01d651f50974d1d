#include "simulation/memory_pool.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/reference.hpp"
#include "protocol/traffic.hpp"
#include "tests/protocol/small_model.hpp"

namespace medisc::test {
namespace {

using testing::ElementsAreArray;

std::vector<std::int64_t> some_records(std::size_t count) {
  std::vector<std::int64_t> records;
  for (std::size_t i = 0; i < count; ++i) {
    const auto x = static_cast<std::int64_t>(i);
    records.insert(records.end(), {5 * x - 30, 64 - 3 * x, (x * x) % 60});
  }
  return records;
}

TEST(MemoryPool, SessionsYieldTheReference) {
  const auto pool = MemoryPool::make(small_plan(), small_weights()).value();
  const auto records = some_records(3);
  const MemorySession session = pool->run(pool->deal(3), records).value();
  std::vector<std::int64_t> expected;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto logits =
        reference(small_plan(), small_weights(), std::span(records).subspan(3 * i, 3));
    expected.insert(expected.end(), logits.begin(), logits.end());
  }
  EXPECT_THAT(session.logits, ElementsAreArray(expected));
}

TEST(MemoryPool, SessionsCostWhatIsDeclared) {
  const auto pool = MemoryPool::make(small_plan(), small_weights()).value();
  std::chrono::nanoseconds now{0};
  const auto clock = [&] {
    return now += std::chrono::nanoseconds(7);
  };
  const MemorySession session = pool->run(pool->deal(2), some_records(2), clock).value();
  const Traffic declared = declared_traffic(pool->gates(), 2);
  EXPECT_EQ(session.bytes_up, declared.bytes_up());
  EXPECT_EQ(session.bytes_down, declared.bytes_down());
  EXPECT_EQ(session.flights, declared.flights());
  EXPECT_EQ(session.crossings.size(), declared.messages.size());
  EXPECT_EQ(session.hospital_steps.size(), small_plan().steps.size());
  EXPECT_GT(session.time.count(), 0);
}

TEST(MemoryPool, TakesItsSeedsInAFixedOrder) {
  std::vector<Seed> drawn;
  const auto pool = MemoryPool::make(small_plan(), small_weights(), [&] {
                      drawn.push_back(Seed::random());
                      return drawn.back();
                    }).value();
  ASSERT_EQ(drawn.size(), 1U);
  EXPECT_THAT(pool->weight_mask().bytes(), ElementsAreArray(drawn[0].bytes()));
  const MemoryBundles bundles = pool->deal(2);
  ASSERT_EQ(drawn.size(), 5U);
  EXPECT_THAT(bundles.hospital[1].seed.bytes(), ElementsAreArray(drawn[3].bytes()));
  EXPECT_THAT(bundles.service[1].half.seed.bytes(), ElementsAreArray(drawn[4].bytes()));
}

TEST(MemoryPool, RefusesRecordsThatAreNotOneABundle) {
  const auto pool = MemoryPool::make(small_plan(), small_weights()).value();
  const auto mismatched = pool->run(pool->deal(2), some_records(1));
  ASSERT_FALSE(mismatched.has_value());
  EXPECT_EQ(mismatched.error().code, ErrorCode::kBadInput);
  const auto none = pool->run({}, {});
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().code, ErrorCode::kBadInput);
}

}  // namespace
}  // namespace medisc::test
