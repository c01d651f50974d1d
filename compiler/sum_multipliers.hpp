/// The public factors of a sum as integers.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace medisc {

struct SumMultipliers {
  std::int32_t scale = 0;                 ///< fractional bits of the sum
  std::vector<std::int64_t> multipliers;  ///< multipliers[i] ~ factors[i] 2^(scale - scales[i])
};

/// The coarsest scale at which every multiplier is within 1/64 of its factor; a power of two is
/// met exactly. Without a result: the scales lie over 62 bits apart.
std::optional<SumMultipliers> sum_multipliers(std::span<const double> factors,
                                              std::span<const std::int32_t> scales);

}  // namespace medisc
