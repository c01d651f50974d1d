#include "protocol/link.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/memory_link.hpp"
#include "tests/protocol/recording_link.hpp"

namespace medisc::test {
namespace {

using Row = std::vector<std::uint64_t>;

void put(Link& link, std::uint64_t value, std::size_t bits) {
  const Row row{value};
  link.out().lanes(row, bits);
}

std::uint64_t take(Link& link, std::size_t bits) {
  Row row(1);
  link.in().lanes(row, bits);
  return row[0];
}

/// Receives `messages` bytes, one a message; returns their sum.
Task<std::uint64_t> sum_bytes(Link& link, std::size_t messages) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < messages; ++i) {
    co_await link.receive();
    sum += take(link, 8);
  }
  link.leave();
  co_return sum;
}

TEST(Link, MessagesComeInOrderBeforeAndAfterTheWait) {
  RecordingLink link;
  link.deliver(Bytes{1});
  auto task = sum_bytes(link, 3);
  Trampoline trampoline;
  task.start(trampoline);
  EXPECT_FALSE(task.done());
  link.deliver(Bytes{2});
  link.deliver(Bytes{3});
  ASSERT_TRUE(task.done());
  EXPECT_EQ(task.result(), 6U);
  EXPECT_EQ(link.messages(), 3U);
  EXPECT_EQ(link.bytes_received(), 3U);
}

TEST(Link, FlushSendsWhatWasPutAndNothingElse) {
  RecordingLink link;
  link.flush();
  EXPECT_TRUE(link.sent.empty());
  put(link, 0x5, 3);
  put(link, 0x1, 1);
  link.flush();
  link.flush();
  EXPECT_THAT(link.sent, testing::ElementsAre(Bytes{0x0d}));
  EXPECT_EQ(link.bytes_sent(), 1U);
}

TEST(Link, AMessageTooShortIsAProtocolFailure) {
  RecordingLink link;
  auto task = sum_bytes(link, 1);
  Trampoline trampoline;
  task.start(trampoline);
  link.deliver(Bytes{});
  ASSERT_TRUE(task.done());
  const Error error = failure_of([&] { task.result(); });
  EXPECT_EQ(error.code, ErrorCode::kProtocol);
  EXPECT_THAT(error.context, testing::HasSubstr("shorter"));
}

TEST(Link, AMessageTooLongIsAProtocolFailure) {
  for (const std::size_t messages : {1U, 2U}) {  // at the end, and where the next is awaited
    RecordingLink link;
    auto task = sum_bytes(link, messages);
    Trampoline trampoline;
    task.start(trampoline);
    link.deliver(Bytes{1, 0});
    ASSERT_TRUE(task.done());
    const Error error = failure_of([&] { task.result(); });
    EXPECT_EQ(error.code, ErrorCode::kProtocol);
    EXPECT_THAT(error.context, testing::HasSubstr("longer"));
  }
}

TEST(Link, AMessageOutOfTurnIsAProtocolFailure) {
  RecordingLink link;
  link.deliver(Bytes{1});
  const Error error = failure_of([&] { link.deliver(Bytes{2}); });
  EXPECT_EQ(error.code, ErrorCode::kProtocol);
  EXPECT_THAT(error.context, testing::HasSubstr("out of turn"));
}

/// Takes `pieces` times `bits` bits, as they arrive, of the one message; returns their sum.
Task<std::uint64_t> sum_pieces(Link& link, std::size_t pieces, std::size_t bits,
                               std::size_t& taken) {
  std::uint64_t sum = 0;
  co_await link.receive();
  for (; taken < pieces; ++taken) {
    co_await link.arrive(bits);
    sum += take(link, bits);
  }
  link.leave();
  co_return sum;
}

TEST(Link, AMessageIsTakenAsItArrives) {
  RecordingLink link;
  std::size_t taken = 0;
  auto task = sum_pieces(link, 4, 12, taken);
  Trampoline trampoline;
  task.start(trampoline);
  link.deliver(Bytes{1, 0x20}, false);
  EXPECT_EQ(taken, 1U);
  link.deliver(Bytes{0, 3}, false);
  EXPECT_EQ(taken, 2U);
  link.deliver(Bytes{0}, false);
  EXPECT_EQ(taken, 3U);
  EXPECT_FALSE(task.done());
  link.deliver(Bytes{0x50});
  ASSERT_TRUE(task.done());
  EXPECT_EQ(task.result(), 1 + 2 + 3 + 0x500U);
  EXPECT_EQ(link.messages(), 1U);
  EXPECT_EQ(link.bytes_received(), 6U);
}

