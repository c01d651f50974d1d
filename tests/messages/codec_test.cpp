#include "messages/codec.hpp"

#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "messages/frame.hpp"
#include "tests/messages/samples.hpp"

namespace medisc {
namespace {

using testing::HasSubstr;

std::vector<BundleId> many_ids(std::size_t count) {
  std::vector<BundleId> ids(count);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t byte = 0; byte < 4; ++byte) {
      ids[i][byte] = static_cast<std::uint8_t>(i >> (8 * byte));
    }
  }
  return ids;
}

void expect_refused(const Message& message, const std::string& text) {
  const auto decoded = decode(encode(message));
  ASSERT_FALSE(decoded) << message_name(message) << " " << text;
  EXPECT_EQ(decoded.error().code, ErrorCode::kProtocol);
  EXPECT_THAT(decoded.error().context, HasSubstr(text));
}

TEST(Codec, EveryMessageComesBack) {
  for (const Message& message : samples::all_messages()) {
    const auto decoded = decode(encode(message));
    ASSERT_TRUE(decoded) << message_name(message) << ": " << render(decoded.error());
    EXPECT_EQ(*decoded, message) << message_name(message);
  }
}

TEST(Codec, EmptyAndLargestListsComeBack) {
  const auto hash = samples::counting<PlanHash>(1);
  const std::vector<Message> messages = {BundleRequest{hash, {}, 0, {}},
                                         BundleRequest{hash, {}, kMaxIds, many_ids(kMaxIds)},
                                         BundleGrant{},
                                         Prepare{hash, {}},
                                         Prepared{many_ids(kMaxIds)},
                                         MaskGrant{},
                                         Turn{},
                                         Turn{{1, 2, 3}, false}};
  for (const Message& message : messages) {
    const auto decoded = decode(encode(message));
    ASSERT_TRUE(decoded) << message_name(message) << ": " << render(decoded.error());
    EXPECT_EQ(*decoded, message) << message_name(message);
  }
}

TEST(Codec, ATurnInItsEnvelopeIsTheSameBytes) {
  for (const std::size_t size : {0U, 1U, 7U, 8U, 9U, 64U, 100'001U, (1U << 20) + 3}) {
    for (const bool last : {true, false}) {
      const Turn turn{Bytes(size, 0xa5), last};
      const TurnEnvelope envelope(size, last);
      Bytes message;
      message.reserve(envelope.message_bytes());
      for (const std::span<const std::uint8_t> part :
           {envelope.head(), std::span<const std::uint8_t>(turn.payload), envelope.padding()}) {
        std::ranges::copy(part, std::back_inserter(message));
      }
      EXPECT_EQ(message, encode(turn)) << size;
      EXPECT_EQ(envelope.message_bytes(), message.size());
      const auto view = view_turn(message);
      ASSERT_TRUE(view && *view) << size;
      EXPECT_TRUE(std::ranges::equal(turn.payload, (*view)->payload));
      EXPECT_EQ((*view)->last, last);
    }
  }
}

TEST(Codec, OnlyATurnHasATurnsPayload) {
  for (const Message& message : samples::all_messages()) {
    const Bytes bytes = encode(message);
    const auto turn = view_turn(bytes);
    ASSERT_TRUE(turn) << message_name(message);
    EXPECT_EQ(turn->has_value(), std::holds_alternative<Turn>(message));
  }
  Bytes broken = encode(Turn{{1, 2, 3}});
  broken.pop_back();
  EXPECT_FALSE(view_turn(broken));
}

TEST(Codec, EqualMessagesGiveEqualBytes) {
  const auto first = samples::all_messages();
  const auto second = samples::all_messages();
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(encode(first[i]), encode(second[i])) << message_name(first[i]);
  }
}

TEST(Codec, UnalignedBytesAreRead) {
  for (const Message& message : samples::all_messages()) {
    const Bytes encoded = encode(message);
    for (std::size_t shift = 1; shift < 8; ++shift) {
      Bytes shifted(shift, 0xee);
      shifted.insert(shifted.end(), encoded.begin(), encoded.end());
      const auto decoded = decode(std::span(shifted).subspan(shift));
      ASSERT_TRUE(decoded) << message_name(message) << " at offset " << shift;
      EXPECT_EQ(*decoded, message);
    }
  }
}

