#include "cli/since.hpp"

#include <gtest/gtest.h>

namespace medisc::test {
namespace {

using namespace std::chrono;

constexpr TimePoint kNow = sys_days(2026y / March / 1) + hours(12);

std::string since(const std::string& text) {
  return parse_since(text, kNow).value_or("refused");
}

TEST(Since, IsATimeAgo) {
  EXPECT_EQ(since("90s"), "2026-03-01T11:58:30.000Z");
  EXPECT_EQ(since("15m"), "2026-03-01T11:45:00.000Z");
  EXPECT_EQ(since("2h"), "2026-03-01T10:00:00.000Z");
  EXPECT_EQ(since("7d"), "2026-02-22T12:00:00.000Z");
  EXPECT_EQ(since("0s"), "2026-03-01T12:00:00.000Z");
}

TEST(Since, IsATimeInUtc) {
  EXPECT_EQ(since("2026-01-31"), "2026-01-31T00:00:00.000Z");
  EXPECT_EQ(since("2026-01-31T09:05"), "2026-01-31T09:05:00.000Z");
  EXPECT_EQ(since("2026-01-31T09:05:07"), "2026-01-31T09:05:07.000Z");
  EXPECT_EQ(since("1970-01-01"), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(since("2261-12-31T23:59:59"), "2261-12-31T23:59:59.000Z");
  EXPECT_EQ(since("2026-01-31T09:05:07Z"), "2026-01-31T09:05:07.000Z");
}

TEST(Since, RefusesWhatIsNone) {
  for (const char* text : {"",
                           "15",
                           "m",
                           "-5m",
                           "1.5h",
                           "15 m",
                           "15w",
                           "99999999999999999999d",
                           "99999999d",
                           "yesterday",
                           "1969-12-31",
                           "2262-01-01",
                           "2999-01-01",
                           "2026-02-30",
                           "2026-13-01",
                           "2026-01-31T25:00",
                           "2026-01-31T09:61",
                           "2026-01-31T09",
                           "2026-01-31 09:05",
                           "2026-01-31T09:05:07+01:00",
                           "2026-01-31x"}) {
    const auto refused = parse_since(text, kNow);
    ASSERT_FALSE(refused.has_value()) << text;
    EXPECT_EQ(refused.error().code, ErrorCode::kUsage);
    EXPECT_NE(refused.error().context.find("'" + std::string(text) + "'"), std::string::npos);
  }
}

}  // namespace
}  // namespace medisc::test
