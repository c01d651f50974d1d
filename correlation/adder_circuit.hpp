/// The comparison's circuit: a parallel prefix adder, as public wiring.
///
/// Computes, from the bits e and f of two shares mod 2^k, XOR shares of
///   carry_out  the carry into bit k-1                       (msb = e_(k-1) + f_(k-1) + carry_out)
///   carry_in   the carry into bit s, where s > 0            (exact truncation)
///   wrap       e_(k-1) OR f_(k-1), where it is asked for    (exact truncation)
/// The paper's Algorithm 1 with three changes, each of which saves flights and bits:
///   - a leaf covers up to three bits (leaf_polynomial.hpp), opened once and from one side only;
///   - a node joins two or three neighbours: g = g2 + p2 g1 + p2 p1 g0, p = p2 p1 p0;
///   - a wire is opened once, under one mask, and takes part in any number of products.
/// Levels are even in number (0, 2 or 4): two parties that answer each other in turn complete
/// two levels in one exchange, so a comparison is 2 + levels flights from the first message that
/// the hospital's share depends on to the last bit opened.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace medisc {

struct AdderCircuit {
  using Index = std::uint16_t;

  /// XOR of shared products of leaf monomials and of terms that a party computes alone.
  struct Leaf {
    std::vector<Index> products;           ///< into leaf_products
    std::vector<std::uint64_t> hospital;   ///< monomials of the hospital's bits
    std::vector<std::uint64_t> service;    ///< monomials of the service's bits
  };

  /// A product of one hospital's and one service's monomial, by index into `monomials`.
  struct LeafProduct {
    Index hospital = 0;
    Index service = 0;
  };

  /// A product of two or three opened wires: `opened` indexes masks, `masks` mask_products:
  /// for two factors {ab}; for three {ab, ac, bc, abc}.
  struct Product {
    std::vector<Index> opened;
    std::vector<Index> masks;
  };

  /// wire = base + sum of products.
  struct Definition {
    Index wire = 0;
    std::optional<Index> base;
    std::vector<Index> products;  ///< into products
  };

  struct Level {
    std::vector<Index> opens;  ///< wires, opened in this order; masks number on across levels
    std::vector<Definition> definitions;
  };

  unsigned width = 0;  ///< k
  unsigned shift = 0;  ///< s

  /// A party's leaf inputs: each an AND of its own bits, given as a bit mask. Both parties open
  /// the same list, the hospital ahead of time.
  std::vector<std::uint64_t> monomials;
  std::vector<LeafProduct> leaf_products;
  std::vector<Leaf> leaves;  ///< wires 0..leaves-1
  std::vector<Level> levels;
  std::vector<Product> products;
  std::vector<std::vector<Index>> mask_products;  ///< each a set of masks whose AND is dealt
  std::size_t wires = 0;
  std::size_t opened = 0;  ///< wires opened over all levels = masks

  Index carry_out = 0;
  std::optional<Index> carry_in;
  std::optional<Index> wrap;
};

/// The cheapest circuit found for comparison width k (2 <= k <= 64), carry into bit s
/// (0 <= s <= k - 2; 0: none), and the wrap bit where asked.
AdderCircuit make_adder_circuit(unsigned width, unsigned shift, bool wrap);

}  // namespace medisc
