/// Random choices of a service that compiles a model.
#pragma once

#include "compiler/plan_options.hpp"
#include "tests/differential/real_network.hpp"

namespace medisc::test {

/// Rings, bits, ranges and normalisation, without calibration. Ranges are powers of two,
/// factors too, so that records at their ends are encoded exactly.
PlanOptions real_options(const RealNetwork& drawn, Chance& chance);

}  // namespace medisc::test
