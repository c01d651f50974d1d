#include "compiler/sum_multipliers.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace medisc {
namespace {

constexpr double kTolerance = 1.0 / 64;
constexpr double kMostMultiplier = 0x1p62;

/// The least t with factor 2^t an integer, but for kTolerance of it.
std::int32_t least_bits(double factor) {
  int exponent = 0;
  const double fraction = std::abs(std::frexp(factor, &exponent));  // [1/2, 1)
  for (int bits = 1;; ++bits) {
    const double scaled = std::ldexp(fraction, bits);
    if (std::abs(std::round(scaled) - scaled) <= kTolerance * scaled) return bits - exponent;
  }
}

}  // namespace

std::optional<SumMultipliers> sum_multipliers(std::span<const double> factors,
                                              std::span<const std::int32_t> scales) {
  std::int32_t finest = std::numeric_limits<std::int32_t>::min();
  for (std::size_t i = 0; i < factors.size(); ++i) {
    if (factors[i] == 0) continue;
    finest = std::max(finest, scales[i] + least_bits(factors[i]));
  }
  if (finest == std::numeric_limits<std::int32_t>::min()) finest = scales[0];
  SumMultipliers result{finest, {}};
  for (std::size_t i = 0; i < factors.size(); ++i) {
    const double multiplier = std::ldexp(factors[i], finest - scales[i]);
    if (!(std::abs(multiplier) <= kMostMultiplier)) return std::nullopt;
    result.multipliers.push_back(std::llround(multiplier));
  }
  return result;
}

}  // namespace medisc
