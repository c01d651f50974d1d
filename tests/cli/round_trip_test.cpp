#include "cli/round_trip.hpp"

#include <gtest/gtest.h>

namespace medisc {
namespace {

TEST(RoundTrip, TakesTimeEachTime) {
  for (const std::size_t bytes : {1u, 64u, 4096u}) {
    const auto trips = tcp_round_trips(50, bytes);
    ASSERT_TRUE(trips) << render(trips.error());
    ASSERT_EQ(trips->size(), 50U);
    for (const auto trip : *trips) EXPECT_GT(trip.count(), 0);
  }
}

TEST(RoundTrip, RefusesMessagesOfNoOrTooManyBytes) {
  EXPECT_FALSE(tcp_round_trips(1, 0));
  EXPECT_FALSE(tcp_round_trips(1, 4097));
}

}  // namespace
}  // namespace medisc