TEST(Link, TheNextMessageMayBeginBeforeThisOneIsTaken) {
  RecordingLink link;
  const auto two = [&]() -> Task<std::uint64_t> {
    co_await link.receive();
    std::uint64_t sum = take(link, 8);
    co_await link.receive();
    co_await link.arrive(16);
    sum += take(link, 16);
    link.leave();
    co_return sum;
  };
  auto task = two();
  Trampoline trampoline;
  link.deliver(Bytes{1});
  task.start(trampoline);
  link.deliver(Bytes{2}, false);
  link.deliver(Bytes{1});
  ASSERT_TRUE(task.done());
  EXPECT_EQ(task.result(), 1 + 2 + 0x100U);
  EXPECT_EQ(link.messages(), 2U);
}

TEST(Link, AMessageInPiecesMustEndWhereTheGatesHaveTakenIt) {
  const std::vector<std::vector<Bytes>> wrong{
      {{1, 0x20}, {0}},                // too short
      {{1, 0x20}, {0}, {3, 0, 0, 0}},  // too long
      {{1, 0x20, 0, 3, 0, 0}, {0}}};   // the last as well
  for (const std::vector<Bytes>& pieces : wrong) {
    RecordingLink link;
    std::size_t taken = 0;
    auto task = sum_pieces(link, 4, 12, taken);
    Trampoline trampoline;
    task.start(trampoline);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      link.deliver(pieces[i], i + 1 == pieces.size());
    }
    ASSERT_TRUE(task.done());
    EXPECT_EQ(failure_of([&] { task.result(); }).code, ErrorCode::kProtocol);
  }
}

TEST(Link, NoMessageIsLongerThanThereIsRoomFor) {
  RecordingLink link;
  link.reserve(1, 8, 4);
  link.deliver(Bytes(3), false);
  const Error error = failure_of([&] { link.deliver(Bytes(2), false); });
  EXPECT_EQ(error.code, ErrorCode::kProtocol);
  EXPECT_THAT(error.context, testing::HasSubstr("longer"));
  link.deliver(Bytes(1));
}

TEST(Link, WhatCameBeforeThereWasRoomIsLimitedAsWell) {
  RecordingLink link;
  link.deliver(Bytes(5), false);
  link.reserve(1, 8, 4);
  EXPECT_EQ(failure_of([&] { link.deliver(Bytes(1), false); }).code, ErrorCode::kProtocol);
}

TEST(Link, PushSendsWholeBytesAndFlushTheRest) {
  RecordingLink link;
  put(link, 5, 4);
  link.push();
  EXPECT_TRUE(link.sent.empty());  // not worth a piece
  const std::size_t words = Link::kLeastPiece / 8;
  const std::vector<std::uint64_t> row(words, 0x1122334455667788);
  link.out().lanes(row, 64 * words);
  link.push();
  put(link, 0x3, 8);
  link.flush();
  ASSERT_EQ(link.sent.size(), 2U);
  EXPECT_EQ(link.ended, (std::vector<bool>{false, true}));
  ASSERT_EQ(link.sent[0].size(), 8 * words);
  EXPECT_EQ(link.sent[0][0], 0x85);
  EXPECT_EQ(link.sent[0][1], 0x78);
  EXPECT_EQ(link.sent[1], (Bytes{0x31, 0x00}));
  EXPECT_EQ(link.bytes_sent(), 8 * words + 2);
  EXPECT_EQ(link.messages(), 1U);
  EXPECT_EQ(link.steps()[0].bits_out, 4 + 64 * words + 8);
  EXPECT_EQ(link.steps()[0].flights, 1U);
}

