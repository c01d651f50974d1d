/// 64 values to bit-sliced rows: bit j of rows[r] = bit r of values[j], r < width <= 32.
#pragma once

#include <cstdint>

#include "ring/simd_target.hpp"

namespace medisc {

using BitSlicing = void (*)(const std::uint32_t* values, unsigned width, std::uint64_t* rows);

/// `target` must be one of supported_targets().
BitSlicing bit_slicing(SimdTarget target);

}  // namespace medisc
