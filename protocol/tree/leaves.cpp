#include "protocol/tree/leaves.hpp"

namespace medisc {
namespace {

using namespace bit_polynomial_detail;

/// The terms of g whose lowest bit is Lowest, but for the factor w_Lowest.
template <class V, std::size_t Lowest, std::size_t Size>
[[gnu::always_inline]] inline void terms_from(const BitPolynomial& leaf,
                                              const std::array<V, kMostFactors>& w,
                                              std::size_t word, V& value) {
  fold<V, Lowest + 1, Size, (std::size_t{1} << Lowest)>(leaf, w, word, value);
}

/// generate += the terms of g whose lowest bit is Lowest or above.
template <class V, std::size_t Lowest, std::size_t Size>
[[gnu::always_inline]] inline void add_terms(const BitPolynomial& leaf,
                                             const std::array<V, kMostFactors>& w,
                                             std::size_t word, V& generate) {
  if constexpr (Lowest < Size) {
    V terms;
    terms_from<V, Lowest, Size>(leaf, w, word, terms);
    generate ^= w[Lowest] & terms;
    add_terms<V, Lowest + 1, Size>(leaf, w, word, generate);
  }
}

template <class V, std::size_t Size>
[[gnu::always_inline]] inline void wires_at(const BitPolynomial& leaf, std::size_t word,
                                            BitRow generate, BitRow propagate) {
  std::array<V, kMostFactors> w;
  load_factors<V, Size>(leaf, word, w);
  for (std::size_t i = 0; i < Size; ++i) w[i] = ~w[i];
  V lowest_terms;
  terms_from<V, 0, Size>(leaf, w, word, lowest_terms);
  V value = w[0] & lowest_terms;
  add_terms<V, 1, Size>(leaf, w, word, value);
  store_words(value, generate.data() + word);
  if (propagate.empty()) return;
  fold<V, 1, Size, 0>(leaf, w, word, value);
  value = (w[0] & value) ^ lowest_terms;
  store_words(value, propagate.data() + word);
}

template <class V, std::size_t Size>
[[gnu::always_inline]] inline void wires_of(const BitPolynomial& leaf, std::size_t& word,
                                            BitRow generate, BitRow propagate) {
  for (; word + kWordsIn<V> <= generate.size(); word += kWordsIn<V>) {
    wires_at<V, Size>(leaf, word, generate, propagate);
  }
}

template <std::size_t Size>
void wires_portable(const BitPolynomial& leaf, BitRow generate, BitRow propagate) {
  std::size_t word = 0;
  wires_of<std::uint64_t, Size>(leaf, word, generate, propagate);
}

#if defined(__x86_64__)
template <std::size_t Size>
MEDISC_AVX2 void wires_avx2(const BitPolynomial& leaf, BitRow generate, BitRow propagate) {
  std::size_t word = 0;
  wires_of<FourWords, Size>(leaf, word, generate, propagate);
  wires_of<std::uint64_t, Size>(leaf, word, generate, propagate);
}
#endif

template <std::size_t Size>
void wires_of_size(const BitPolynomial& leaf, BitRow generate, BitRow propagate,
                   [[maybe_unused]] SimdTarget target) {
#if defined(__x86_64__)
  if (target != SimdTarget::kPortable) return wires_avx2<Size>(leaf, generate, propagate);
#endif
  wires_portable<Size>(leaf, generate, propagate);
}

}  // namespace

void leaf_wires(const BitPolynomial& leaf, BitRow generate, BitRow propagate,
                SimdTarget target) {
  switch (leaf.size) {
    case 1:
      return wires_of_size<1>(leaf, generate, propagate, target);
    case 2:
      return wires_of_size<2>(leaf, generate, propagate, target);
    case 3:
      return wires_of_size<3>(leaf, generate, propagate, target);
    case 4:
      return wires_of_size<4>(leaf, generate, propagate, target);
    case 5:
      return wires_of_size<5>(leaf, generate, propagate, target);
    default:
      return wires_of_size<kMostFactors>(leaf, generate, propagate, target);
  }
}

}  // namespace medisc
