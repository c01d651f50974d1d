#include "ring/bit_stream.hpp"

#include <array>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "error/error.hpp"

namespace medisc::test {
namespace {

/// One piece of a stream: a row of lanes (ring_bits 0), or words of a ring.
struct Piece {
  unsigned ring_bits = 0;
  unsigned width = 1;
  std::vector<std::uint64_t> values;

  std::uint64_t expected(std::size_t i) const {
    return values[i] & width_mask<std::uint64_t>(width);
  }
};

Piece random_piece(unsigned ring_bits, unsigned width, std::size_t count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  Piece piece{ring_bits, width, std::vector<std::uint64_t>(count)};
  for (std::uint64_t& value : piece.values) value = random();
  return piece;
}

std::vector<std::uint64_t> packed(const std::vector<std::uint64_t>& bits) {
  std::vector<std::uint64_t> row(BitPlanes::words_for(bits.size()));
  for (std::size_t i = 0; i < bits.size(); ++i) row[i / 64] |= (bits[i] & 1) << (i % 64);
  return row;
}

void write(const Piece& piece, BitWriter& writer) {
  if (piece.ring_bits == 0) {
    writer.lanes(packed(piece.values), piece.values.size());
    return;
  }
  with_ring(piece.ring_bits, [&]<RingWord Word>() {
    std::vector<Word> words;
    for (const std::uint64_t value : piece.values) words.push_back(static_cast<Word>(value));
    writer.words<Word>(words, piece.width);
  });
}

/// What reading the piece back gives, one value a lane or word.
std::vector<std::uint64_t> read(const Piece& piece, BitReader& reader) {
  std::vector<std::uint64_t> values;
  if (piece.ring_bits == 0) {
    std::vector<std::uint64_t> row(BitPlanes::words_for(piece.values.size()),
                                   ~std::uint64_t{0});
    reader.lanes(row, piece.values.size());
    for (std::size_t i = 0; i < row.size() * 64; ++i) values.push_back(bit_of(row, i));
    return values;
  }
  with_ring(piece.ring_bits, [&]<RingWord Word>() {
    std::vector<Word> words(piece.values.size());
    reader.words<Word>(words, piece.width);
    values.assign(words.begin(), words.end());
  });
  return values;
}

/// The stream by its definition: bit after bit, low bits first, bytes low bits first.
Bytes naive_stream(const std::vector<Piece>& pieces) {
  Bytes bytes;
  std::size_t position = 0;
  for (const Piece& piece : pieces) {
    for (std::size_t i = 0; i < piece.values.size(); ++i) {
      for (unsigned b = 0; b < piece.width; ++b, ++position) {
        if (position % 8 == 0) bytes.push_back(0);
        const auto bit = static_cast<unsigned>((piece.expected(i) >> b) & 1);
        bytes.back() = static_cast<std::uint8_t>(bytes.back() | (bit << (position % 8)));
      }
    }
  }
  return bytes;
}

/// Empty, or what went wrong.
std::string round_trip(const std::vector<Piece>& pieces) {
  BitWriter writer;
  std::size_t bits = 0;
  for (const Piece& piece : pieces) {
    write(piece, writer);
    bits += piece.values.size() * piece.width;
    if (writer.bits() != bits) return "the writer's count of bits is wrong";
  }
  const Bytes bytes = writer.take();
  if (!writer.empty()) return "the writer is not empty after take";
  if (bytes != naive_stream(pieces)) return "the bytes are not those of the definition";
  BitReader reader(bytes);
  for (const Piece& piece : pieces) {
    const std::vector<std::uint64_t> values = read(piece, reader);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::uint64_t expected = i < piece.values.size() ? piece.expected(i) : 0;
      if (values[i] != expected) return "value " + std::to_string(i) + " differs";
    }
  }
  if (reader.position() != bits) return "the reader's position is wrong";
  reader.expect_end();
  return {};
}

TEST(BitStream, EveryWidthOfEveryRingAtEveryStart) {
  for (const unsigned ring_bits : {32U, 64U}) {
    for (unsigned width = 1; width <= ring_bits; ++width) {
      for (std::size_t start = 0; start < 64; start += 7) {
        const std::string wrong = round_trip({random_piece(0, 1, start, width),
                                              random_piece(ring_bits, width, 11, start),
                                              random_piece(0, 1, 67, start)});
        ASSERT_EQ(wrong, "") << "ring " << ring_bits << " width " << width << " at " << start;
      }
    }
  }
}

RC_GTEST_PROP(BitStream, AnyMixComesBack, ()) {
  std::vector<Piece> pieces;
  const auto count = *rc::gen::inRange(0, 8);
  for (int i = 0; i < count; ++i) {
    const auto ring_bits = *rc::gen::element(0U, 8U, 16U, 32U, 64U);
    const auto width = ring_bits == 0 ? 1U : *rc::gen::inRange(1U, ring_bits + 1);
    const auto length = *rc::gen::inRange<std::size_t>(0, 140);
    pieces.push_back(
        random_piece(ring_bits, width, length, *rc::gen::arbitrary<std::uint64_t>()));
  }
  RC_ASSERT(round_trip(pieces) == "");
}

/// What is set in zeros, in any order, is what is written one after the other.
void set(const Piece& piece, std::size_t position, BitWriter& writer) {
  if (piece.ring_bits == 0) {
    writer.set_lanes(position, packed(piece.values), piece.values.size());
    return;
  }
  with_ring(piece.ring_bits, [&]<RingWord Word>() {
    std::vector<Word> words;
    for (const std::uint64_t value : piece.values) words.push_back(static_cast<Word>(value));
    writer.set_words<Word>(position, words, piece.width);
  });
}

TEST(BitStream, WhatIsSetInZerosStandsThere) {
  std::mt19937_64 random(3);
  for (int round = 0; round < 300; ++round) {
    std::vector<Piece> pieces;
    for (std::size_t i = 0; i < 5; ++i) {
      const unsigned ring_bits = std::array{0U, 32U, 64U}[random() % 3];
      const unsigned width =
          ring_bits == 0 ? 1 : 1 + static_cast<unsigned>(random() % ring_bits);
      pieces.push_back(random_piece(ring_bits, width, random() % 140, random()));
    }
    const Piece before = random_piece(0, 1, random() % 70, random());
    const Piece behind = random_piece(32, 13, random() % 9, random());
    BitWriter written;
    BitWriter placed;
    write(before, written);
    write(before, placed);
    std::vector<std::size_t> places;
    for (const Piece& piece : pieces) {
      places.push_back(written.bits());
      write(piece, written);
    }
    placed.zeros(written.bits() - placed.bits());
    for (std::size_t i = pieces.size(); i-- > 0;) set(pieces[i], places[i], placed);
    write(behind, written);
    write(behind, placed);
    ASSERT_EQ(placed.bits(), written.bits());
    ASSERT_EQ(placed.take(), written.take()) << "round " << round;
  }
}

TEST(BitStream, AnEmptyOneHasNoBytes) {
  BitWriter writer;
  EXPECT_TRUE(writer.empty());
  EXPECT_EQ(writer.take(), Bytes{});
  BitReader reader(std::span<const std::uint8_t>{});
  reader.expect_end();
  BitReader().expect_end();
  EXPECT_EQ(reader.position(), 0U);
}

template <class Call>
void expect_protocol_failure(Call&& call, const std::string& part) {
  try {
    call();
    ADD_FAILURE() << "nothing was thrown; expected: " << part;
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, ErrorCode::kProtocol);
    EXPECT_THAT(failure.error().context, testing::HasSubstr(part));
  }
}

