#include "correlation/leaf_polynomial.hpp"

#include <set>

namespace medisc {
namespace {

using Polynomial = std::set<LeafTerm>;

/// sum += term over GF(2).
void add(Polynomial& sum, LeafTerm term) {
  if (!sum.erase(term)) sum.insert(term);
}

/// sum + (e_bit + f_bit) * factor.
Polynomial add_propagated(Polynomial sum, const Polynomial& factor, std::uint64_t bit) {
  for (const LeafTerm& term : factor) {
    add(sum, {term.hospital | bit, term.service});
    add(sum, {term.hospital, term.service | bit});
  }
  return sum;
}

}  // namespace

std::vector<LeafTerm> generate_terms(unsigned lo, unsigned hi) {
  Polynomial g;
  for (unsigned i = lo; i < hi; ++i) {
    const std::uint64_t bit = std::uint64_t{1} << i;
    g = add_propagated({LeafTerm{bit, bit}}, g, bit);
  }
  return {g.begin(), g.end()};
}

std::vector<LeafTerm> propagate_terms(unsigned lo, unsigned hi) {
  Polynomial p{LeafTerm{}};
  for (unsigned i = lo; i < hi; ++i) p = add_propagated({}, p, std::uint64_t{1} << i);
  return {p.begin(), p.end()};
}

}  // namespace medisc
