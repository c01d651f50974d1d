/// How long sessions took online: percentiles, and a histogram of logarithmic buckets.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace medisc {

/// Upper bounds of the buckets, microseconds, each inclusive; what is longer falls into one
/// more.
inline constexpr std::array<std::int64_t, 19> kLatencyBounds = {
    100,       200,        500,        1'000,      2'000,      5'000,     10'000,
    20'000,    50'000,     100'000,    200'000,    500'000,    1'000'000, 2'000'000,
    5'000'000, 10'000'000, 20'000'000, 50'000'000, 100'000'000};

/// Online times of sessions that ended well.
struct Latency {
  std::int64_t sessions = 0;
  std::optional<std::int64_t> p50_us;  ///< none without a session
  std::optional<std::int64_t> p90_us;
  std::optional<std::int64_t> p99_us;
  std::array<std::int64_t, kLatencyBounds.size() + 1> counts{};
  bool operator==(const Latency&) const = default;
};

/// Takes times in ascending order.
Latency latency_of(const std::vector<std::int64_t>& sorted_us);

/// The smallest of these that `percent` % of them do not exceed (nearest rank). They must be
/// sorted, and one at least. `percent` is above 0.
std::int64_t percentile(const std::vector<std::int64_t>& sorted, double percent);

}  // namespace medisc
