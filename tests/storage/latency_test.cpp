#include "storage/latency.hpp"

#include <numeric>

#include <gtest/gtest.h>

namespace medisc {
namespace {

TEST(Latency, OfNothingHasNoPercentiles) {
  EXPECT_EQ(latency_of({}), Latency{});
}

TEST(Latency, PercentilesAreTimesThatWereMeasured) {
  std::vector<std::int64_t> times(200);
  std::iota(times.begin(), times.end(), 1);
  EXPECT_EQ(percentile(times, 50), 100);
  EXPECT_EQ(percentile(times, 90), 180);
  EXPECT_EQ(percentile(times, 99), 198);
  EXPECT_EQ(percentile(times, 100), 200);
  EXPECT_EQ(percentile({7}, 50), 7);
  EXPECT_EQ(percentile({7}, 99), 7);
  EXPECT_EQ(percentile({7, 9}, 50), 7);
  EXPECT_EQ(percentile({7, 9}, 51), 9);
}

TEST(Latency, BucketsTakeInTheirUpperBound) {
  const Latency latency = latency_of({0, 100, 101, 200, 100'000'000, 100'000'001, 900'000'000});
  EXPECT_EQ(latency.sessions, 7);
  EXPECT_EQ(latency.counts[0], 2);
  EXPECT_EQ(latency.counts[1], 2);
  EXPECT_EQ(latency.counts[kLatencyBounds.size() - 1], 1);
  EXPECT_EQ(latency.counts[kLatencyBounds.size()], 2);
  EXPECT_EQ(std::accumulate(latency.counts.begin(), latency.counts.end(), std::int64_t{0}), 7);
}

}  // namespace
}  // namespace medisc
