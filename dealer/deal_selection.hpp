/// Corrections of a ReLU's product: ring shares of blinds and their products
/// (selection_material.hpp).
#pragma once

#include <cstdint>

#include "correlation/selection_material.hpp"
#include "ring/bit_stream.hpp"
#include "ring/seed.hpp"

namespace medisc {

template <RingWord Word>
void deal_selection(const ReluGate& gate, std::uint32_t step, const Seed& hospital,
                    const Seed& service, BitWriter& corrections);

}  // namespace medisc
