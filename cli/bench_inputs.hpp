/// What `bench` works on, loaded and checked before anything starts.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "cli/arguments.hpp"
#include "site/local_model.hpp"

namespace medisc {

struct BenchInputs {
  LocalModel model;
  /// Encoded, as many different ones as are wanted; to be taken in turns.
  std::vector<std::vector<std::int64_t>> records;
  /// What they come to; none of random records, which may lie beyond calibrated widths.
  std::vector<std::vector<std::int64_t>> references;
};

/// Errors: those of the model, as `medisc plan` has them; those of the records and ranges; what
/// `check` says, which is asked between records.
Result<BenchInputs> load_bench_inputs(const BenchArguments& arguments,
                                      const std::function<Result<void>()>& check);

}  // namespace medisc
