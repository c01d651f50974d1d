/// The records that a plan's fidelity is measured on.
#pragma once

#include <vector>

#include "compiler/compilable.hpp"
#include "compiler/samples.hpp"
#include "plan/manifest.hpp"

namespace medisc {

/// Sample records as the network sees them (row major: preprocessed, and normalised where that
/// is a public step), with the results of the graph as it stands in the file, in double
/// precision. As many as a measurement takes, spread evenly.
Samples measured_samples(const NormalisedNetwork& read, std::vector<double> seen);

/// The same of records drawn within the manifest's ranges; nothing where it has none.
Samples drawn_samples(const NormalisedNetwork& read, const Manifest& manifest);

}  // namespace medisc
