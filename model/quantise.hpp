/// From real weights to the integers of a plan.
#pragma once

#include <cstdint>
#include <span>

#include "error/error.hpp"
#include "model/network.hpp"
#include "model/weights.hpp"

namespace medisc {

/// Multiplies column j of W by 2^range_log2[j] (one entry: every column by the same): the layer
/// then works on features in [-1, 1].
void scale_columns(Dense& dense, std::span<const std::int32_t> range_log2);

/// Fractional bits for the layer's weights, such that the largest is an integer of
/// `weight_bits` bits. Fewer where a bias would dwarf every product of a weight and an input
/// of `input_bits` bits at scale `input_scale`: such a bias needs the room, and hides the rest.
std::int32_t weight_scale(const Dense& dense, unsigned weight_bits, unsigned input_bits,
                          std::int32_t input_scale);

/// Rounds to nearest: the matrix at `matrix_scale` (|integer| < 2^31), the bias at
/// `bias_scale`. Errors: kOverflow if a bias needs more than 62 bits; the caller names the
/// layer.
Result<LinearWeights> quantise(const Dense& dense, std::int32_t matrix_scale,
                              std::int32_t bias_scale);

}  // namespace medisc
