/// What input ranges that are far wider than samples reach cost a plan.
#pragma once

#include <optional>
#include <string>

#include "compiler/planner.hpp"
#include "compiler/samples.hpp"
#include "plan/manifest.hpp"

namespace medisc {

/// What a plan of the same network and samples comes to whose ranges are no wider than these
/// reach. Nothing where there is no such plan.
std::optional<Fidelity::WithinReach> within_reach(const Network& network, PlanOptions options,
                                                  Samples samples, const MeasuredTask& task);

/// "the range of 'age' is 2^6 times what samples reach; with ranges as they reach, 99 % of
/// errors would lie within 0.40 % of the spread instead of 0.70 %, and a record take 300 bytes
/// instead of 600". Empty where no range is so wide.
std::string wide_ranges_text(const CompiledModel& model);

}  // namespace medisc
