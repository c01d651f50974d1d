/// Powers of two of real numbers.
#pragma once

#include <cmath>

namespace medisc {

/// The smallest e with value <= 2^e; value > 0 and finite.
inline int ceil_log2(double value) {
  int exponent = 0;
  const double fraction = std::frexp(value, &exponent);  // in [1/2, 1)
  return fraction == 0.5 ? exponent - 1 : exponent;
}

}  // namespace medisc
