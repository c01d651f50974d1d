/// Splines in place of a network's smooth functions, as fine as its results need them.
#pragma once

#include "compiler/fidelity.hpp"
#include "compiler/network.hpp"
#include "compiler/samples.hpp"
#include "error/error.hpp"

namespace medisc {

/// How far splines alone may move results: their 99th percentile, divided by the results'
/// spread.
inline constexpr double kSplineP99 = 0.01;

bool has_smooth(const Network& network);

/// The same network, layer by layer, with a spline for each Smooth (compiler/spline.hpp): each
/// reaches the power of two that `samples` stay below, and may be off by one share of how much
/// its function's results vary, the same share for all: the largest that keeps kSplineP99, or
/// `finer` halvings of it. `samples` have results. Errors: kUnsupported naming the layer whose
/// function no spline follows there.
Result<Network> with_splines(const Network& network, const Samples& samples,
                             const MeasuredTask& task, int finer = 0);

/// The same on records drawn within `ranges` (PlanOptions::ranges).
Result<Network> with_splines(const Network& network, const std::vector<double>& ranges);

}  // namespace medisc
