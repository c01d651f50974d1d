/// Activations whose bends are all at 0, for plans that are calibrated.
///
/// A threshold gate is exact where |y - t| < 2^(k-1) is proven for each of its places t. Of a
/// calibrated width that is proven for t = 0 alone: y itself wraps, and y - t would wrap
/// elsewhere. So there
///   f(x) = slope x + offset + the sum of change relu(x - at)
/// is a sum of ReLUs, each of a tensor of its own.
#pragma once

#include <vector>

#include "compiler/network.hpp"

namespace medisc {

/// `observed`: the largest |value| of each tensor, before and after.
Network with_plain_thresholds(const Network& network, std::vector<double>& observed);

}  // namespace medisc
