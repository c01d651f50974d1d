/// Brings a network into the form that the planner takes.
#pragma once

#include "compiler/network.hpp"
#include "error/error.hpp"

namespace medisc {

/// The same function with fewer layers. In its result
///  - no Affine is left: each is folded into a linear layer next to it, or moved past layers
///    that it commutes with to one; where there is none, a 1 x 1 convolution takes its place
///  - a Dense that follows a Dense is merged with it
///  - a MaxPool of a ReLU is a ReLU of a MaxPool: it works on the smaller tensor
///  - only linear layers read the record; divisors are powers of two
///  - the last layer is neither ReLU nor MaxPool, and every layer counts for the result.
/// Errors: kBadInput naming the layer if folding left a weight that is not finite.
Result<Network> normal_form(const Network& network);

}  // namespace medisc
