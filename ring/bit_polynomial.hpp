/// Multilinear polynomials over rows of bits (bit_planes.hpp):
///   p = sum over S of (AND of A_i, i not in S) C_S        S: subsets of n factors, + is XOR
/// With public factors A and shares of the coefficients C it is linear in what is secret.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "ring/bit_rows.hpp"
#include "ring/simd_target.hpp"
#include "ring/wide_words.hpp"

namespace medisc {

/// Factors of a polynomial at most.
inline constexpr std::size_t kMostFactors = 6;

/// Where the rows of one polynomial begin. Bit i of a coefficient's index says that S holds
/// factor i. Coefficient 0 is the constant `everywhere`, and no row.
struct BitPolynomial {
  std::size_t size = 0;  ///< n
  std::array<const std::uint64_t*, kMostFactors> factors{};
  std::array<const std::uint64_t*, (std::size_t{1} << kMostFactors)> coefficients{};
  std::uint64_t everywhere = 0;  ///< zeros or ones
};

/// sum += p, for every word of `sum`. No row overlaps `sum`.
void add_polynomial(BitRow sum, const BitPolynomial& polynomial,
                    SimdTarget target = best_target());

namespace bit_polynomial_detail {

/// value = sum over T, subsets of the factors from First on, of (AND of the others) C_(T or
/// Taken), at word w.
template <class V, std::size_t First, std::size_t Size, std::size_t Taken>
[[gnu::always_inline]] inline void fold(const BitPolynomial& p,
                                        const std::array<V, kMostFactors>& factors,
                                        std::size_t w, V& value) {
  if constexpr (First == Size) {
    if constexpr (Taken == 0) {
      value = V{} + p.everywhere;
    } else {
      load_words(p.coefficients[Taken] + w, value);
    }
  } else {
    V without;
    fold<V, First + 1, Size, Taken>(p, factors, w, without);
    fold<V, First + 1, Size, (Taken | (std::size_t{1} << First))>(p, factors, w, value);
    value ^= factors[First] & without;
  }
}

template <class V, std::size_t Size>
[[gnu::always_inline]] inline void load_factors(const BitPolynomial& p, std::size_t w,
                                                std::array<V, kMostFactors>& factors) {
  for (std::size_t i = 0; i < Size; ++i) load_words(p.factors[i] + w, factors[i]);
}

}  // namespace bit_polynomial_detail

}  // namespace medisc
