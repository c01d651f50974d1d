/// Borrow: what a comparison is, once a value is revealed (reveal.hpp).
///
/// From yhat and dealt material of r's bits both parties come to, for each threshold t_l, the
/// opened bit  beta_l + blind_l,  beta_l = [(yhat - t_l) mod 2^(k-1) < r mod 2^(k-1)],
/// and where s > 0  c_s + blind',  c_s = [yhat mod 2^s < r mod 2^s].
/// The blinds are sums of a bit from each party's seed. All t_l are multiples of 2^s.
///
/// This is the seam: a borrow is its material (arrays_of), its dealing, its online turns and
/// the numbers below, in folders of its own (docs/adding.md).
///   tree    two levels of openings: 4 flights a fused layer, few bits, little dealt
///   chain   a walk: 2 flights, more dealt; s <= k - 2
#pragma once

#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

#include "correlation/chain/material.hpp"
#include "correlation/tree/material.hpp"

namespace medisc {

using Borrow = std::variant<TreeCircuit, BorrowChain>;

enum class BorrowKind : std::uint8_t { kTree = 0, kChain = 1 };

template <class Kind>
struct MaterialOf;
template <>
struct MaterialOf<TreeCircuit> {
  using type = TreeMaterial;
};
template <>
struct MaterialOf<BorrowChain> {
  using type = ChainMaterial;
};

using BorrowMaterial = std::variant<TreeMaterial, ChainMaterial>;

/// Bits of a turn, a value: the service's message, then the hospital's answer. Behind the last
/// answer both know the opened bits.
struct BorrowTurn {
  std::size_t down = 0;
  std::size_t up = 0;
};
std::vector<BorrowTurn> turns_of(const TreeCircuit& circuit);
std::vector<BorrowTurn> turns_of(const BorrowChain& chain);

/// Rows of bits that a party's run works in, besides those of yhat, about.
std::size_t working_rows(const TreeCircuit& circuit);
std::size_t working_rows(const BorrowChain& chain);

/// Bits that a gate opens: a threshold's, and c_s.
inline std::size_t opened_bits(std::size_t thresholds, unsigned shift) {
  return thresholds + (shift > 0 ? 1 : 0);
}

}  // namespace medisc
