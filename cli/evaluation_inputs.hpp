/// What `evaluate --local` and `--simulate` work on: all of it is loaded and checked, and run
/// in plaintext, before anything starts.
#pragma once

#include <functional>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/test_set.hpp"
#include "site/local_model.hpp"

namespace medisc {

struct EvaluationInputs {
  LocalModel model;
  TestSet set;  ///< with the float network's logits
  std::vector<std::vector<std::int64_t>> encoded;
  std::vector<std::vector<std::int64_t>> references;
};

/// Errors: those of the model, as `medisc plan` has them; those of load_test_set; a record out
/// of range; kInterrupted where `check` says so, which is asked between records.
Result<EvaluationInputs> load_evaluation_inputs(const EvaluateArguments& arguments,
                                                const std::function<Result<void>()>& check);

}  // namespace medisc
