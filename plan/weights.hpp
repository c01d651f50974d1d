/// The service's secret: integer weights of a plan.
#pragma once

#include <cstdint>
#include <vector>

namespace medisc {

/// Weights of one linear step as signed integers: the matrix in the step's layout (plan.hpp),
/// at scale (step.scale - input scale); the bias, one an output or, of a convolution, one a
/// channel, at step.scale.
struct LinearWeights {
  std::vector<std::int32_t> matrix;
  std::vector<std::int64_t> bias;
  bool operator==(const LinearWeights&) const = default;
};

/// One entry for each linear step of the plan (dense, conv), in order.
using Weights = std::vector<LinearWeights>;

}  // namespace medisc