TEST(Link, BreakOffThrowsWhereTheCoroutineWaits) {
  RecordingLink link;
  bool waited = false;
  const auto body = [&]() -> Task<void> {
    try {
      co_await link.receive();
    } catch (const Failure&) {
      waited = true;
      throw;
    }
  };
  auto task = body();
  Trampoline trampoline;
  task.start(trampoline);
  link.break_off({ErrorCode::kPeerUnavailable, "the service went away", "try again"});
  ASSERT_TRUE(task.done());
  EXPECT_TRUE(waited);
  const Error error = failure_of([&] { task.result(); });
  EXPECT_EQ(error.code, ErrorCode::kPeerUnavailable);
  EXPECT_EQ(error.context, "the service went away");
}

TEST(Link, WhatCameBeforeABreakIsStillReceived) {
  RecordingLink link;
  link.deliver(Bytes{9});
  link.break_off({ErrorCode::kPeerUnavailable, "gone", ""});
  auto whole = sum_bytes(link, 1);
  Trampoline trampoline;
  whole.start(trampoline);
  EXPECT_EQ(whole.result(), 9U);
  auto more = sum_bytes(link, 1);
  more.start(trampoline);
  ASSERT_TRUE(more.done());
  EXPECT_EQ(failure_of([&] { more.result(); }).code, ErrorCode::kPeerUnavailable);
}

TEST(Link, ABreakWithNobodyWaitingWaitsForTheNextReceive) {
  RecordingLink link;
  link.break_off({ErrorCode::kPeerUnavailable, "gone", ""});
  auto task = sum_bytes(link, 1);
  Trampoline trampoline;
  task.start(trampoline);
  ASSERT_TRUE(task.done());
  EXPECT_THROW(task.result(), Failure);
}

TEST(Link, StepsGetTheirBitsFlightsAndTime) {
  std::chrono::nanoseconds now{1000};
  RecordingLink link([&] { return now; });
  const auto body = [&]() -> Task<void> {
    link.enter(0);
    put(link, 1, 10);
    now += std::chrono::nanoseconds{5};
    link.enter(2);
    put(link, 1, 3);
    now += std::chrono::nanoseconds{7};
    co_await link.exchange();  // ends the message of steps 0 and 2: a flight of step 2
    take(link, 4);
    link.enter(3);
    take(link, 12);
    now += std::chrono::nanoseconds{11};
    link.leave();
    now += std::chrono::nanoseconds{13};
  };
  auto task = body();
  Trampoline trampoline;
  task.start(trampoline);
  link.deliver(Bytes{0, 0});
  ASSERT_TRUE(task.done());
  task.result();
  const std::vector<StepTraffic>& steps = link.steps();
  ASSERT_EQ(steps.size(), 4U);
  const auto expect = [&](std::size_t step, std::uint64_t out, std::uint64_t in,
                          std::uint64_t flights, int time) {
    EXPECT_EQ(steps[step].bits_out, out) << step;
    EXPECT_EQ(steps[step].bits_in, in) << step;
    EXPECT_EQ(steps[step].flights, flights) << step;
    EXPECT_EQ(steps[step].time.count(), time) << step;
  };
  expect(0, 10, 0, 0, 5);
  expect(1, 0, 0, 0, 0);
  expect(2, 3, 4, 2, 7);  // its message, and the answer's first bits
  expect(3, 0, 12, 0, 11);
}

/// A long session: nothing piles up on the stack, whichever side resumes.
TEST(MemoryChannel, ManyExchangesUseNoStack) {
  constexpr std::size_t kMany = 100000;
  const auto up = [](Link& link) -> Task<std::uint64_t> {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < kMany; ++i) {
      put(link, i, 8);
      co_await link.exchange();
      sum += take(link, 8);
    }
    co_return sum;
  };
  const auto down = [](Link& link) -> Task<void> {
    for (std::size_t i = 0; i < kMany; ++i) {
      co_await link.receive();
      put(link, take(link, 8) + 1, 8);
      link.flush();
    }
  };
  MemoryChannel channel;
  auto hospital = up(channel.hospital());
  auto service = down(channel.service());
  channel.run(hospital, service);
  ASSERT_TRUE(hospital.done());
  std::uint64_t expected = 0;
  for (std::size_t i = 0; i < kMany; ++i) expected += (i + 1) % 256;
  EXPECT_EQ(hospital.result(), expected);
  EXPECT_EQ(channel.flights(), 2 * kMany);
  EXPECT_EQ(channel.crossings().size(), 2 * kMany);
}

}  // namespace
}  // namespace medisc::test
