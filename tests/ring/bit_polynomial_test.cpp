#include "ring/bit_polynomial.hpp"

#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace medisc::test {
namespace {

using Row = std::vector<std::uint64_t>;

/// Rows of a polynomial of `size` factors, random; `words` long.
struct Sample {
  Sample(std::size_t size, std::size_t words, std::uint64_t everywhere,
         std::mt19937_64& random) {
    polynomial.size = size;
    polynomial.everywhere = everywhere;
    const auto fill = [&](Row& row) {
      row.resize(words);
      for (std::uint64_t& word : row) word = random();
      return row.data();
    };
    factors.resize(size);
    coefficients.resize(std::size_t{1} << size);
    for (std::size_t i = 0; i < size; ++i) polynomial.factors[i] = fill(factors[i]);
    for (std::size_t s = 1; s < coefficients.size(); ++s) {
      polynomial.coefficients[s] = fill(coefficients[s]);
    }
    fill(sum);
  }

  std::uint64_t expected(std::size_t w) const {
    std::uint64_t value = sum[w];
    for (std::size_t s = 0; s < coefficients.size(); ++s) {
      std::uint64_t term = s == 0 ? polynomial.everywhere : coefficients[s][w];
      for (std::size_t i = 0; i < factors.size(); ++i) {
        if (((s >> i) & 1) == 0) term &= factors[i][w];
      }
      value ^= term;
    }
    return value;
  }

  std::vector<Row> factors;
  std::vector<Row> coefficients;
  Row sum;
  BitPolynomial polynomial;
};

TEST(BitPolynomial, IsTheSumOfItsTermsOnEveryTarget) {
  std::mt19937_64 random(1);
  for (std::size_t size = 1; size <= kMostFactors; ++size) {
    for (const std::size_t words : {1U, 3U, 4U, 11U, 64U}) {
      for (const std::uint64_t everywhere : {std::uint64_t{0}, ~std::uint64_t{0}}) {
        const Sample sample(size, words, everywhere, random);
        for (const SimdTarget target : supported_targets()) {
          Row sum = sample.sum;
          add_polynomial(sum, sample.polynomial, target);
          for (std::size_t w = 0; w < words; ++w) {
            ASSERT_EQ(sum[w], sample.expected(w)) << size << ' ' << name_of(target);
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace medisc::test
