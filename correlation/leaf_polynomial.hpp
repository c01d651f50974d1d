/// Generate and propagate of a few adjacent bits, as polynomials over GF(2).
///
/// Bits e of the hospital's word and f of the service's are added. Over the bits lo..hi-1
///   generate  g = e_(hi-1) f_(hi-1) + (e_(hi-1) + f_(hi-1)) g'   (g' that of lo..hi-2)
///   propagate p = prod (e_i + f_i)
/// Multiplied out, every term is (a product of e bits) times (a product of f bits): each factor
/// is known to one party, so one one-sided opening gives the shares of all terms at once, and
/// the first levels of the adder cost no flight of their own.
#pragma once

#include <cstdint>
#include <vector>

namespace medisc {

/// One term: the bits of each party that it multiplies; 0 is the empty product, 1.
struct LeafTerm {
  std::uint64_t hospital = 0;
  std::uint64_t service = 0;
  auto operator<=>(const LeafTerm&) const = default;
};

/// Terms of g over bits [lo, hi): 2^m - 1 of them, m = hi - lo >= 1.
std::vector<LeafTerm> generate_terms(unsigned lo, unsigned hi);

/// Terms of p over bits [lo, hi): 2^m of them, two of which one party computes alone.
std::vector<LeafTerm> propagate_terms(unsigned lo, unsigned hi);

}  // namespace medisc
