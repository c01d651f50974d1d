/// Fitting a network into its ring: the planner's attempts, and rewrites between them.
#pragma once

#include <vector>

#include "compiler/draft.hpp"
#include "compiler/planner.hpp"

namespace medisc {

struct Fitted {
  Result<CompiledModel> compiled;
  Draft draft;  ///< whose layers the plan's steps compute; those of a label come after them
};

/// `draft` is in normal form, `options` are checked and have a precision. Errors: as compile.
Fitted fit(Draft draft, const PlanOptions& options);

}  // namespace medisc
