/// The ring Z_2^l: its words, and residues of fewer bits held in them.
#pragma once

#include <concepts>
#include <cstdint>
#include <type_traits>
#include <vector>

namespace medisc {

using Bytes = std::vector<std::uint8_t>;

/// A machine word that holds an element of Z_2^l, l = 32 or 64.
template <class T>
concept RingWord = std::same_as<T, std::uint32_t> || std::same_as<T, std::uint64_t>;

template <RingWord Word>
inline constexpr unsigned kRingBits = sizeof(Word) * 8;

/// 2^width - 1: reduces a word mod 2^width. 0 <= width <= l.
template <RingWord Word>
constexpr Word width_mask(unsigned width) {
  return width >= kRingBits<Word> ? static_cast<Word>(~Word{0})
                                  : static_cast<Word>((std::uint64_t{1} << width) - 1);
}

/// The integer in [-2^(width-1), 2^(width-1)) that `word` stands for mod 2^width.
template <RingWord Word>
constexpr std::int64_t to_signed(Word word, unsigned width) {
  const unsigned unused = 64 - width;
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(word) << unused) >> unused;
}

/// The residue of a signed integer mod 2^l.
template <RingWord Word>
constexpr Word to_word(std::int64_t value) {
  return static_cast<Word>(static_cast<std::uint64_t>(value));
}

/// Calls f.template operator()<Word>() with the word type of a ring of `ring_bits` bits.
template <class Function>
decltype(auto) with_ring(unsigned ring_bits, Function&& f) {
  if (ring_bits == 32) return f.template operator()<std::uint32_t>();
  return f.template operator()<std::uint64_t>();
}

}  // namespace medisc
