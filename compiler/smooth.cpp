#include "compiler/smooth.hpp"

#include <algorithm>
#include <cmath>

namespace medisc {

double sigmoid(double x) {
  return 1 / (1 + std::exp(-x));
}

/// log(1 + e^x).
double softplus(double x) {
  return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x)));
}

}  // namespace medisc
