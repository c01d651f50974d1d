/// How good the results of a test set are, by the task.
#pragma once

#include <vector>

#include "cli/evaluation_report.hpp"
#include "cli/output.hpp"

namespace medisc {

/// agree_float, accuracy_secure, accuracy_float (of classes, findings or pixels), auc,
/// max_abs_logit_error; of numbers mean_abs_error_secure and mean_abs_error_float in the place
/// of accuracies.
std::vector<Fact> score_facts(const Evaluation& evaluation);

/// Of classes and binary tasks the confusion: one row a label, how many of its records were
/// given each label. Of findings one row a finding. Of others none.
std::vector<Table> score_tables(const Evaluation& evaluation);

}  // namespace medisc
