/// Formulas on rows of bits (bit_planes.hpp), 64 lanes to a word, as many words at a time as
/// the machine's vectors hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "ring/simd_target.hpp"

namespace medisc {

using BitRow = std::span<std::uint64_t>;
using ConstBitRow = std::span<const std::uint64_t>;

namespace bit_rows_detail {

template <class Formula, class... Words>
[[gnu::always_inline]] inline void each_word(std::uint64_t* __restrict row, std::size_t count,
                                             const Formula& formula, const Words*... others) {
  for (std::size_t w = 0; w < count; ++w) row[w] = formula(row[w], others[w]...);
}

template <class Formula, class... Words>
void each_word_portable(std::uint64_t* row, std::size_t count, const Formula& formula,
                        const Words*... others) {
  each_word(row, count, formula, others...);
}

#if defined(__x86_64__)
template <class Formula, class... Words>
MEDISC_AVX2 void each_word_avx2(std::uint64_t* row, std::size_t count, const Formula& formula,
                                const Words*... others) {
  each_word(row, count, formula, others...);
}
#endif

}  // namespace bit_rows_detail

/// row[w] = formula(row[w], others[w]...) for every word w of `row`. `formula` is made of
/// bitwise operations; the other rows are as long, and none of them overlaps `row`.
template <class Formula, class... Rows>
void combine_for(SimdTarget target, BitRow row, const Formula& formula, const Rows&... others) {
#if defined(__x86_64__)
  if (target != SimdTarget::kPortable) {
    return bit_rows_detail::each_word_avx2(row.data(), row.size(), formula, others.data()...);
  }
#endif
  bit_rows_detail::each_word_portable(row.data(), row.size(), formula, others.data()...);
}

/// The same on the best target: combine(sum, kAddBits, term) is sum += term.
template <class Formula, class... Rows>
void combine(BitRow row, const Formula& formula, const Rows&... others) {
  combine_for(best_target(), row, formula, others...);
}

// Formulas.
inline constexpr auto kAddBits = [](std::uint64_t s, std::uint64_t a) {
  return s ^ a;
};
inline constexpr auto kSumBits = [](std::uint64_t, std::uint64_t a, std::uint64_t b) {
  return a ^ b;
};

}  // namespace medisc
