#include "protocol/session_size.hpp"

#include <gtest/gtest.h>

#include "correlation/half.hpp"
#include "protocol/hospital.hpp"
#include "protocol/traffic.hpp"
#include "tests/protocol/small_model.hpp"

namespace medisc::test {
namespace {

TEST(SessionSize, CountsTheBundleAndTheTensors) {
  const Plan plan = small_plan();
  const Gates gates = make_gates(plan);
  const std::uint64_t bytes = session_bytes_a_record(plan, gates);
  const std::uint64_t tensors = (3 + 3 + 3 + 2) * 4;
  EXPECT_GE(bytes, correction_bytes(gates) + openings_bytes(gates) + tensors);
  EXPECT_LE(bytes, 16 * (correction_bytes(gates) + openings_bytes(gates) + tensors));
}

TEST(SessionSize, GrowsWithTheRingAndTheLayers) {
  Plan wide = small_plan();
  wide.ring_bits = 64;
  EXPECT_GT(session_bytes_a_record(wide, make_gates(wide)),
            session_bytes_a_record(small_plan(), make_gates(small_plan())));
  Plan longer = small_plan();
  longer.steps.insert(longer.steps.begin() + 1, longer.steps[0]);
  EXPECT_GT(session_bytes_a_record(longer, make_gates(longer)),
            session_bytes_a_record(small_plan(), make_gates(small_plan())));
}

TEST(SessionSize, RecordsStayWithinEachBound) {
  const Plan plan = small_plan();
  const Gates gates = make_gates(plan);
  const std::uint64_t record = session_bytes_a_record(plan, gates);
  EXPECT_EQ(records_a_session(plan, gates, 10, {}), 10U);
  EXPECT_EQ(records_a_session(plan, gates, 10, {.memory = 4 * record}), 4U);
  EXPECT_EQ(records_a_session(plan, gates, 10, {.memory = 4 * record - 1}), 3U);
  std::uint64_t longest = 0;
  for (const DeclaredMessage& message : declared_traffic(gates, 1).messages) {
    longest = std::max(longest, message.bytes());
  }
  EXPECT_EQ(records_a_session(plan, gates, 10, {.message = 2 * longest}), 2U);
  const std::uint64_t two = records_a_session(plan, gates, 10, {.message = 2 * longest});
  for (const DeclaredMessage& message : declared_traffic(gates, two).messages) {
    EXPECT_LE(message.bytes(), 2 * longest);
  }
}

TEST(SessionSize, IsOneRecordAtLeast) {
  const Plan plan = small_plan();
  const Gates gates = make_gates(plan);
  EXPECT_EQ(records_a_session(plan, gates, 10, {.memory = 1, .message = 1}), 1U);
  EXPECT_EQ(records_a_session(plan, gates, 0, {}), 1U);
}

}  // namespace
}  // namespace medisc::test
