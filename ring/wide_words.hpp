/// Words of rows of bits (bit_planes.hpp), one, four or eight at a time. A kernel is written
/// once over V, std::uint64_t, FourWords or EightWords, inlined into a function for each target
/// (simd_target.hpp).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace medisc {

/// Four words of a row.
using FourWords = std::uint64_t __attribute__((vector_size(32)));

/// Eight: a line of the processor's cache.
using EightWords = std::uint64_t __attribute__((vector_size(64)));

/// Words of a row that V holds.
template <class V>
inline constexpr std::size_t kWordsIn = sizeof(V) / 8;

template <class V>
[[gnu::always_inline]] inline void load_words(const std::uint64_t* from, V& to) {
  std::memcpy(&to, from, sizeof(V));
}

template <class V>
[[gnu::always_inline]] inline void store_words(const V& from, std::uint64_t* to) {
  std::memcpy(to, &from, sizeof(V));
}

/// hot[v] = [v = the number of `bits` bits whose bit b is bit_of(b, V&)].
template <class V, std::size_t Size, class BitOf>
[[gnu::always_inline]] inline void one_hot(unsigned bits, const BitOf& bit_of,
                                           std::array<V, Size>& hot) {
  hot[0] = ~V{};
  for (unsigned b = 0; b < bits; ++b) {
    V bit;
    bit_of(b, bit);
    for (std::size_t v = std::size_t{1} << b; v-- > 0;) {
      hot[v | (std::size_t{1} << b)] = hot[v] & bit;
      hot[v] &= ~bit;
    }
  }
}

}  // namespace medisc
