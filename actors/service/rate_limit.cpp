#include "actors/service/rate_limit.hpp"

#include <string>

namespace medisc {

Result<void> RateLimit::take(const PublicKey& hospital, std::uint64_t records,
                             Clock::time_point now) {
  if (limit_ == 0) return {};
  constexpr std::int64_t kHour = 60;
  const std::string most = "the service answers at most " + std::to_string(limit_) +
                           " records of a hospital an hour";
  if (records > limit_) {
    return fail(ErrorCode::kRefused,
                most + ", and " + std::to_string(records) + " are asked at once",
                "ask for fewer: --batch");
  }
  const std::int64_t minute =
      std::chrono::floor<std::chrono::minutes>(now.time_since_epoch()).count();
  std::deque<Minute>& hour = hours_[hospital];
  while (!hour.empty() && hour.front().number <= minute - kHour) hour.pop_front();
  std::uint64_t taken = records;
  for (const Minute& past : hour) taken += past.records;
  if (taken <= limit_) {
    if (hour.empty() || hour.back().number != minute) hour.push_back({minute, 0});
    hour.back().records += records;
    return {};
  }
  std::int64_t until = minute;
  for (const Minute& past : hour) {
    taken -= past.records;
    until = past.number + kHour;
    if (taken <= limit_) break;
  }
  return fail(ErrorCode::kBusy,
              most + "; there is room in " + std::to_string(until - minute) + " min",
              "try again then");
}

}  // namespace medisc
