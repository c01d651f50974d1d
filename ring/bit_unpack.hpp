/// Short numbers out of a stream of bits, eight at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "ring/simd_target.hpp"

namespace medisc {

/// Reads values of `bits` bits, 1 to 32, that lie one behind the other from bit `position` of a
/// stream on (bit_stream.hpp), to the front of `values`. Returns how many: as many as this
/// target can read at once from within `bytes`, maybe none; the rest is for a plain loop. How
/// many depends on sizes and the position alone.
std::size_t unpack(std::span<const std::uint8_t> bytes, std::size_t position, unsigned bits,
                   std::span<std::uint32_t> values, SimdTarget target = best_target());

}  // namespace medisc
