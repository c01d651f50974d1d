/// Answers as columns, by the task:
///
///   classes   diagnosis, softmax (of that class); of a label-only plan diagnosis, class
///   binary    diagnosis, probability (of "positive"); label-only as above
///   findings  findings (those found), probability_0, ...
///   number    value, or value_0, ...
///   map       share_0, ... (of the pixels)
#pragma once

#include <string>
#include <vector>

#include "cli/output.hpp"
#include "plan/plan.hpp"
#include "site/answer.hpp"

namespace medisc {

std::vector<Column> answer_columns(const Plan& plan);

/// One cell a column.
std::vector<Cell> answer_cells(const Plan& plan, const Answer& answer);

/// The findings, with their thresholds, or the classes of a map.
Table outcome_table(const Plan& plan);

/// model, version, task; a binary task's threshold, a number's unit.
std::vector<Fact> manifest_facts(const Plan& plan);

/// What speaks against a result, in one line, or nothing.
Fact warnings_fact(const std::vector<std::string>& warnings);

}  // namespace medisc
