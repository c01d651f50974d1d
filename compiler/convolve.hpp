/// Convolutions in double precision, fast: what evaluating a network on samples spends its time
/// on.
#pragma once

#include <vector>

#include "compiler/network.hpp"

namespace medisc {

/// The convolution of `image`, which has conv.in.size() values. The order of additions is the
/// same on every machine, and so is the result, to the bit. Throws nothing but std::bad_alloc.
std::vector<double> convolve(const Conv& conv, const std::vector<double>& image);

}  // namespace medisc
