/// Bits taken from layers that leave the ring, where a calibrated plan is to fit all the same.
#pragma once

#include <vector>

#include "compiler/draft.hpp"
#include "compiler/plan_attempt.hpp"
#include "compiler/plan_options.hpp"

namespace medisc {

/// Takes bits from weights, and from what activations leave, until each layer's result fits the
/// ring, as far as `needs` tells without another attempt: each time from the tensor that lies
/// nearest before the layer and has the least noise. `noise`: by tensor, as measured (or
/// expected); a bit less makes it fourfold. False where none could be taken.
bool give_way(const RingNeeds& needs, const PlanOptions& options, std::vector<double>& noise,
              Draft& draft);

}  // namespace medisc
