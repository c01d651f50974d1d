/// The tree: a comparison's circuit over the digits of public yhat and dealt bits of r.
///
/// Computes, for each threshold l and v_l = yhat - t_l mod 2^k, XOR shares of
///   beta_l = [v_l mod 2^(k-1) < r mod 2^(k-1)]        and of c_s = [yhat mod 2^s < r mod 2^s].
/// Every t_l is a multiple of 2^s, so that all v_l have yhat's lowest s bits.
///
///   leaf   bits [lo, lo + m):  g = [v < r],  p = [v = r] there, polynomials in r's bits
///          with public coefficients, so that shares of the 2^m - 1 monomials of r's bits
///          give shares of g and p without an opening (protocol/tree/leaves.hpp)
///   node   up to four neighbours, low to high:
///            g = g_n + p_n g_(n-1) + p_n p_(n-1) g_(n-2) + ...,   p = p_n ... p_0
///          a wire is opened once, under one mask, whatever it takes part in
///
/// Two levels of nodes (groups, root) at every width, or none: a comparison is 2 or 4 flights
/// from the message that completes y to the last bit opened.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "correlation/tree/layout.hpp"

namespace medisc {

struct TreeCircuit {
  using Index = std::uint16_t;

  /// Bits [low, low + bits) of v_threshold.
  struct Leaf {
    std::size_t threshold = 0;
    unsigned low = 0;
    unsigned bits = 0;
    std::size_t monomials = 0;  ///< its first: that of subset S of its bits stands at + S - 1
    Index generate = 0;
    std::optional<Index> propagate;  ///< unless low == 0
  };

  /// wire = base + sum of products of opened wires, named by their masks. Of a product's
  /// factors, subset S of which at least two masks has its product dealt: `dealt[S]`.
  struct Product {
    std::vector<Index> factors;
    std::vector<Index> dealt;
  };
  struct Definition {
    Index wire = 0;
    std::optional<Index> base;
    std::vector<Product> products;
  };
  struct Level {
    std::vector<Index> opens;  ///< wires; their masks number on across levels
    std::vector<Definition> definitions;
  };

  std::vector<Leaf> leaves;
  std::size_t monomials = 0;
  /// Each a set of r's bits, as a mask, whose AND is dealt.
  std::vector<std::uint64_t> monomial_bits;
  std::vector<Level> levels;                      ///< none, or two
  std::vector<std::vector<Index>> mask_products;  ///< each a set of masks whose AND is dealt
  std::size_t wires = 0;
  std::size_t opened = 0;  ///< wires opened over both levels = masks

  std::vector<Index> borrows;  ///< a threshold's beta
  std::optional<Index> carry;  ///< c_s, where s > 0
};

TreeCircuit make_tree_circuit(const TreeLayout& layout, std::size_t thresholds);

}  // namespace medisc
