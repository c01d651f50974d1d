/// From real weights to the integers of a plan.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "compiler/network.hpp"
#include "error/error.hpp"

namespace medisc {

/// Multiplies the weights of feature j by 2^range_log2[j] (one entry: all by the same): the
/// layer then works on features in [-1, 1]. Errors: kUnsupported if the ranges of a
/// convolution's input differ within a channel.
Result<void> scale_features(Dense& dense, std::span<const std::int32_t> range_log2);
Result<void> scale_features(Conv& conv, std::span<const std::int32_t> range_log2);

/// The weights of a linear layer, dense or convolution.
struct RealWeights {
  std::span<const double> matrix;
  std::span<const double> bias;
  std::uint64_t terms = 0;  ///< products in one result
  std::size_t taps = 1;     ///< those of one channel, side by side
};
RealWeights weights_of(const Dense& dense);
RealWeights weights_of(const Conv& conv);

/// 0 for none.
double largest_magnitude(std::span<const double> values);

/// Fractional bits for the layer's weights, such that the largest is an integer of
/// `weight_bits` bits. Fewer where a bias would dwarf every product of a weight and an input
/// of `input_bits` bits at scale `input_scale`: such a bias needs the room, and hides the rest.
/// `largest_weight`: the largest_magnitude of the matrix.
std::int32_t weight_scale(const RealWeights& weights, double largest_weight,
                          unsigned weight_bits, unsigned input_bits, std::int32_t input_scale);

// Rounding to nearest. Errors: kOverflow if a bias needs more than 62 bits, or a weight more
// than 31, as one that is not finite does; the caller names the layer.

/// The matrix at `scale`: |integer| < 2^31.
Result<std::vector<std::int32_t>> quantise_matrix(const RealWeights& weights,
                                                  std::int32_t scale);
/// The bias at `scale`.
Result<std::vector<std::int64_t>> quantise_bias(const RealWeights& weights, std::int32_t scale);

}  // namespace medisc
