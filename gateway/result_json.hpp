/// Results as the gateway's own JSON, for people's pages and programs.
#pragma once

#include <string>
#include <vector>

#include "jobs/message.hpp"
#include "plan/plan.hpp"

namespace medisc {

/// {"outcome": text, "task": ..., by the task: "label", "probability", "classes": [{"label",
/// "probability"}], "findings": [{"label", "probability", "threshold", "positive"}], "values",
/// "unit", "map": {"height", "width", "classes", "shares", "labels"}}.
std::string outcome_json(const Plan& plan, const std::vector<std::int64_t>& logits);

/// What a model is, for who chooses one: its names, task, labels, parts of a record, fidelity.
std::string model_json(const OfferedModel& model, const Plan& plan);

/// Flights and bytes: what left the building.
std::string costs_json(const SessionCosts& costs);

/// {"agreement", "p99", "largest", "records", "drawn"}; null where it was not measured.
std::string fidelity_json(const Plan& plan);

}  // namespace medisc
