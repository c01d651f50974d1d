/// The 16-bit floating-point formats of model files.
#pragma once

#include <cstdint>

namespace medisc {

/// IEEE 754 binary16: 1 bit sign, 5 exponent, 10 fraction.
double from_float16(std::uint16_t bits);

/// The upper half of a binary32.
double from_bfloat16(std::uint16_t bits);

/// The nearest value that binary16 holds, ties to even; infinite beyond its range.
double rounded_to_float16(double value);

/// The same for bfloat16.
double rounded_to_bfloat16(double value);

}  // namespace medisc
