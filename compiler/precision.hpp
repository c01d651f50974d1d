/// Precision chosen by error: the bits of each layer, and the ring, that bring a plan's results
/// as near to the network's as is asked for, at the least traffic.
///
/// Each rounding adds a noise of its own: the encoding of a record, the rounding of a layer's
/// weights, what a ReLU cuts off. A bit more quarters its power and widens the comparisons
/// behind it by a bit. With a noise N_i, as a share of its signal, and c_i compared elements
/// behind it, the least sum of c_i bits for a given sum of N_i has N_i proportional to c_i:
/// wide layers may be coarse, narrow ones are cheap to make fine. What the sum must be is found
/// by measuring.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "compiler/fidelity.hpp"
#include "compiler/planner.hpp"
#include "compiler/samples.hpp"

namespace medisc {

/// What a search aims at, well within FidelityBound: records that nobody has seen err more.
inline constexpr double kAimedP99 = 0.007;

/// Hears of each plan that was tried, out of kMostPlansTried at most, and 0 once all is done.
using PlanningProgress = std::function<void(std::size_t tried)>;
inline constexpr std::size_t kMostPlansTried = 10;

/// Compiles `network` (in normal form) as compile() does, with channels equalised, and with the
/// precision that `options` leave open chosen on `samples`; without samples on records drawn
/// within the ranges. Results of samples that are not given are those of `network`. Errors: as
/// compile and measure; a fidelity that is too low is none, see meets(). The model has its
/// fidelity, and the plan what it tells of it.
Result<CompiledModel> compile_measured(const Network& network, const PlanOptions& options,
                                       Samples samples, const MeasuredTask& task,
                                       const PlanningProgress& progress = {});

/// Those of many samples that a search and a measurement of this network take.
Samples affordable_samples(const Network& network, const Samples& samples);

}  // namespace medisc
