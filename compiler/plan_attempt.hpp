/// One attempt at planning a network as it stands: scales, bounds, steps, widths.
#pragma once

#include <vector>

#include "compiler/draft.hpp"
#include "compiler/planner.hpp"
#include "compiler/rounded_layers.hpp"

namespace medisc {

/// What the layers need that were planned when an attempt failed.
struct RingNeeds {
  std::vector<unsigned> bits;        ///< of each layer; of the last with a label's steps
  std::vector<std::int32_t> scales;  ///< of each tensor
};

struct PlanAttempt {
  Result<CompiledModel> compiled;
  std::size_t stopped_at = 0;  ///< the layer at which it failed
  std::vector<double> bounds;  ///< |value| of each tensor before that layer
  RingNeeds needs;
};

/// The network is in normal form, of class logits if the output is a label; `options` are
/// checked and have a precision. `layers` are those of this network, of attempts before. Errors
/// as `compile`, for this network alone.
PlanAttempt attempt_plan(const Draft& draft, const PlanOptions& options, RoundedLayers& layers);

}  // namespace medisc
