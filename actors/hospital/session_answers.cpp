#include "actors/hospital/session_answers.hpp"

namespace medisc {
namespace {

/// Whether no record of the job is left once this session's are answered.
bool is_last_of(const Job& job) {
  return job.open_sessions == 1 && job.waiting() == 0 && !job.failed;
}

void add_slice(SessionAnswers& answers, const JobSlice& slice,
               std::span<const Diagnosis> diagnoses, std::size_t in_session) {
  const KeptRequest& kept = *slice.job->order.kept;
  for (std::size_t i = 0; i < diagnoses.size(); ++i) {
    const std::size_t index = slice.first + i;
    answers.results.push_back({kept.id, kept.places[index], kept.records[index],
                               kept.digests[index], diagnoses[i].logits, diagnoses[i].costs,
                               static_cast<std::uint32_t>(in_session)});
  }
  const bool last = is_last_of(*slice.job);
  if (last) answers.ended.push_back({kept.id});
  answers.audit.push_back({last ? "done" : "answered", kept.asker, kept.id,
                           std::to_string(diagnoses.size()) + " results in session " +
                               to_hex(diagnoses.front().session)});
}

}  // namespace

SessionAnswers answers_of(const SessionRecords& records,
                          const std::vector<Diagnosis>& diagnoses) {
  SessionAnswers answers;
  std::span<const Diagnosis> rest(diagnoses);
  for (const JobSlice& slice : records) {
    const auto own = rest.first(slice.bundles.size());
    if (slice.job->order.kept) add_slice(answers, slice, own, diagnoses.size());
    rest = rest.subspan(own.size());
  }
  return answers;
}

void mark_answered(const SessionRecords& records) {
  for (const JobSlice& slice : records) {
    if (is_last_of(*slice.job)) slice.job->answered = true;
  }
}

}  // namespace medisc
