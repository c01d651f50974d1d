#include "dealer/chain/deal_chain.hpp"

#include <array>
#include <utility>

#include "ring/simd_target.hpp"
#include "ring/wide_words.hpp"

namespace medisc {
namespace {

constexpr std::size_t kMostValues = std::size_t{1} << kMostDigitBits;

/// One chain's rows, as one word position after the other is worked on.
struct Chain {
  const ChainLayout& layout;
  std::size_t index;  ///< of the chain
  const BitPlanes& mask_bits;
  ConstBitRow blind;
  ConstBitRow carry_blind;
  const ChainMaterial& hospital;
  ChainMaterial& service;

  const std::uint64_t* table_mask(std::size_t row) const {
    return hospital.table_masks.row(index * layout.table_rows + row).data();
  }
  std::uint64_t* table(std::size_t row) const {
    return service.tables.row(index * layout.corrected_rows + row).data();
  }
  const std::uint64_t* first_row(std::size_t row) const {
    return std::as_const(service.first_rows).row(index * layout.first_rows + row).data();
  }
  /// pi_j, or what masks the borrow out of the last digit.
  const std::uint64_t* state_mask(std::size_t j) const {
    if (j == layout.digits.size()) return blind.data();
    if (layout.carry_digit == j && !carry_blind.empty()) return carry_blind.data();
    return std::as_const(service.state_masks)
        .row(index * (layout.digits.size() - 1) + j - 1)
        .data();
  }
};

/// Keys of one digit, by masked state: K_(j,0) and K_(j,1).
template <class V>
using Keys = std::array<std::array<V, kMostDigits>, 2>;

/// The tables of digit j at word w. `keys`: those of the digit above; becomes this one's.
template <class V>
[[gnu::always_inline]] inline void deal_digit(const Chain& chain, std::size_t j, std::size_t w,
                                              Keys<V>& keys) {
  const ChainDigit& digit = chain.layout.digits[j];
  const std::size_t length = digit.length;
  std::array<V, kMostValues> equal;
  const auto bit_of_mask = [&](unsigned b, V& bit) __attribute__((always_inline)) {
    load_words(chain.mask_bits.row(digit.low + b).data() + w, bit);
  };
  one_hot(digit.bits, bit_of_mask, equal);
  V leaving;
  load_words(chain.state_mask(j + 1) + w, leaving);
  V entering{};
  if (j > 0) load_words(chain.state_mask(j) + w, entering);

  Keys<V> own;
  V less = ~V{};  // [v < r's digit]
  for (std::size_t v = 0; v < digit.values(); ++v) {
    less ^= equal[v];
    for (std::size_t state = 0; state < digit.states; ++state) {
      V borrow = entering;  // that enters, in this masked state
      if (state == 1) borrow = ~borrow;
      const V out = less ^ (equal[v] & borrow) ^ leaving;
      const std::size_t entry = (v * digit.states + state) * length;
      for (std::size_t b = 0; b < length; ++b) {
        V bit = out;
        if (b > 0) bit = keys[0][b - 1] ^ (out & (keys[0][b - 1] ^ keys[1][b - 1]));
        V mask;
        load_words(chain.table_mask(digit.table + entry + b) + w, mask);
        bit ^= mask;
        if (j == 0) {
          store_words(bit, chain.table(digit.corrected + entry + b) + w);
        } else if (v == 0) {
          V first;
          load_words(chain.first_row(digit.first_row + entry + b) + w, first);
          own[state][b] = bit ^ first;
        } else {
          bit ^= own[state][b];
          store_words(bit, chain.table(digit.corrected + entry - 2 * length + b) + w);
        }
      }
    }
  }
  if (j == 0) return;
  for (std::size_t state = 0; state < 2; ++state) {
    for (std::size_t b = 0; b < length; ++b) keys[state][b] = own[state][b];
  }
}

template <class V>
[[gnu::always_inline]] inline void deal_words(const Chain& chain, std::size_t& w) {
  for (; w + kWordsIn<V> <= chain.blind.size(); w += kWordsIn<V>) {
    Keys<V> keys;
    for (std::size_t j = chain.layout.digits.size(); j-- > 0;) deal_digit<V>(chain, j, w, keys);
  }
}

void deal_portable(const Chain& chain) {
  std::size_t w = 0;
  deal_words<std::uint64_t>(chain, w);
}

#if defined(__x86_64__)
MEDISC_AVX2 void deal_avx2(const Chain& chain) {
  std::size_t w = 0;
  deal_words<FourWords>(chain, w);
  deal_words<std::uint64_t>(chain, w);
}

MEDISC_AVX512 void deal_avx512(const Chain& chain) {
  std::size_t w = 0;
  deal_words<EightWords>(chain, w);
  deal_words<std::uint64_t>(chain, w);
}
#endif

}  // namespace

void deal_chain(const ChainLayout& layout, std::size_t index, const BitPlanes& mask_bits,
                ConstBitRow blind, ConstBitRow carry_blind, const ChainMaterial& hospital,
                ChainMaterial& service) {
  const Chain chain{layout, index, mask_bits, blind, carry_blind, hospital, service};
#if defined(__x86_64__)
  if (best_target() == SimdTarget::kAvx512) return deal_avx512(chain);
  if (best_target() == SimdTarget::kAvx2) return deal_avx2(chain);
#endif
  deal_portable(chain);
}

}  // namespace medisc
