#include "storage/latency.hpp"

#include <algorithm>
#include <cmath>

namespace medisc {

Latency latency_of(const std::vector<std::int64_t>& sorted_us) {
  Latency latency;
  latency.sessions = static_cast<std::int64_t>(sorted_us.size());
  if (sorted_us.empty()) return latency;
  latency.p50_us = percentile(sorted_us, 50);
  latency.p90_us = percentile(sorted_us, 90);
  latency.p99_us = percentile(sorted_us, 99);
  for (const std::int64_t time : sorted_us) {
    const auto bound = std::ranges::lower_bound(kLatencyBounds, time);
    ++latency.counts[static_cast<std::size_t>(bound - kLatencyBounds.begin())];
  }
  return latency;
}

std::int64_t percentile(const std::vector<std::int64_t>& sorted, double percent) {
  const auto rank = std::ceil(percent / 100 * static_cast<double>(sorted.size()));
  return sorted[static_cast<std::size_t>(rank) - 1];
}

}  // namespace medisc
