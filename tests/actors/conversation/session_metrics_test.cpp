#include "actors/conversation/session_metrics.hpp"

#include <gtest/gtest.h>

#include "tests/actors/tally.hpp"

namespace medisc::test {
namespace {

const SessionStart kStart{"s1", "service", "breast", "h1", "aa", 3};

TEST(SessionMetrics, HoldWhatASessionCost) {
  Tally tally;
  SessionEnd end;
  end.costs = {1'500, 4'000'000, 30, 40, 50, 60, 7};
  count_session(tally, kStart, "st-anna", end);
  count_session(tally, kStart, "st-anna", end);
  EXPECT_EQ(tally.value("medisc_sessions_total model=breast peer=st-anna outcome=done"), 2);
  EXPECT_EQ(tally.value("medisc_records_total model=breast peer=st-anna"), 6);
  EXPECT_EQ(tally.value("medisc_flights_total model=breast"), 14);
  EXPECT_EQ(tally.value("medisc_payload_bytes_total model=breast direction=up"), 60);
  EXPECT_EQ(tally.value("medisc_payload_bytes_total model=breast direction=down"), 80);
  EXPECT_EQ(tally.value("medisc_wire_bytes_total model=breast direction=up"), 100);
  EXPECT_EQ(tally.value("medisc_session_wire_bytes model=breast direction=down"), 120);
  EXPECT_DOUBLE_EQ(tally.value("medisc_session_online_seconds model=breast"), 0.003);
  EXPECT_DOUBLE_EQ(tally.value("medisc_session_seconds model=breast"), 8);
}

TEST(SessionMetrics, OfAFailureAreItsOutcomeAlone) {
  Tally tally;
  SessionEnd end;
  end.error = "peer-unavailable: it went away";
  count_session(tally, kStart, "st-anna", end);
  EXPECT_EQ(tally.value("medisc_sessions_total model=breast peer=st-anna outcome=failed"), 1);
  EXPECT_EQ(tally.value("medisc_records_total model=breast peer=st-anna"), -1);
  EXPECT_EQ(tally.value("medisc_session_online_seconds model=breast"), -1);
}

}  // namespace
}  // namespace medisc::test
