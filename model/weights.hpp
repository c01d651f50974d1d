/// The service's secret: integer weights of a plan.
#pragma once

#include <cstdint>
#include <vector>

namespace medisc {

/// Weights of one DenseStep as signed integers: matrix [outputs][inputs] row major, at scale
/// (step.scale - input scale); bias at step.scale.
struct DenseWeights {
  std::vector<std::int32_t> matrix;
  std::vector<std::int64_t> bias;
};

/// One entry for each DenseStep of the plan, in order.
using Weights = std::vector<DenseWeights>;

}  // namespace medisc
