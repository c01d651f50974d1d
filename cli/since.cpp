#include "cli/since.hpp"

#include <charconv>
#include <cstdio>
#include <optional>

namespace medisc {
namespace {

/// Longer spans reach beyond what any database holds, and beyond what a clock can count.
constexpr std::int64_t kLongestDays = 36'500;
/// The clock counts nanoseconds in 64 bits, which end in 2262.
constexpr int kFirstYear = 1970;
constexpr int kLastYear = 2261;

std::optional<std::chrono::seconds> unit_of(char letter) {
  switch (letter) {
    case 's':
      return std::chrono::seconds(1);
    case 'm':
      return std::chrono::minutes(1);
    case 'h':
      return std::chrono::hours(1);
    case 'd':
      return std::chrono::days(1);
    default:
      return std::nullopt;
  }
}

std::optional<TimePoint> before(const std::string& text, TimePoint now) {
  const auto unit = text.empty() ? std::nullopt : unit_of(text.back());
  if (!unit) return std::nullopt;
  std::int64_t count = 0;
  const char* const end = text.data() + text.size() - 1;
  const auto [rest, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc() || rest != end || count < 0) return std::nullopt;
  if (count > std::chrono::days(kLongestDays) / *unit) return std::nullopt;
  return now - count * *unit;
}

std::optional<TimePoint> at_date(std::string text) {
  using namespace std::chrono;
  if (!text.empty() && text.back() == 'Z') text.pop_back();
  int year_number = 0;
  unsigned month_number = 0;
  unsigned day_number = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int read = 0;
  const auto complete = [&] {
    return static_cast<std::size_t>(read) == text.size();
  };
  const char* const start = text.c_str();
  const bool matched =
      (std::sscanf(start, "%4d-%2u-%2u%n", &year_number, &month_number, &day_number, &read) ==
           3 &&
       complete()) ||
      (std::sscanf(start, "%4d-%2u-%2uT%2d:%2d%n", &year_number, &month_number, &day_number,
                   &hour, &minute, &read) == 5 &&
       complete()) ||
      (std::sscanf(start, "%4d-%2u-%2uT%2d:%2d:%2d%n", &year_number, &month_number, &day_number,
                   &hour, &minute, &second, &read) == 6 &&
       complete());
  const year_month_day date{year{year_number}, month{month_number}, day{day_number}};
  if (!matched || !date.ok() || year_number < kFirstYear || year_number > kLastYear ||
      hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
    return std::nullopt;
  }
  return sys_days(date) + hours(hour) + minutes(minute) + seconds(second);
}

}  // namespace

Result<std::string> parse_since(const std::string& text, TimePoint now) {
  if (const auto time = before(text, now)) return utc_text(*time);
  if (const auto time = at_date(text)) return utc_text(*time);
  return fail(ErrorCode::kUsage, "--since: '" + text + "' is no time",
              "write e.g. 15m, 2h, 7d or 2026-01-31T09:05");
}

}  // namespace medisc
