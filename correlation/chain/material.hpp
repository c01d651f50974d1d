/// Correlated randomness of a borrow chain, one party's part: an information-theoretic garbled
/// branching program over the digits of public yhat - t. The tables lie with the service,
/// masked from the hospital's seed.
///
///   beta_j          borrow that enters digit j;  sigma_j = beta_j + pi_j, its masked state
///   K_(j,sigma)     keys of digit j >= 1 by masked state, L_j bits
///   beta'           = [v < r_j] + [v = r_j] beta_j, for digit value v and r's digit r_j
///   e_j[v][sigma]   = K_(j,sigma) + (beta' + pi_(j+1), K_(j+1, beta' + pi_(j+1)))
///                     digit 0 has no key; of the last digit 1 bit: beta' + blind
///   Q_j[v][sigma]   = e_j[v][sigma] + N_j[v][sigma]: the service's. For v = 0, j >= 1 it
///                     comes from the service's seed, and defines K_(j,sigma)
///
/// pi_j is the service's; where c_s enters, in the chain of the first threshold, it is blind',
/// of which each party holds a share. A boundary mask belongs to one chain: two that shared it,
/// at thresholds that differ mod 2^s, would tell whether their borrows differ.
///
/// Privacy: for each (y, yhat) the map from the service's (pi, blind, keys) to what the
/// hospital unmasks is a bijection, so that is uniform, whatever y is (docs/security.md). Two
/// selections from one bundle at different yhat would tell where r lies.
#pragma once

#include "correlation/arrays.hpp"
#include "correlation/chain/layout.hpp"

namespace medisc {

/// A chain a threshold, over one layout. Chain l's rows follow chain (l - 1)'s in each array.
struct BorrowChain {
  ChainLayout layout;
  std::size_t thresholds = 1;
};

struct ChainMaterial {
  BitPlanes table_masks;  ///< N, the hospital's
  BitPlanes tables;       ///< Q but for first rows, the service's
  BitPlanes first_rows;   ///< Q_j[0], j >= 1, the service's
  BitPlanes state_masks;  ///< pi_j, j >= 1, the service's
};

template <RingWord Word>
Arrays<Word> arrays_of(const BorrowChain& chain, std::uint32_t step, ChainMaterial& material) {
  const auto rows = [&](std::size_t count) {
    return static_cast<unsigned>(count * chain.thresholds);
  };
  const ChainLayout& layout = chain.layout;
  return {{Held::kHospital, Purpose::kTableMask, step, rows(layout.table_rows),
           &material.table_masks, nullptr},
          {Held::kCorrection, Purpose{}, step, rows(layout.corrected_rows), &material.tables,
           nullptr},
          {Held::kService, Purpose::kFirstRow, step, rows(layout.first_rows),
           &material.first_rows, nullptr},
          {Held::kService, Purpose::kStateMask, step, rows(layout.digits.size() - 1),
           &material.state_masks, nullptr}};
}

}  // namespace medisc