TEST(Codec, ATurnCostsUnder60BytesBeyondItsPayload) {
  for (const std::size_t size : {0u, 1u, 7u, 8u, 9u, 1000u, 65536u, 5'000'001u}) {
    const Turn turn{Bytes(size, 0xab)};
    const Bytes encoded = encode(turn);
    EXPECT_EQ(encoded.size(), 32 + (size + 7) / 8 * 8);
    EXPECT_LT(frame_size(encoded.size()) - size, 60u);
    const auto decoded = decode(encoded);
    ASSERT_TRUE(decoded) << size;
    EXPECT_EQ(std::get<Turn>(*decoded), turn);
  }
}

// The layout of the wire format, byte by byte: a change here is a change of protocol.
TEST(Codec, GoldenTurn) {
  const Bytes expected = {0,  0, 0,    0, 4,  0, 0, 0,   // one segment of 4 words
                          0,  0, 0,    0, 1,  0, 1, 0,   // root: 1 data word, 1 pointer
                          20, 0, 0,    0, 0,  0, 0, 0,   // union member 20: turn
                          1,  0, 0,    0, 26, 0, 0, 0,   // list of 3 bytes, next word
                          1,  2, 0xff, 0, 0,  0, 0, 0};  // payload, padded
  EXPECT_EQ(encode(Turn{{1, 2, 0xff}}), expected);
  Bytes piece = expected;
  piece[16] = 26;
  EXPECT_EQ(encode(Turn{{1, 2, 0xff}, false}), piece);
}

TEST(Codec, GoldenHello) {
  const Bytes encoded = encode(samples::all_messages().front());
  const Bytes expected_start = {0,  0, 0, 0, 19, 0, 0, 0,   // one segment of 19 words
                                0,  0, 0, 0, 1,  0, 1, 0,   // root: 1 data word, 1 pointer
                                1,  0, 0, 0, 0,  0, 0, 0,   // union member 1: hello
                                0,  0, 0, 0, 1,  0, 3, 0,   // hello: 1 data word, 3 pointers
                                10, 0, 0, 0, 1,  0, 0, 0};  // version 10, role 1
  ASSERT_EQ(encoded.size(), 8u + 19 * 8);
  EXPECT_TRUE(std::equal(expected_start.begin(), expected_start.end(), encoded.begin()));
}

TEST(Codec, ListsOverTheLimitAreRefused) {
  const auto too_many = many_ids(kMaxIds + 1);
  const auto hash = samples::counting<PlanHash>(1);
  expect_refused(BundleRequest{hash, {}, 1, too_many}, "bundle ids");
  expect_refused(BundleRequest{hash, {}, kMaxIds + 1, {}}, "bundle limit");
  expect_refused(BundleReceipt{hash, {}, too_many}, "receipt ids");
  expect_refused(Prepared{too_many}, "prepared ids");
  expect_refused(OpenSession{hash, too_many}, "session ids");
  BundleGrant grant;
  Prepare prepare;
  for (const BundleId& id : too_many) {
    grant.halves.push_back({id, {}, {}});
    prepare.bundles.push_back({id, {}});
  }
  expect_refused(grant, "granted halves");
  expect_refused(prepare, "prepared bundles");
}

TEST(Codec, AnIdNamedTwiceIsRefused) {
  const auto id = samples::counting<BundleId>(8);
  const auto other = samples::counting<BundleId>(80);
  const std::vector<BundleId> twice = {id, other, id};
  expect_refused(BundleRequest{{}, {}, 1, twice, 0}, to_hex(id) + " twice");
  expect_refused(BundleReceipt{{}, {}, twice}, to_hex(id) + " twice");
  expect_refused(Prepared{twice}, to_hex(id) + " twice");
  expect_refused(OpenSession{{}, twice}, to_hex(id) + " twice");
  expect_refused(BundleGrant{{{id, {}, {}}, {id, {}, {}}}, 0}, to_hex(id) + " twice");
  expect_refused(Prepare{{}, {{id, {}}, {id, {}}}}, to_hex(id) + " twice");
}

