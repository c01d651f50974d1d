/// Measuring a plan on samples: errors of its results, and where they come from.
#pragma once

#include <vector>

#include "compiler/fidelity.hpp"
#include "compiler/network.hpp"
#include "compiler/planner.hpp"
#include "compiler/samples.hpp"

namespace medisc {

struct Measured {
  Fidelity fidelity;  ///< without layers and saturations
  /// Entry i: what tensor i adds of its own to the error, as a share of its signal. Of the
  /// record what its encoding adds; of a linear layer what the rounding of its weights adds; of
  /// a ReLU what the bits that it cuts off add. 0 for what is exact. The signal is the variance
  /// over the records: what is always the same tells nothing.
  std::vector<double> noise;
};

/// Measures `model`, whose steps compute the layers of `planned` (a label's own steps aside),
/// on samples with results. Errors: kBadInput if all samples are out of range.
Result<Measured> measure_noise(const Network& planned, const CompiledModel& model,
                               const Samples& samples, const MeasuredTask& task);

/// What was measured of the same model, with the errors of all layers.
Fidelity with_layers(Measured measured, const Network& planned, const CompiledModel& model,
                     const Samples& samples);

}  // namespace medisc
