#include "imaging/medical_image.hpp"

#include <algorithm>
#include <cmath>

namespace medisc {

std::uint16_t LookupTable::of(double x) const {
  const double at = std::clamp(std::floor(x + 0.5) - static_cast<double>(first), 0.0,
                               static_cast<double>(entries.size() - 1));
  return entries[static_cast<std::size_t>(at)];
}

double MedicalImage::least() const {
  return is_signed ? -std::ldexp(1.0, static_cast<int>(bits) - 1) : 0;
}

double MedicalImage::largest() const {
  return least() + std::ldexp(1.0, static_cast<int>(bits)) - 1;
}

}  // namespace medisc