TEST(Codec, ChunksBeyondTheirNumberOrSizeAreRefused) {
  const auto id = samples::counting<BundleId>(8);
  const auto grant = [&](Chunks chunks) {
    return BundleGrant{{{id, {}, std::move(chunks)}}, 0};
  };
  expect_refused(grant({70'000, 0, {}}), "chunks of a half");
  expect_refused(grant({3, 2, {{1}, {2}}}), "chunks of a half: found chunks 2 and 2 more");
  expect_refused(grant({3, 4, {}}), "chunks of a half");
  expect_refused(grant({1, 0, {Bytes(kChunkBytes + 17)}}), "chunks of a half");
  expect_refused(Prepare{{}, {{id, {1, 0, {Bytes(kChunkBytes + 1)}}}}}, "chunks of openings");
  EXPECT_TRUE(decode(encode(grant({1, 0, {Bytes(kChunkBytes + 16)}}))));
  EXPECT_TRUE(decode(encode(Prepare{{}, {{id, {1, 0, {Bytes(kChunkBytes)}}}}})));
}

TEST(Codec, ASessionWithoutBundlesIsRefused) {
  expect_refused(OpenSession{}, "session ids: found none");
  expect_refused(BundlesSpent{}, "spent ids: found none");
}

TEST(Codec, NamesAreCheckedInEveryMessage) {
  const auto with_name = [](const std::string& name) {
    return std::vector<Message>{PlanRequest{name}, PlanOffer{name, samples::plan()},
                                RegisterPlan{name, samples::plan()}};
  };
  for (const Message& message : with_name("")) expect_refused(message, "an empty name");
  for (const Message& message : with_name(std::string(kMaxName + 1, 'm'))) {
    expect_refused(message, "at most 256");
  }
  for (const std::string bad : {"a\x1b[2J", "a\nb", "a\x7f", "tab\t"}) {
    for (const Message& message : with_name(bad)) expect_refused(message, "control character");
  }
  for (const Message& message : with_name(std::string(kMaxName, 'm'))) {
    EXPECT_TRUE(decode(encode(message)));
  }
  EXPECT_TRUE(decode(encode(PlanRequest{"sévère"})));
}

TEST(Codec, ASessionHasSomeRecords) {
  for (const std::uint32_t records : {0u, static_cast<std::uint32_t>(kMaxIds) + 1}) {
    expect_refused(PlanOffer{"m", samples::plan(), records}, "records of a session");
  }
}

TEST(Codec, RefusalTextsAreLimited) {
  const std::string longest(kMaxRefusalText, 'x');
  EXPECT_TRUE(decode(encode(Refusal{"refused", longest, longest})));
  expect_refused(Refusal{"refused", longest + "x", ""}, "refusal context");
  expect_refused(Refusal{"refused", "", longest + "x"}, "refusal hint");
  expect_refused(Refusal{std::string(kMaxName + 1, 'c'), "", ""}, "refusal code");
}

/// Messages of chunks end with the one that takes them past kChunksAtOnce.
TEST(Codec, NoMessageOfChunksIsOverTheLimit) {
  std::vector<BundleId> ids(kMaxIds);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    ids[i][0] = static_cast<std::uint8_t>(i);
    ids[i][1] = static_cast<std::uint8_t>(i >> 8);
  }
  BundleGrant grant;
  Prepare prepare;
  for (const BundleId& id : ids) {
    // Short chunks weigh most beside their bytes; the last one is long.
    const bool last = prepare.bundles.size() + 1 == ids.size();
    const std::size_t bytes = last ? kChunkBytes : kChunksAtOnce / kMaxIds - 16;
    grant.halves.push_back({id, Bytes(80), {2, 0, {Bytes(bytes + 16)}}});
    prepare.bundles.push_back({id, {2, 0, {Bytes(bytes)}}});
  }
  MaskedWeights weights{{}, {17, 0, std::vector<Bytes>(17, Bytes(kChunkBytes))}, {}};
  for (const Message& message :
       {Message{grant}, Message{prepare}, Message{weights}, Message{BundleReceipt{{}, {}, ids}},
        Message{BundleRequest{{}, {}, 0, ids, 0}}, Message{Turn{Bytes(kChunksAtOnce)}}}) {
    EXPECT_LE(encode(message).size(), kMaxMessage) << message_name(message);
  }
  EXPECT_LE(kMaxPlan + 2 * kMaxName, kMaxMessage);
}

TEST(Codec, AMessageOverTheLimitIsRefusedUnread) {
  const Bytes huge(kMaxMessage + 1);
  const auto decoded = decode(huge);
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, ErrorCode::kProtocol);
  EXPECT_THAT(decoded.error().context, HasSubstr("over the limit"));
}

}  // namespace
}  // namespace medisc
