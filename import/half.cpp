#include "import/half.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace medisc {
namespace {

/// `value` with so many bits of precision, exponents from `least` (that of the smallest normal
/// number) on; infinite from 2^above on.
double rounded(double value, int precision, int least, int above) {
  if (value == 0 || !std::isfinite(value)) return value;
  const int exponent = std::max(std::ilogb(value), least);
  const double unit = std::ldexp(1.0, exponent - precision + 1);
  const double nearest = std::nearbyint(value / unit) * unit;
  if (std::abs(nearest) < std::ldexp(1.0, above)) return nearest;
  return std::copysign(std::numeric_limits<double>::infinity(), value);
}

}  // namespace

double from_float16(std::uint16_t bits) {
  const int exponent = bits >> 10 & 0x1F;
  const int fraction = bits & 0x3FF;
  double magnitude = 0;
  if (exponent == 0x1F) {
    magnitude = fraction == 0 ? std::numeric_limits<double>::infinity()
                              : std::numeric_limits<double>::quiet_NaN();
  } else if (exponent == 0) {
    magnitude = std::ldexp(fraction, -24);
  } else {
    magnitude = std::ldexp(fraction + 0x400, exponent - 25);
  }
  return (bits & 0x8000) != 0 ? -magnitude : magnitude;
}

double from_bfloat16(std::uint16_t bits) {
  return std::bit_cast<float>(std::uint32_t{bits} << 16);
}

double rounded_to_float16(double value) {
  return rounded(value, 11, -14, 16);
}

double rounded_to_bfloat16(double value) {
  return rounded(value, 8, -126, 128);
}

}  // namespace medisc
