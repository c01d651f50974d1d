/// Select: from public yhat and opened bits, shares of z = f(y >> s). No flight, no bit.
///
/// T = yhat >> s, R = r >> s, mu = r's highest bit, top = yhat's; c_l = b_l + rho_l and
/// c' = c_s + rho' public, e = 1 - 2c, e' = 1 - 2c'. One party adds what is public.
///   U      = T - R - c_s       = (T - c') - [R] - e' [rho']
///   b U    = c U + e ((T - c') [rho] - [rho R] - e' [rho rho'])
///   b mu   = c [mu] + e [rho mu],     b = c + e [rho]
///   V      = U + 2^(k-s) w,   w = (1 - top) mu b_0 - top (1 - mu)(1 - b_0),   b_0 = [y >= 0]
///   b_0 w  = (1 - top) mu b_0
///   b_l w  = (1 - top) mu q - top (b_l - q - mu b_l + mu q),   q = b_0 b_l
///   q      = c_0 c_l + c_0 e_l [rho_l] + c_l e_0 [rho_0] + e_0 e_l [rho_0 rho_l],  mu q alike
/// all mod 2^o. Exact for every y mod 2^k, and so is each b_l as the sign of y - t_l mod 2^k.
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
