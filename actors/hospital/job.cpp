#include "actors/hospital/job.hpp"

#include <algorithm>

#include "protocol/session_size.hpp"

namespace medisc {

Result<SessionCut> cut_into_sessions(const DiagnoseOrder& order, const Gates& gates,
                                     std::uint64_t most_records) {
  const std::uint64_t wanted = std::min<std::uint64_t>(order.batch, most_records);
  const std::uint64_t alone = records_a_session(order.plan, gates, wanted, order.memory);
  const std::uint64_t half = order.memory / 2;
  const std::uint64_t beside = records_a_session(order.plan, gates, wanted, half);
  const std::uint64_t most = std::min<std::uint64_t>(wanted, order.records.size());
  const bool halves_do = beside >= most || alone < order.records.size();
  if (order.ahead && beside > 0 && halves_do) return SessionCut{beside, half, true};
  if (alone > 0) return SessionCut{alone, order.memory, false};
  const std::uint64_t bytes =
      session_bytes(order.plan, gates, 1, gates_ahead(order.memory)) + (1 << 20) - 1;
  return fail(ErrorCode::kUsage,
              "a session of one record of model '" + order.model + "' needs " +
                  std::to_string(bytes >> 20) + " MB; the limit is " +
                  std::to_string(order.memory >> 20),
              "raise it: --memory MB");
}

Job::~Job() {
  end(fail(ErrorCode::kInterrupted, "the hospital's process stops", "ask again"));
}

void Job::end(const Result<void>& outcome) {
  if (const Ended ended = std::exchange(ended_, nullptr)) ended(outcome);
}

std::size_t count_of(const SessionRecords& records) {
  std::size_t count = 0;
  for (const JobSlice& slice : records) count += slice.bundles.size();
  return count;
}

std::vector<std::string> bundles_of(const SessionRecords& records) {
  std::vector<std::string> bundles;
  for (const JobSlice& slice : records) {
    bundles.insert(bundles.end(), slice.bundles.begin(), slice.bundles.end());
  }
  return bundles;
}

std::vector<std::int64_t> values_of(const SessionRecords& records) {
  std::vector<std::int64_t> values;
  for (const JobSlice& slice : records) {
    for (std::size_t i = 0; i < slice.bundles.size(); ++i) {
      const std::vector<std::int64_t>& record = slice.job->order.records[slice.first + i];
      values.insert(values.end(), record.begin(), record.end());
    }
  }
  return values;
}

}  // namespace medisc
