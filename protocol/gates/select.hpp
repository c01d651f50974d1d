/// Select: from public yhat and opened bits, shares of z = f(y >> s). No flight, no bit.
///
/// T = yhat >> s, R = r >> s, mu = r's highest bit, top = yhat's; c_l = b_l + rho_l and
/// c' = c_s + rho' public, e = 1 - 2c, e' = 1 - 2c'. One party adds what is public.
///   U      = T - R - c_s       = (T - c') - [R] - e' [rho']
///   b U    = c U + e ((T - c') [rho] - [rho R] - e' [rho rho'])
///   b mu   = c [mu] + e [rho mu],     b = c + e [rho]
///   V      = U + 2^(k-s) ((1 - top) mu b_0 - top (1 - mu)(1 - b_0)),   b_0 = [y >= 0]
///   b_l V  = b_l U + 2^(k-s) (1 - top) mu b_l                           for t_l >= 0
///   b_l V  = b_l U + 2^(k-s) ((1 - top) mu b_0 - top (1 - mu)(b_l - b_0))   for t_l < 0
/// all mod 2^o. Exact for |y| < 2^(k-1) (correlation/threshold_gate.hpp).
#pragma once

#include <span>

#include "correlation/party.hpp"
#include "correlation/threshold_gate.hpp"
#include "protocol/openings.hpp"
#include "ring/simd_target.hpp"

namespace medisc {

/// What one slice's select works on.
template <RingWord Word>
struct SelectInput {
  const ThresholdGate& gate;
  const ThresholdMaterial<Word>& material;
  std::span<const Word> revealed;       ///< yhat, all lanes
  std::span<const BitPlanes> compared;  ///< bits of yhat - t_l
  const Openings& opened;               ///< beta_l + blind_l, then c'
};

/// Writes this party's shares of the slice's values to `z`, all lanes.
template <RingWord Word>
void select(const SelectInput<Word>& input, Party party, const Slice& slice, std::span<Word> z,
            SimdTarget target = best_target());

}  // namespace medisc
