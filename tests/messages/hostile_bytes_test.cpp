// Bytes that no encoder of ours writes: cut, corrupted, or built by hand.
#include <random>
#include <string>

#include <capnp/message.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <medisc.capnp.h>

#include "messages/codec.hpp"
#include "messages/segment.hpp"
#include "tests/messages/samples.hpp"

namespace medisc {
namespace {

using testing::HasSubstr;

/// Decodes what `fill` made of an envelope.
template <class Fill>
Result<Message> decode_built(Fill&& fill) {
  capnp::MallocMessageBuilder builder;
  auto envelope = builder.initRoot<wire::Envelope>();
  fill(envelope);
  return decode(wire::flatten(envelope.asReader()));
}

capnp::Data::Reader zeros(std::size_t size) {
  static const Bytes kZeros(256);
  return {kZeros.data(), size};
}

void expect_protocol_error(const Result<Message>& decoded, const std::string& text) {
  ASSERT_FALSE(decoded) << text;
  EXPECT_EQ(decoded.error().code, ErrorCode::kProtocol);
  EXPECT_THAT(decoded.error().context, HasSubstr(text));
}

TEST(HostileBytes, NoPrefixOfAMessageIsAMessage) {
  for (const Message& message : samples::all_messages()) {
    const Bytes encoded = encode(message);
    for (std::size_t size = 0; size < encoded.size(); ++size) {
      const auto decoded = decode(std::span(encoded).first(size));
      ASSERT_FALSE(decoded) << message_name(message) << " cut to " << size;
      EXPECT_EQ(decoded.error().code, ErrorCode::kProtocol);
    }
  }
}

TEST(HostileBytes, NothingMayFollowAMessage) {
  for (const Message& message : samples::all_messages()) {
    for (const std::size_t extra : {1u, 7u, 8u, 64u}) {
      Bytes encoded = encode(message);
      encoded.resize(encoded.size() + extra);
      expect_protocol_error(decode(encoded), "announces");
    }
  }
}

TEST(HostileBytes, ATruncationThatAnnouncesItsSizeIsRefused) {
  for (const Message& message : samples::all_messages()) {
    const Bytes encoded = encode(message);
    for (std::size_t words = 1; words + 1 < encoded.size() / 8; ++words) {
      Bytes cut(encoded.begin(), encoded.begin() + static_cast<std::ptrdiff_t>(8 + 8 * words));
      for (unsigned i = 0; i < 4; ++i) cut[4 + i] = static_cast<std::uint8_t>(words >> (8 * i));
      const auto decoded = decode(cut);
      ASSERT_FALSE(decoded) << message_name(message) << " cut to " << words << " words";
      EXPECT_EQ(decoded.error().code, ErrorCode::kProtocol);
    }
  }
}

TEST(HostileBytes, EverySingleByteCorruptionIsRefusedOrReadButNeverCrashes) {
  for (const Message& message : samples::all_messages()) {
    Bytes encoded = encode(message);
    for (std::size_t at = 0; at < encoded.size(); ++at) {
      const std::uint8_t original = encoded[at];
      for (const unsigned flip : {0x01u, 0x04u, 0x80u, 0xffu}) {
        encoded[at] = static_cast<std::uint8_t>(original ^ flip);
        const auto decoded = decode(encoded);
        if (!decoded) {
          EXPECT_EQ(decoded.error().code, ErrorCode::kProtocol);
        }
      }
      encoded[at] = original;
    }
  }
}

TEST(HostileBytes, RandomWordsNeverCrash) {
  std::mt19937 random(20240917);
  for (int round = 0; round < 20000; ++round) {
    Bytes bytes = wire::segment_buffer(1 + random() % 12);
    // Small numbers make plausible pointers; the root's kind is kept valid.
    for (std::size_t i = 8; i < bytes.size(); ++i) {
      bytes[i] = static_cast<std::uint8_t>(random() % 3 == 0 ? random() % 24 : 0);
    }
    bytes[8] = 0;
    bytes[12] = 1;
    bytes[14] = 1;
    const auto decoded = decode(bytes);
    if (!decoded) {
      EXPECT_EQ(decoded.error().code, ErrorCode::kProtocol);
    }
  }
}

TEST(HostileBytes, SeveralSegmentsAreRefused) {
  Bytes encoded = encode(PlanRequest{"thyroid"});
  encoded[0] = 1;
  expect_protocol_error(decode(encoded), "more than one segment");
}

TEST(HostileBytes, AnUnsetOrUnknownKindIsRefused) {
  expect_protocol_error(decode_built([](auto envelope) { envelope.setUnset(); }),
                        "kind: found 0");
  Bytes unknown = encode(ReceiptTaken{});
  unknown[16] = 27;
  expect_protocol_error(decode(unknown), "kind: found 27");
  expect_protocol_error(decode(wire::segment_buffer(1)), "kind: found 0");
}

TEST(HostileBytes, AnUnknownRoleIsRefused) {
  Bytes encoded = encode(samples::all_messages().front());
  ASSERT_EQ(encoded[36], 1);
  encoded[36] = 3;
  expect_protocol_error(decode(encoded), "role: found 3");
}

TEST(HostileBytes, KeysOfAnotherSizeAreRefused) {
  for (const unsigned size : {0u, 31u, 33u}) {
    expect_protocol_error(decode_built([&](auto envelope) {
                            auto hello = envelope.initHello();
                            hello.setKey(zeros(size));
                            hello.setExpects(zeros(32));
                            hello.setNonce(zeros(32));
                          }),
                          "hello key: found " + std::to_string(size));
    expect_protocol_error(decode_built([&](auto envelope) {
                            auto hello = envelope.initHello();
                            hello.setKey(zeros(32));
                            hello.setExpects(zeros(size));
                            hello.setNonce(zeros(32));
                          }),
                          "hello expected key");
    expect_protocol_error(decode_built([&](auto envelope) {
                            auto hello = envelope.initHello();
                            hello.setKey(zeros(32));
                            hello.setExpects(zeros(32));
                            hello.setNonce(zeros(size));
                          }),
                          "hello nonce");
    expect_protocol_error(decode_built([&](auto envelope) {
                            auto request = envelope.initMaskRequest();
                            request.setPlanHash(zeros(32));
                            request.setHospital(zeros(size));
                          }),
                          "hospital key");
    expect_protocol_error(decode_built([&](auto envelope) {
                            auto request = envelope.initBundleRequest();
                            request.setPlanHash(zeros(32));
                            request.setCounterpart(zeros(size));
                          }),
                          "counterpart key");
  }
}

TEST(HostileBytes, HashesSignaturesAndIdsOfAnotherSizeAreRefused) {
  expect_protocol_error(
      decode_built([](auto envelope) { envelope.initProof().setSignature(zeros(63)); }),
      "signature: found 63");
  expect_protocol_error(
      decode_built([](auto envelope) { envelope.initWeightsRequest().setPlanHash(zeros(16)); }),
      "plan hash: found 16");
  expect_protocol_error(
      decode_built([](auto envelope) { envelope.initSessionOpened().setSession(zeros(17)); }),
      "session id: found 17");
  expect_protocol_error(
      decode_built([](auto envelope) { envelope.initSessionAccepted().setSession(zeros(15)); }),
      "session id: found 15");
  expect_protocol_error(
      decode_built([](auto envelope) { envelope.initSpentReport().setOwn(kMaxSpent + 1); }),
      "spent bundles: found 4611686018427387905");
  expect_protocol_error(
      decode_built([](auto envelope) { envelope.initPrepared().initIds(1).set(0, zeros(15)); }),
      "prepared ids: found 15");
  expect_protocol_error(
      decode_built([](auto envelope) { envelope.initBundleGrant().initHalves(1); }),
      "half id: found 0");
  expect_protocol_error(decode_built([](auto envelope) {
                          auto prepare = envelope.initPrepare();
                          prepare.setPlanHash(zeros(32));
                          prepare.initBundles(1)[0].setId(zeros(32));
                        }),
                        "prepared id: found 32");
}

TEST(HostileBytes, ChunksOfMaskedWeightsAreBounded) {
  const auto weights_of = [](unsigned in_all, unsigned first, std::vector<unsigned> sizes) {
    return decode_built([&](auto envelope) {
      auto weights = envelope.initMaskedWeights();
      weights.setPlanHash(zeros(32));
      weights.setMaskTag(zeros(16));
      auto words = weights.initWords();
      words.setInAll(in_all);
      words.setFirst(first);
      auto parts = words.initParts(static_cast<unsigned>(sizes.size()));
      for (unsigned i = 0; i < sizes.size(); ++i) parts.init(i, sizes[i]);
    });
  };
  EXPECT_TRUE(weights_of(2, 1, {kChunkBytes}));
  expect_protocol_error(weights_of(kMaxChunks + 1, 0, {1}), "chunks of masked weights");
  expect_protocol_error(weights_of(2, 3, {}), "chunks 3 and 0 more, expected at most 2");
  expect_protocol_error(weights_of(2, 1, {1, 1}), "chunks 1 and 2 more, expected at most 2");
  expect_protocol_error(weights_of(2, 0xffffffffu, {1}), "chunks 4294967295");
  expect_protocol_error(weights_of(1, 0, {kChunkBytes + 1}), "length 1048577");
}

// A grant whose halves all point to the same 4 KiB: read out, it would be 64 times its size.
TEST(HostileBytes, SharedPointersDoNotMultiplyWork) {
  constexpr std::uint64_t kHalves = 64;
  constexpr std::uint64_t kBlobWords = 512;
  constexpr std::uint64_t kFirstHalf = 6;
  constexpr std::uint64_t kIdAt = kFirstHalf + 2 * kHalves;
  constexpr std::uint64_t kBlobAt = kIdAt + 2;
  Bytes bytes = wire::segment_buffer(kBlobAt + kBlobWords);
  const auto put = [&](std::uint64_t word, std::uint64_t value) {
    for (std::size_t i = 0; i < 8; ++i) {
      bytes[8 + 8 * word + i] = static_cast<std::uint8_t>(value >> (8 * i));
    }
  };
  const auto byte_list = [](std::uint64_t from, std::uint64_t to, std::uint64_t size) {
    return 1 | (to - from - 1) << 2 | 2ull << 32 | size << 35;
  };
  put(0, 1ull << 32 | 1ull << 48);               // root: 1 data word, 1 pointer
  put(1, 9);                                     // bundle grant
  put(2, 1ull << 32 | 1ull << 48);               // grant: 1 data word, 1 pointer
  put(4, 1 | 7ull << 32 | (2 * kHalves) << 35);  // list of structs
  put(5, kHalves << 2 | 2ull << 48);             // each of 2 pointers
  for (std::uint64_t half = 0; half < kHalves; ++half) {
    const std::uint64_t at = kFirstHalf + 2 * half;
    put(at, byte_list(at, kIdAt, 16));
    put(at + 1, byte_list(at + 1, kBlobAt, kBlobWords * 8));
  }
  expect_protocol_error(decode(bytes), "traversal limit");
}

TEST(HostileBytes, APointerOutOfBoundsIsRefused) {
  Bytes encoded = encode(Turn{{1, 2, 3}});
  encoded[24] = 0x41;  // the payload's pointer, 16 words further
  expect_protocol_error(decode(encoded), "malformed message");
}

TEST(HostileBytes, APlanThatDoesNotHoldTogetherIsRefused) {
  Plan broken = samples::plan();
  std::get<DenseStep>(broken.steps[2].op).outputs = 0;
  expect_protocol_error(decode(encode(PlanOffer{"m", broken})), "plan: ");
  expect_protocol_error(decode(encode(RegisterPlan{"m", broken})), "plan: ");
  expect_protocol_error(decode_built([](auto envelope) {
                          auto offer = envelope.initPlanOffer();
                          offer.setModel("m");
                        }),
                        "weights tag: found 0");
}

}  // namespace
}  // namespace medisc