TEST(BitStream, TooShortIsRefused) {
  const Bytes bytes{0xff, 0xff, 0xff};
  std::vector<std::uint64_t> row(1);
  std::vector<std::uint32_t> word(1);
  const std::string reason = "of 3 bytes is shorter";
  {
    BitReader reader(bytes);
    reader.lanes(row, 24);
    expect_protocol_failure([&] { reader.lanes(row, 1); }, reason);
    EXPECT_EQ(reader.position(), 24U);
  }
  {
    BitReader reader(bytes);
    expect_protocol_failure([&] { reader.words<std::uint32_t>(word, 25); }, reason);
  }
  {
    BitReader reader(bytes);
    reader.lanes(row, 3);
    expect_protocol_failure([&] { reader.words<std::uint32_t>(word, 22); }, reason);
  }
  BitReader nothing;
  expect_protocol_failure([&] { nothing.lanes(row, 1); }, "of 0 bytes is shorter");
}

TEST(BitStream, TooLongIsRefused) {
  std::vector<std::uint64_t> row(1);
  const auto after = [&](const Bytes& bytes, std::size_t lanes) {
    BitReader reader(bytes);
    reader.lanes(row, lanes);
    reader.expect_end();
  };
  const Bytes padded{0xff, 0x01};
  after(padded, 9);
  after(padded, 16);
  expect_protocol_failure([&] { after(padded, 8); }, "of 2 bytes is longer");  // a whole byte
  after({0xff, 0x00}, 9);
  expect_protocol_failure([&] { after({0xff, 0x00}, 8); }, "longer");
  expect_protocol_failure([&] { after({0xff, 0x02}, 9); }, "longer");  // padding is zeros
  expect_protocol_failure([&] { after({0xff, 0x80}, 9); }, "longer");
  expect_protocol_failure([&] { after({0x00}, 0); }, "longer");
}

}  // namespace
}  // namespace medisc::test
