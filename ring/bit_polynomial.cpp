#include "ring/bit_polynomial.hpp"

namespace medisc {
namespace {

using namespace bit_polynomial_detail;

template <class V, std::size_t Size>
[[gnu::always_inline]] inline void add_words(BitRow sum, const BitPolynomial& p,
                                             std::size_t& w) {
  for (; w + kWordsIn<V> <= sum.size(); w += kWordsIn<V>) {
    std::array<V, kMostFactors> factors;
    load_factors<V, Size>(p, w, factors);
    V value;
    fold<V, 0, Size, 0>(p, factors, w, value);
    V before;
    load_words(sum.data() + w, before);
    value ^= before;
    store_words(value, sum.data() + w);
  }
}

template <std::size_t Size>
void add_portable(BitRow sum, const BitPolynomial& p) {
  std::size_t w = 0;
  add_words<std::uint64_t, Size>(sum, p, w);
}

#if defined(__x86_64__)
template <std::size_t Size>
MEDISC_AVX2 void add_avx2(BitRow sum, const BitPolynomial& p) {
  std::size_t w = 0;
  add_words<FourWords, Size>(sum, p, w);
  add_words<std::uint64_t, Size>(sum, p, w);
}
#endif

template <std::size_t Size>
void add_of_size(BitRow sum, const BitPolynomial& p, SimdTarget target) {
#if defined(__x86_64__)
  if (target != SimdTarget::kPortable) return add_avx2<Size>(sum, p);
#endif
  add_portable<Size>(sum, p);
}

}  // namespace

void add_polynomial(BitRow sum, const BitPolynomial& polynomial, SimdTarget target) {
  switch (polynomial.size) {
    case 1:
      return add_of_size<1>(sum, polynomial, target);
    case 2:
      return add_of_size<2>(sum, polynomial, target);
    case 3:
      return add_of_size<3>(sum, polynomial, target);
    case 4:
      return add_of_size<4>(sum, polynomial, target);
    case 5:
      return add_of_size<5>(sum, polynomial, target);
    default:
      return add_of_size<kMostFactors>(sum, polynomial, target);
  }
}

}  // namespace medisc
