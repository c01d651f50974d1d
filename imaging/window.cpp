#include "imaging/window.hpp"

#include <algorithm>
#include <cmath>

namespace medisc {

double windowed(double x, const GreyWindow& window, WindowFunction function) {
  const auto [centre, width] = window;
  switch (function) {
    case WindowFunction::kLinear:
      if (width <= 1) return x <= centre - 0.5 ? 0 : 1;
      return std::clamp((x - (centre - 0.5)) / (width - 1) + 0.5, 0.0, 1.0);
    case WindowFunction::kLinearExact:
      return std::clamp((x - centre) / width + 0.5, 0.0, 1.0);
    case WindowFunction::kSigmoid:
      return 1 / (1 + std::exp(-4 * (x - centre) / width));
  }
  return 0;
}

}  // namespace medisc
