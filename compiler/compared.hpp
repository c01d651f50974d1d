/// What the bits of a tensor cost.
#pragma once

#include <vector>

#include "compiler/network.hpp"
#include "plan/plan.hpp"

namespace medisc {

/// Entry i: elements whose comparison gets a bit wider where tensor i gets one: those of ReLUs
/// and max-pools behind it, up to the next linear layer; of a ReLU's result those behind the
/// linear layers that read it. A result that goes to the hospital counts a little, for its
/// words.
std::vector<double> compared_behind(const Network& network);

/// Bits that comparisons take, about in proportion to a plan's traffic.
double compared_bits(const Plan& plan);

}  // namespace medisc
