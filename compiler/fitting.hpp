/// Fitting a network into its ring: the planner's attempts, and rewrites between them.
#pragma once

#include <vector>

#include "compiler/draft.hpp"
#include "compiler/plan_attempt.hpp"
#include "compiler/planner.hpp"
#include "compiler/rounded_layers.hpp"

namespace medisc {

struct Fitted {
  Result<CompiledModel> compiled;
  RingNeeds needs;  ///< of `draft`, where nothing helped
  Draft draft;      ///< whose layers the plan's steps compute; those of a label come after them
};

/// `draft` is in normal form, `options` are checked and have a precision. `layers` are those of
/// this network, of other fits with the same ranges. Errors: as compile.
Fitted fit(Draft draft, const PlanOptions& options, RoundedLayers& layers);

}  // namespace medisc
