/// The chain's online work on one slice: what public digits select, and the hospital's walk.
/// No branch and no index depends on anything but the layout.
#pragma once

#include <cstddef>

#include "correlation/chain/material.hpp"
#include "protocol/slices.hpp"
#include "ring/bit_rows.hpp"
#include "ring/simd_target.hpp"

namespace medisc {

/// One chain of a gate, over one slice. `compared`: the bits of yhat - t, k rows.
struct ChainSlice {
  const ChainLayout& layout;
  std::size_t index;  ///< of the chain
  const BitPlanes& compared;
  const ChainMaterial& material;
  const Slice& slice;
};

/// Service: with e_j = Q_j[yhat_j], rows of `sent`
///   E_t = sum_(j<=t) e_j[0][t-j], t < n,      then D_j = e_j[0] + e_j[1], j >= 1:
/// of what is selected only these enter a state, for the keys telescope.
void select_entries(const ChainSlice& chain, BitPlanes& sent,
                    SimdTarget target = best_target());

/// Hospital: takes N_j[yhat_j] off what came, and walks,
///   sigma_(j+1) = E_j + sum_(1<=i<=j) sigma_i D_i[j-i].
/// Writes beta + blind to `borrow`, and c_s + blind' to `carry` unless that is empty.
void walk(const ChainSlice& chain, const BitPlanes& received, BitRow borrow, BitRow carry,
          SimdTarget target = best_target());

}  // namespace medisc
