/// Corrections of a comparison: shares of products of masks (comparison_material.hpp).
#pragma once

#include <cstdint>

#include "correlation/adder_circuit.hpp"
#include "ring/bit_stream.hpp"
#include "ring/seed.hpp"

namespace medisc {

void deal_comparison(const AdderCircuit& circuit, std::uint32_t step, std::size_t lanes,
                     const Seed& hospital, const Seed& service, BitWriter& corrections);

}  // namespace medisc
