/// Layers that together are one function of one tensor, element by element, become one.
///
/// x sigmoid(x), x tanh(softplus(x)), x (1 + erf(x / sqrt 2)) / 2, x clip(x + 3, 0, 6) / 6: as
/// files have them, each is a handful of sums, products and functions of the same x. One Smooth
/// takes their place, and one gate computes it. Sums of piecewise linear functions and plain
/// squares stay as they are: gates compute those exactly.
#pragma once

#include "compiler/network.hpp"

namespace medisc {

/// The same function with as many layers; those that nothing reads any more have no readers.
Network with_one_function_each(Network network);

}  // namespace medisc
