/// Bits packed without gaps, little-endian: rows of lanes and residues of any width, one after
/// the other; only a whole stream is padded, with zeros to a full byte.
///
/// Writer and reader share their verbs (`lanes`, `words`), so that one template can describe a
/// layout for both directions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "ring/bit_planes.hpp"
#include "ring/word.hpp"

namespace medisc {

class BitWriter {
 public:
  /// Makes room for so many bits in all.
  void reserve(std::size_t bits) { bytes_.reserve(bits / 8 + 8); }

  /// Appends the first `count` lanes of a row.
  void lanes(std::span<const std::uint64_t> row, std::size_t count);

  /// Appends words mod 2^width, `width` bits each.
  template <RingWord Word>
  void words(std::span<const Word> values, unsigned width);

  /// Appends zeros, for set_lanes() and set_words() to write to.
  void zeros(std::size_t count);
  /// Writes the first `count` lanes of a row where the stream has zeros, from a bit on.
  void set_lanes(std::size_t position, std::span<const std::uint64_t> row, std::size_t count);
  /// Writes words mod 2^width there.
  template <RingWord Word>
  void set_words(std::size_t position, std::span<const Word> values, unsigned width);

  std::size_t bits() const { return end_ * 8 + pending_bits_; }
  bool empty() const { return bits() == 0; }

  /// Whether the stream so far is whole bytes.
  bool is_aligned() const { return pending_bits_ % 8 == 0; }
  /// The next `count` bytes of the stream, for the caller to write before the writer's next
  /// use. Precondition: is_aligned().
  std::span<std::uint8_t> place(std::size_t count);

  /// The whole stream so far, padded to a byte; the writer is empty afterwards.
  Bytes take();
  /// The same, in the writer's memory, until its next use; then clear() empties it, and keeps
  /// the memory.
  std::span<const std::uint8_t> finish();
  void clear();
  /// The stream's whole bytes so far, in the writer's memory, until its next use; drop_whole()
  /// takes them out of the stream, or the first `count` of them.
  std::span<const std::uint8_t> whole();
  void drop_whole() { end_ = 0; }
  void drop_whole(std::size_t count);

 private:
  /// Appends next(0), ..., next(count - 1), of `bits` bits each, at most 64.
  template <class Next>
  void append(std::size_t count, unsigned bits, Next next);
  /// Room for so many more bytes behind the stream's end.
  std::uint8_t* room(std::size_t bytes);
  /// Writes a word to where the stream has zeros; no bit of it that is 1 is beyond the end.
  void set_word(std::size_t position, std::uint64_t word);
  /// Moves bytes that wait in a word to the stream.
  void settle(std::size_t bytes);

  Bytes bytes_;  ///< the stream's whole words, then memory of former streams
  std::size_t end_ = 0;
  std::uint64_t pending_ = 0;
  unsigned pending_bits_ = 0;
};

/// Packs words mod 2^width as BitWriter does, into exactly `to`.
/// Precondition: values.size() * width is that many whole bytes.
template <RingWord Word>
void pack_words(std::span<const Word> values, unsigned width, std::span<std::uint8_t> to);

/// Reads what a BitWriter wrote. The bytes must outlive it.
/// Throws Failure (kProtocol) when the stream ends too early.
class BitReader {
 public:
  BitReader() = default;
  explicit BitReader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  /// Reads `count` lanes to the front of `row`; later bits of the last word become zero.
  void lanes(std::span<std::uint64_t> row, std::size_t count);

  template <RingWord Word>
  void words(std::span<Word> values, unsigned width);

  /// Bits read so far.
  std::size_t position() const { return position_; }
  /// Bits that are left.
  std::size_t left() const { return bytes_.size() * 8 - position_; }
  /// Goes on reading at a bit of the stream, which may be its end.
  void seek(std::size_t position);
  /// Throws unless so many bits are left.
  void require(std::size_t bits) const;

  /// Throws Failure (kProtocol) unless just zero padding, of less than a byte, is left.
  void expect_end() const;

 private:
  /// The next bits, at most 64; they are there.
  std::uint64_t get(unsigned bits);
  /// take(i, value) for the next `count` values of `bits` bits.
  template <class Take>
  void each(std::size_t count, unsigned bits, Take take);

  std::span<const std::uint8_t> bytes_;
  std::size_t position_ = 0;
};

}  // namespace medisc
