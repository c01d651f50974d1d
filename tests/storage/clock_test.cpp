#include "storage/clock.hpp"

#include <gtest/gtest.h>

namespace medisc {
namespace {

using namespace std::chrono;

TEST(Clock, writes_iso_8601_in_utc_with_milliseconds) {
  const TimePoint time = sys_days(2026y / January / 31) + 9h + 5min + 7s + 42ms + 999us;
  EXPECT_EQ(utc_text(time), "2026-01-31T09:05:07.042Z");
}

TEST(Clock, knows_leap_days_and_times_before_the_epoch) {
  EXPECT_EQ(utc_text(sys_days(2028y / February / 29)), "2028-02-29T00:00:00.000Z");
  EXPECT_EQ(utc_text(sys_days(1970y / January / 1) - 1ms), "1969-12-31T23:59:59.999Z");
}

TEST(Clock, text_sorts_as_the_times_do) {
  const TimePoint time = sys_days(2026y / September / 30) + 23h + 59min + 59s + 999ms;
  EXPECT_LT(utc_text(time), utc_text(time + 1ms));
}

TEST(Clock, system_clock_tells_the_time) {
  const auto before = std::chrono::system_clock::now();
  const auto told = medisc::system_clock()();
  EXPECT_LE(before, told);
  EXPECT_LE(told, std::chrono::system_clock::now());
}

}  // namespace
}  // namespace medisc
