/// Compiling a network's file for records at hand.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "python/given_records.hpp"
#include "site/model_files.hpp"

namespace medisc::python {

/// What a plan is made of. The files' own samples are none: these are.
struct Compilation {
  ModelFiles files;
  PlanOptions options;
  std::vector<double> ranges;  ///< the largest |x| of each feature; above all others
  std::optional<GivenRecords> samples;
};

/// As `medisc plan` compiles it: where nothing says how large features may be, samples do, and
/// without samples it is 16. `stopped` ends it, between two plans that it tries. Errors: those
/// of compile_network, and kInterrupted.
Result<CompiledModel> compiled_model(Compilation compilation, const std::atomic<bool>& stopped);

}  // namespace medisc::python
