/// One attempt at planning a network as it stands: scales, bounds, steps, widths.
#pragma once

#include <vector>

#include "compiler/draft.hpp"
#include "compiler/planner.hpp"

namespace medisc {

struct PlanAttempt {
  Result<CompiledModel> compiled;
  std::size_t stopped_at = 0;  ///< the layer at which it failed
  std::vector<double> bounds;  ///< |value| of each tensor before that layer
};

/// The network is in normal form, of class logits if the output is a label; `options` are
/// checked and have a precision. Errors as `compile`, for this network alone.
PlanAttempt attempt_plan(const Draft& draft, const PlanOptions& options);

}  // namespace medisc
