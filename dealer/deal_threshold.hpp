/// Corrections of a threshold gate (correlation/threshold_gate.hpp).
#pragma once

#include <span>

#include "correlation/threshold_gate.hpp"
#include "ring/bit_stream.hpp"
#include "ring/seed.hpp"

namespace medisc {

/// Turns the service's part from what it expands into what it holds. `hospital`: what that
/// party expands; `mask`: r.
template <RingWord Word>
void deal_material(const ThresholdGate& gate, std::span<const Word> mask,
                   const ThresholdMaterial<Word>& hospital, ThresholdMaterial<Word>& service);

/// The same from seeds, as corrections.
template <RingWord Word>
void deal_threshold(const ThresholdGate& gate, const Seed& hospital, const Seed& service,
                    BitWriter& corrections);

}  // namespace medisc
