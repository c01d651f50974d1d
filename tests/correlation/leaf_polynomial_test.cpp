#include "correlation/leaf_polynomial.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace medisc::test {
namespace {

/// The polynomial's value at the bits of e and f.
unsigned value_of(const std::vector<LeafTerm>& terms, std::uint64_t e, std::uint64_t f) {
  unsigned sum = 0;
  for (const LeafTerm& term : terms) {
    sum ^= (e & term.hospital) == term.hospital && (f & term.service) == term.service ? 1U : 0U;
  }
  return sum;
}

/// Bits [lo, lo + m), m = 1..4, at the start, the middle and the end of a word.
class LeafPolynomial : public testing::TestWithParam<std::tuple<unsigned, unsigned>> {};

TEST_P(LeafPolynomial, HasItsTruthTable) {
  const auto [bits, place] = GetParam();
  const unsigned lo = place == 64 ? 64 - bits : place;
  const auto generate = generate_terms(lo, lo + bits);
  const auto propagate = propagate_terms(lo, lo + bits);
  const std::uint64_t ones = (1u << bits) - 1;
  for (std::uint64_t e = 0; e <= ones; ++e) {
    for (std::uint64_t f = 0; f <= ones; ++f) {
      EXPECT_EQ(value_of(generate, e << lo, f << lo), (e + f) >> bits) << e << " + " << f;
      EXPECT_EQ(value_of(propagate, e << lo, f << lo), (e ^ f) == ones ? 1U : 0U)
          << e << " + " << f;
      // Bits of other leaves have no say.
      const std::uint64_t others = ~(ones << lo);
      EXPECT_EQ(value_of(generate, e << lo | others, f << lo | others), (e + f) >> bits);
    }
  }
}

TEST_P(LeafPolynomial, HasAsManyTermsAsDeclared) {
  const auto [bits, place] = GetParam();
  const unsigned lo = place == 64 ? 64 - bits : place;
  for (const auto& [terms, count, alone] :
       {std::tuple(generate_terms(lo, lo + bits), (std::size_t{1} << bits) - 1, 0),
        std::tuple(propagate_terms(lo, lo + bits), std::size_t{1} << bits, 2)}) {
    EXPECT_EQ(terms.size(), count);
    EXPECT_TRUE(std::is_sorted(terms.begin(), terms.end()));
    EXPECT_EQ(std::adjacent_find(terms.begin(), terms.end()), terms.end());
    const auto one_sided = std::count_if(terms.begin(), terms.end(), [](const LeafTerm& term) {
      return term.hospital == 0 || term.service == 0;
    });
    EXPECT_EQ(one_sided, alone);
  }
}

INSTANTIATE_TEST_SUITE_P(Bits, LeafPolynomial,
                         testing::Combine(testing::Range(1U, 5U),
                                          testing::Values(0U, 1U, 31U, 64U)));

}  // namespace
}  // namespace medisc::test
