#include "bench/relay/delay_line.hpp"

#include <gtest/gtest.h>

namespace medisc::test {
namespace {

using bench::DelayLine;
using bench::Instant;
using namespace std::chrono_literals;

constexpr Instant kStart = 5s;

Bytes bytes(std::size_t count, std::uint8_t value = 7) {
  return Bytes(count, value);
}

TEST(DelayLine, IsEmptyAtFirst) {
  const DelayLine line({10ms, 1000});
  EXPECT_FALSE(line.due());
  EXPECT_TRUE(line.ready(kStart).empty());
  EXPECT_FALSE(line.ended(kStart));
}

TEST(DelayLine, HoldsAChunkForTheDelay) {
  DelayLine line({10ms, 0});
  line.put(bytes(3), kStart);
  EXPECT_EQ(line.due(), kStart + 10ms);
  EXPECT_TRUE(line.ready(kStart + 10ms - 1ns).empty());
  EXPECT_EQ(line.ready(kStart + 10ms).size(), 3u);
}

TEST(DelayLine, LetsChunksInFlightOverlap) {
  DelayLine line({10ms, 0});
  line.put(bytes(1, 1), kStart);
  line.put(bytes(1, 2), kStart + 1ms);
  line.take(1);
  EXPECT_EQ(line.due(), kStart + 11ms);
  EXPECT_EQ(line.ready(kStart + 11ms)[0], 2);
}

TEST(DelayLine, QueuesByTheRateAlone) {
  DelayLine line({10ms, 1000});
  line.put(bytes(5), kStart);
  line.put(bytes(5), kStart);
  EXPECT_EQ(line.due(), kStart + 5ms + 10ms);
  line.take(5);
  EXPECT_EQ(line.due(), kStart + 10ms + 10ms);
  line.take(5);
  // The line has been idle since.
  line.put(bytes(5), kStart + 1s);
  EXPECT_EQ(line.due(), kStart + 1s + 15ms);
}

TEST(DelayLine, IsTakenInParts) {
  DelayLine line({0ms, 0});
  line.put({1, 2, 3}, kStart);
  line.take(2);
  ASSERT_EQ(line.ready(kStart).size(), 1u);
  EXPECT_EQ(line.ready(kStart)[0], 3);
  line.take(1);
  EXPECT_TRUE(line.ready(kStart).empty());
}

TEST(DelayLine, PassesTheEndBehindAllBytes) {
  DelayLine line({10ms, 1000});
  line.put(bytes(5), kStart);
  line.end(kStart);
  EXPECT_FALSE(line.ended(kStart + 1s));
  line.take(5);
  EXPECT_EQ(line.due(), kStart + 15ms);
  EXPECT_FALSE(line.ended(kStart + 15ms - 1ns));
  EXPECT_TRUE(line.ended(kStart + 15ms));
}

TEST(DelayLine, TakesNoMoreThanItsCapacity) {
  for (const std::uint64_t rate : {0ul, 1000ul, 1000000ul, 1000000000ul}) {
    DelayLine line({10ms, rate});
    std::size_t held = 0;
    while (line.room() > 0 && held < (1u << 27)) {
      held += line.room();
      line.put(bytes(line.room()), kStart);
    }
    // What is in flight must fit, and memory has an end.
    EXPECT_GE(held, rate / 100) << rate;
    EXPECT_LT(held, 1u << 27) << rate;
    line.take(line.ready(kStart + 1h).size());
    EXPECT_GT(line.room(), 0u) << rate;
  }
}

}  // namespace
}  // namespace medisc::test
