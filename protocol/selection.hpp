/// The last step of a ReLU: from opened bits to a party's share of
///   z = b (t0 + t1) + b c_s - 2^(k-s) b w  mod 2^output_width    (protocol/relu.hpp)
#pragma once

#include <span>

#include "correlation/selection_material.hpp"
#include "protocol/slices.hpp"
#include "ring/simd_target.hpp"

namespace medisc {

/// Writes one slice of z. `opened`: c, c' and c'', rows as BlindRows says; `t`: this party's
/// own t_i; `d`: t - m, opened whole. No flights. Nothing here depends on a secret.
template <RingWord Word>
void select(const ReluGate& gate, Party party, const SelectionMaterial<Word>& material,
            const BitPlanes& opened, std::span<const Word> t, std::span<const Word> d,
            std::span<Word> z, const Slice& slice, SimdTarget target = best_target());

}  // namespace medisc
