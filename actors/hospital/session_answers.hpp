/// What a session's diagnoses leave in the database.
#pragma once

#include "actors/contract.hpp"
#include "actors/hospital/job.hpp"

namespace medisc {

/// Results, one a record of a job that keeps them; the requests that have all of theirs with
/// these; and what the audit trail says of both.
SessionAnswers answers_of(const SessionRecords& records,
                          const std::vector<Diagnosis>& diagnoses);

/// They are kept: the jobs whose requests have ended with them know it.
void mark_answered(const SessionRecords& records);

}  // namespace medisc
