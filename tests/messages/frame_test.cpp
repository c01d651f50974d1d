#include "messages/frame.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "messages/codec.hpp"
#include "tests/messages/samples.hpp"

namespace medisc {
namespace {

using testing::HasSubstr;

std::vector<Bytes> some_messages() {
  std::vector<Bytes> messages;
  for (const std::size_t size : {1u, 2u, 3u, 4u, 5u, 63u, 256u, 1000u}) {
    Bytes message(size);
    std::iota(message.begin(), message.end(), static_cast<std::uint8_t>(size));
    messages.push_back(std::move(message));
  }
  return messages;
}

std::vector<Bytes> drain(FrameReader& reader) {
  std::vector<Bytes> messages;
  while (auto message = reader.next()) messages.push_back(std::move(*message));
  return messages;
}

TEST(Frame, IsALittleEndianLengthAndTheMessage) {
  Bytes out = {9};
  append_frame(out, Bytes{7, 8});
  EXPECT_EQ(out, (Bytes{9, 2, 0, 0, 0, 7, 8}));
  EXPECT_EQ(frame_prefix(0x01020304), (std::array<std::uint8_t, 4>{4, 3, 2, 1}));
  EXPECT_EQ(frame_size(2), 6u);
}

TEST(FrameReader, ReadsChunksOfEverySize) {
  const auto messages = some_messages();
  Bytes stream;
  for (const Bytes& message : messages) append_frame(stream, message);
  for (std::size_t chunk = 1; chunk <= stream.size(); ++chunk) {
    FrameReader reader;
    std::vector<Bytes> read;
    for (std::size_t at = 0; at < stream.size(); at += chunk) {
      const auto part = std::span(stream).subspan(at, std::min(chunk, stream.size() - at));
      ASSERT_TRUE(reader.feed(part));
      for (Bytes& message : drain(reader)) read.push_back(std::move(message));
    }
    ASSERT_EQ(read, messages) << "chunks of " << chunk;
  }
}

TEST(FrameReader, KeepsMessagesUntilTheyAreTaken) {
  const auto messages = some_messages();
  Bytes stream;
  for (const Bytes& message : messages) append_frame(stream, message);
  FrameReader reader;
  ASSERT_TRUE(reader.feed(stream));
  EXPECT_EQ(drain(reader), messages);
  EXPECT_FALSE(reader.next());
}

TEST(FrameReader, AnEmptyChunkChangesNothing) {
  FrameReader reader;
  ASSERT_TRUE(reader.feed({}));
  EXPECT_FALSE(reader.next());
}

TEST(FrameReader, AMessageOfTheLimitPassesAndOneByteMoreIsRefusedAtItsPrefix) {
  FrameReader reader(100);
  Bytes stream;
  append_frame(stream, Bytes(100, 1));
  ASSERT_TRUE(reader.feed(stream));
  const auto fed = reader.feed(frame_prefix(101));
  ASSERT_FALSE(fed);
  EXPECT_EQ(fed.error().code, ErrorCode::kProtocol);
  EXPECT_THAT(fed.error().context, HasSubstr("101"));
  EXPECT_THAT(fed.error().context, HasSubstr("100"));
  EXPECT_EQ(drain(reader).size(), 1u) << "what came complete before stays readable";
}

TEST(FrameReader, StaysBroken) {
  FrameReader reader(10);
  ASSERT_FALSE(reader.feed(frame_prefix(11)));
  Bytes good;
  append_frame(good, Bytes{1});
  const auto fed = reader.feed(good);
  ASSERT_FALSE(fed);
  EXPECT_EQ(fed.error().code, ErrorCode::kProtocol);
  EXPECT_FALSE(reader.next());
}

TEST(FrameReader, AnEmptyMessageIsRefused) {
  FrameReader reader;
  const auto fed = reader.feed(frame_prefix(0));
  ASSERT_FALSE(fed);
  EXPECT_EQ(fed.error().code, ErrorCode::kProtocol);
}

TEST(FrameReader, TheLimitIsRaisedAndLowered) {
  Bytes large;
  append_frame(large, Bytes(kHandshakeLimit + 1, 3));
  FrameReader before;
  EXPECT_FALSE(before.feed(large));
  FrameReader reader;
  reader.set_limit(kConversationLimit);
  EXPECT_TRUE(reader.feed(large));
  EXPECT_EQ(drain(reader).size(), 1u);
  reader.set_limit(kHandshakeLimit);
  EXPECT_FALSE(reader.feed(large));
}

TEST(FrameReader, AFrameThatHasBegunKeepsTheLimitItBeganWith) {
  Bytes frame;
  append_frame(frame, Bytes(50, 3));
  FrameReader reader(100);
  ASSERT_TRUE(reader.feed(std::span(frame).first(20)));
  reader.set_limit(10);
  ASSERT_TRUE(reader.feed(std::span(frame).subspan(20)));
  EXPECT_EQ(drain(reader).size(), 1u);
}

TEST(FrameReader, AnnouncingMuchCostsNothing) {
  // 4096 strangers announce 256 MiB each and send 1000 bytes: 1 TiB, were it reserved.
  std::vector<FrameReader> readers(4096, FrameReader(kConversationLimit));
  const Bytes start(1000, 1);
  for (FrameReader& reader : readers) {
    ASSERT_TRUE(reader.feed(frame_prefix(kConversationLimit)));
    ASSERT_TRUE(reader.feed(start));
    EXPECT_LE(reader.held(), 2 * start.size() + (4u << 10));
  }
}

TEST(FrameReader, HoldsAtMostTwiceWhatHasArrived) {
  FrameReader reader(kConversationLimit);
  constexpr std::size_t kSize = 20u << 20;
  ASSERT_TRUE(reader.feed(frame_prefix(kSize)));
  const Bytes chunk(50'000, 1);
  std::size_t arrived = 0;
  while (arrived < kSize) {
    const std::size_t part = std::min(chunk.size(), kSize - arrived);
    ASSERT_TRUE(reader.feed(std::span(chunk).first(part)));
    arrived += part;
    ASSERT_LE(reader.held(), 2 * arrived + (4u << 10));
  }
  const auto message = reader.next();
  ASSERT_TRUE(message);
  EXPECT_EQ(message->size(), kSize);
  EXPECT_EQ(reader.held(), 0u);
}

TEST(FrameReader, KnowsWhatTheFrameLacks) {
  FrameReader reader;
  EXPECT_EQ(reader.missing(), 0U);
  ASSERT_TRUE(reader.feed(Bytes{5, 0, 0}));
  EXPECT_EQ(reader.missing(), 0U) << "the length is not known yet";
  ASSERT_TRUE(reader.feed(Bytes{0}));
  EXPECT_EQ(reader.missing(), 5U);
  ASSERT_TRUE(reader.feed(Bytes{1, 2}));
  EXPECT_EQ(reader.missing(), 3U);
  ASSERT_TRUE(reader.feed(Bytes{3, 4, 5}));
  EXPECT_EQ(reader.missing(), 0U);
}

TEST(FrameReader, UsesAgainWhatIsGivenBack) {
  FrameReader reader(kConversationLimit);
  const Bytes large(100'000, 1);
  const Bytes small(10, 2);
  Bytes stream;
  append_frame(stream, large);
  ASSERT_TRUE(reader.feed(stream));
  Bytes first = *reader.next();
  const std::uint8_t* const memory = first.data();
  reader.give_back(std::move(first));

  stream.clear();
  append_frame(stream, small);
  append_frame(stream, large);
  ASSERT_TRUE(reader.feed(std::span(stream).first(9)));  // the next one is arriving
  reader.give_back(Bytes(200'000));
  ASSERT_TRUE(reader.feed(std::span(stream).subspan(9)));
  const Bytes second = *reader.next();
  EXPECT_EQ(second.data(), memory);
  EXPECT_EQ(second, small);
  EXPECT_EQ(*reader.next(), large);
}

TEST(Frame, EveryHandshakeMessageFitsTheHandshakeLimit) {
  const std::string longest(kMaxRefusalText, 'x');
  EXPECT_LE(encode(Refusal{"peer-unavailable", longest, longest}).size(), kHandshakeLimit);
  EXPECT_LE(encode(Hello{}).size(), kHandshakeLimit);
  EXPECT_LE(encode(Proof{}).size(), kHandshakeLimit);
}

}  // namespace
}  // namespace medisc
