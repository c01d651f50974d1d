/// Corrections of a threshold gate (correlation/threshold_gate.hpp).
#pragma once

#include "correlation/threshold_gate.hpp"
#include "ring/bit_stream.hpp"
#include "ring/seed.hpp"

namespace medisc {

template <RingWord Word>
void deal_threshold(const ThresholdGate& gate, const Seed& hospital, const Seed& service,
                    BitWriter& corrections);

}  // namespace medisc
