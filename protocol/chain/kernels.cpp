#include "protocol/chain/kernels.hpp"

#include <array>

#include "ring/wide_words.hpp"

namespace medisc {
namespace {

constexpr std::size_t kMostValues = std::size_t{1} << kMostDigitBits;

/// Rows that are selected at once, so that they share the loads of the digit's one-hot.
constexpr std::size_t kBlock = 4;

template <class V>
using OneHot = std::array<V, kMostValues>;
/// A digit's two entries.
template <class V>
using Entries = std::array<V, 2 * kMostDigits>;

/// Rows of planes at one word position.
struct Column {
  const std::uint64_t* first = nullptr;  ///< of row 0
  std::size_t stride = 0;
  const std::uint64_t* row(std::size_t r) const { return first + r * stride; }
};

Column column(const BitPlanes& planes, std::size_t row, std::size_t word) {
  if (planes.rows() == 0) return {};
  return {planes.row(row).data() + word, planes.words_per_row()};
}

template <class V>
[[gnu::always_inline]] inline void digit_one_hot(const Column& bits, const ChainDigit& digit,
                                                 OneHot<V>& hot) {
  const auto bit_of_digit = [&](unsigned b, V& bit) __attribute__((always_inline)) {
    load_words(bits.row(digit.low + b), bit);
  };
  one_hot(digit.bits, bit_of_digit, hot);
}

/// entries[i] = the rows of the digit's value: those of v = first_value at `rows`, and so on;
/// added to what is there.
template <class V, std::size_t Block>
[[gnu::always_inline]] inline void add_block(const Column& rows, std::size_t width,
                                             std::size_t first_value, std::size_t values,
                                             const OneHot<V>& hot, std::size_t i,
                                             Entries<V>& entries) {
  std::array<V, Block> sum;
  for (std::size_t x = 0; x < Block; ++x) sum[x] = entries[i + x];
  for (std::size_t v = first_value; v < values; ++v) {
    for (std::size_t x = 0; x < Block; ++x) {
      V row;
      load_words(rows.row((v - first_value) * width + i + x), row);
      sum[x] ^= hot[v] & row;
    }
  }
  for (std::size_t x = 0; x < Block; ++x) entries[i + x] = sum[x];
}

template <class V>
[[gnu::always_inline]] inline void add_selected(const Column& rows, const ChainDigit& digit,
                                                std::size_t first_value, const OneHot<V>& hot,
                                                Entries<V>& entries) {
  const std::size_t width = digit.states * digit.length;
  std::size_t i = 0;
  for (; i + kBlock <= width; i += kBlock) {
    add_block<V, kBlock>(rows, width, first_value, digit.values(), hot, i, entries);
  }
  for (; i < width; ++i) {
    add_block<V, 1>(rows, width, first_value, digit.values(), hot, i, entries);
  }
}

struct Selecting {
  const ChainLayout& layout;
  Column compared;
  Column tables;
  Column first_rows;
  std::uint64_t* sent;
  std::size_t sent_stride;
};

template <class V>
[[gnu::always_inline]] inline void select_at(const Selecting& from) {
  std::array<V, kMostDigits> sums{};
  for (std::size_t j = 0; j < from.layout.digits.size(); ++j) {
    const ChainDigit& digit = from.layout.digits[j];
    OneHot<V> hot;
    digit_one_hot(from.compared, digit, hot);
    Entries<V> e;
    for (std::size_t i = 0; i < digit.states * digit.length; ++i) e[i] = V{};
    if (j > 0) {
      for (std::size_t i = 0; i < 2 * digit.length; ++i) {
        V row;
        load_words(from.first_rows.row(digit.first_row + i), row);
        e[i] = hot[0] & row;
      }
    }
    const Column rows{from.tables.row(digit.corrected), from.tables.stride};
    add_selected<V>(rows, digit, j > 0 ? 1 : 0, hot, e);
    for (std::size_t b = 0; b < digit.length; ++b) {
      sums[j + b] ^= e[b];
      if (j == 0) continue;
      const V difference = e[b] ^ e[digit.length + b];
      store_words(difference, from.sent + (digit.difference + b) * from.sent_stride);
    }
  }
  for (std::size_t t = 0; t < from.layout.digits.size(); ++t) {
    store_words(sums[t], from.sent + t * from.sent_stride);
  }
}

struct Walking {
  const ChainLayout& layout;
  Column compared;
  Column masks;
  Column received;
  std::uint64_t* borrow;
  std::uint64_t* carry;  ///< or null
};

template <class V>
[[gnu::always_inline]] inline void walk_at(const Walking& from) {
  std::array<V, kMostDigits> sums;
  for (std::size_t t = 0; t < from.layout.digits.size(); ++t) {
    load_words(from.received.row(t), sums[t]);
  }
  V state{};
  for (std::size_t j = 0; j < from.layout.digits.size(); ++j) {
    const ChainDigit& digit = from.layout.digits[j];
    if (from.carry != nullptr && from.layout.carry_digit == j) store_words(state, from.carry);
    OneHot<V> hot;
    digit_one_hot(from.compared, digit, hot);
    Entries<V> mask;
    for (std::size_t i = 0; i < digit.states * digit.length; ++i) mask[i] = V{};
    const Column rows{from.masks.row(digit.table), from.masks.stride};
    add_selected<V>(rows, digit, 0, hot, mask);
    for (std::size_t b = 0; b < digit.length; ++b) {
      sums[j + b] ^= mask[b];
      if (j == 0) continue;
      V difference;
      load_words(from.received.row(digit.difference + b), difference);
      sums[j + b] ^= state & (difference ^ mask[b] ^ mask[digit.length + b]);
    }
    state = sums[j];
  }
  store_words(state, from.borrow);
}

Selecting selecting(const ChainSlice& chain, BitPlanes& sent, std::size_t word) {
  const ChainLayout& layout = chain.layout;
  const std::size_t at = chain.slice.first / 64 + word;
  return {layout,
          column(chain.compared, 0, at),
          column(chain.material.tables, chain.index * layout.corrected_rows, at),
          column(chain.material.first_rows, chain.index * layout.first_rows, at),
          sent.row(chain.index * layout.sent_rows).data() + at,
          sent.words_per_row()};
}

Walking walking(const ChainSlice& chain, const BitPlanes& received, BitRow borrow, BitRow carry,
                std::size_t word) {
  const ChainLayout& layout = chain.layout;
  const std::size_t at = chain.slice.first / 64 + word;
  return {layout,
          column(chain.compared, 0, at),
          column(chain.material.table_masks, chain.index * layout.table_rows, at),
          column(received, chain.index * layout.sent_rows, at),
          borrow.data() + word,
          carry.empty() ? nullptr : carry.data() + word};
}

std::size_t words_of(const ChainSlice& chain) {
  return BitPlanes::words_for(chain.slice.lanes);
}

void select_portable(const ChainSlice& chain, BitPlanes& sent, std::size_t word) {
  for (; word < words_of(chain); ++word) select_at<std::uint64_t>(selecting(chain, sent, word));
}

void walk_portable(const ChainSlice& chain, const BitPlanes& received, BitRow borrow,
                   BitRow carry, std::size_t word) {
  for (; word < words_of(chain); ++word) {
    walk_at<std::uint64_t>(walking(chain, received, borrow, carry, word));
  }
}

/// Goes on as far as whole V reach; the word where it ends.
template <class V>
[[gnu::always_inline]] inline std::size_t select_all(const ChainSlice& chain, BitPlanes& sent) {
  std::size_t word = 0;
  for (; word + kWordsIn<V> <= words_of(chain); word += kWordsIn<V>) {
    select_at<V>(selecting(chain, sent, word));
  }
  return word;
}

template <class V>
[[gnu::always_inline]] inline std::size_t walk_all(const ChainSlice& chain,
                                                   const BitPlanes& received, BitRow borrow,
                                                   BitRow carry) {
  std::size_t word = 0;
  for (; word + kWordsIn<V> <= words_of(chain); word += kWordsIn<V>) {
    walk_at<V>(walking(chain, received, borrow, carry, word));
  }
  return word;
}

#if defined(__x86_64__)
MEDISC_AVX2 std::size_t select_avx2(const ChainSlice& chain, BitPlanes& sent) {
  return select_all<FourWords>(chain, sent);
}

MEDISC_AVX512 std::size_t select_avx512(const ChainSlice& chain, BitPlanes& sent) {
  return select_all<EightWords>(chain, sent);
}

MEDISC_AVX2 std::size_t walk_avx2(const ChainSlice& chain, const BitPlanes& received,
                                  BitRow borrow, BitRow carry) {
  return walk_all<FourWords>(chain, received, borrow, carry);
}

MEDISC_AVX512 std::size_t walk_avx512(const ChainSlice& chain, const BitPlanes& received,
                                      BitRow borrow, BitRow carry) {
  return walk_all<EightWords>(chain, received, borrow, carry);
}
#endif

}  // namespace

void select_entries(const ChainSlice& chain, BitPlanes& sent,
                    [[maybe_unused]] SimdTarget target) {
  std::size_t word = 0;
#if defined(__x86_64__)
  if (target == SimdTarget::kAvx2) word = select_avx2(chain, sent);
  if (target == SimdTarget::kAvx512) word = select_avx512(chain, sent);
#endif
  select_portable(chain, sent, word);
}

void walk(const ChainSlice& chain, const BitPlanes& received, BitRow borrow, BitRow carry,
          [[maybe_unused]] SimdTarget target) {
  std::size_t word = 0;
#if defined(__x86_64__)
  if (target == SimdTarget::kAvx2) word = walk_avx2(chain, received, borrow, carry);
  if (target == SimdTarget::kAvx512) word = walk_avx512(chain, received, borrow, carry);
#endif
  walk_portable(chain, received, borrow, carry, word);
}

}  // namespace medisc
