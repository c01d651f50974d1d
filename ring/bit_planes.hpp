/// Bit-sliced lanes: row r holds bit r of every value, 64 values to a machine word.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "ring/raw_vector.hpp"
#include "ring/simd_target.hpp"
#include "ring/word.hpp"

namespace medisc {

/// rows x lanes bits, row major; lane j of a row is bit (j mod 64) of its word j / 64. Bits
/// past the last lane of a row are unspecified: writers drop them.
class BitPlanes {
 public:
  BitPlanes() = default;
  BitPlanes(std::size_t rows, std::size_t lanes)
      : rows_(rows), lanes_(lanes), words_(rows * words_for(lanes), 0) {}

  /// Makes it rows x lanes bits, unspecified ones; memory of larger shapes is kept.
  void reshape(std::size_t rows, std::size_t lanes) {
    rows_ = rows;
    lanes_ = lanes;
    const std::size_t words = rows * words_for(lanes);
    if (words_.size() < words) words_.resize(words);
  }

  static constexpr std::size_t words_for(std::size_t lanes) { return (lanes + 63) / 64; }

  std::size_t rows() const { return rows_; }
  std::size_t lanes() const { return lanes_; }
  std::size_t words_per_row() const { return words_for(lanes_); }

  std::span<std::uint64_t> row(std::size_t r) {
    return {words_.data() + r * words_per_row(), words_per_row()};
  }
  std::span<const std::uint64_t> row(std::size_t r) const {
    return {words_.data() + r * words_per_row(), words_per_row()};
  }
  /// All rows, one after the other.
  std::span<std::uint64_t> words() { return std::span(words_).first(rows_ * words_per_row()); }

 private:
  std::size_t rows_ = 0;
  std::size_t lanes_ = 0;
  RawVector<std::uint64_t> words_;
};

/// Lane `lane` of a row: 0 or 1.
inline std::uint64_t bit_of(std::span<const std::uint64_t> row, std::size_t lane) {
  return (row[lane / 64] >> (lane % 64)) & 1;
}

/// Writes the first `count` lanes of `from` to lanes [offset, offset + count) of `to`. What
/// stands before them stays; the rest of their last word becomes zero.
void place_lanes(std::span<std::uint64_t> to, std::size_t offset,
                 std::span<const std::uint64_t> from, std::size_t count);

/// Lanes [first, first + words.size()) of rows 0..width-1 of `planes` = bits 0..width-1 of each
/// word. `first` is a multiple of 64.
template <RingWord Word>
void decompose(std::span<const Word> words, unsigned width, BitPlanes& planes,
               std::size_t first, SimdTarget target = best_target());

/// The same of all lanes, as planes of their own.
template <RingWord Word>
BitPlanes decompose(std::span<const Word> words, unsigned width,
                    SimdTarget target = best_target());

}  // namespace medisc
