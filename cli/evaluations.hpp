/// The three ways to evaluate a test set, behind `medisc evaluate`.
#pragma once

#include <span>

#include "cli/arguments.hpp"
#include "cli/evaluation_report.hpp"
#include "site/hospital.hpp"
#include "site/local_model.hpp"

namespace medisc {

Result<void> evaluate_at_site(const EvaluateArguments& arguments);
Result<void> evaluate_locally(const EvaluateArguments& arguments);
Result<void> evaluate_simulated(const EvaluateArguments& arguments);

/// Each record's part of the session that the diagnoses are of.
std::vector<RecordOutcome> outcomes_of(std::span<const Diagnosis> session);

/// Prints the report; `more` are facts of this way alone, `place` its name. Errors: kInternal
/// where a result differs from its reference.
Result<void> report(const EvaluateArguments& arguments, const Evaluation& evaluation,
                    const std::string& place, std::vector<Fact> more);

/// What is worth knowing of a plan: ReLUs that were capped, and the ranges of its input: the
/// smallest and largest bound on |x|, and where they come from.
std::vector<Fact> plan_facts(const LocalModel& model);

}  // namespace medisc
