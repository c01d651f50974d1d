#include <algorithm>

#include "storage/layer_summary.hpp"
#include "storage/memory_store.hpp"
#include "storage/refusals.hpp"

namespace medisc {

MemoryStore::Session* MemoryStore::find_session(const std::string& id) {
  auto found = std::ranges::find_if(
      sessions_, [&](const Session& session) { return session.row.start.id == id; });
  return found == sessions_.end() ? nullptr : &*found;
}

std::vector<const MemoryStore::Session*> MemoryStore::newest_first() const {
  std::vector<const Session*> newest;
  for (const Session& session : sessions_) newest.push_back(&session);
  std::ranges::reverse(newest);
  std::ranges::stable_sort(newest, std::greater<>(),
                           [](const Session* session) { return session->row.started_at; });
  return newest;
}

Result<void> MemoryStore::start_session(const SessionStart& session) {
  if (find_session(session.id)) return tl::unexpected(session_exists(session.id));
  SessionRow row;
  row.start = session;
  row.started_at = utc_text(clock_());
  sessions_.push_back({std::move(row), {}});
  return {};
}

Result<void> MemoryStore::finish_session(const std::string& id, const SessionEnd& end,
                                         const SessionResults& results) {
  if (auto checked = check_steps(id, end.layers); !checked) return checked;
  Session* session = find_session(id);
  if (!session || session->row.state != SessionState::kRunning) {
    return tl::unexpected(session_not_running(id));
  }
  if (auto put = put_results(id, results); !put) return put;
  session->row.state = end.error ? SessionState::kFailed : SessionState::kDone;
  session->row.error = end.error;
  session->row.costs = end.costs;
  session->layers = end.layers;
  std::ranges::sort(session->layers, {}, &LayerCosts::step);
  return {};
}

Result<std::uint64_t> MemoryStore::recover() {
  std::uint64_t interrupted = 0;
  for (auto& session : sessions_) {
    if (session.row.state != SessionState::kRunning) continue;
    session.row.state = SessionState::kFailed;
    session.row.error = kInterrupted;
    ++interrupted;
  }
  const std::string before = utc_text(clock_() - kPartialLife);
  for (Pool& pool : pools_) pool.forget_partial(before);
  if (auto ended = interrupt_requests(); !ended) return tl::unexpected(ended.error());
  return interrupted;
}

bool MemoryStore::takes(const Filter& filter, const Session& session) {
  const SessionStart& start = session.row.start;
  return session.row.started_at >= filter.since && start.peer.starts_with(filter.peer) &&
         (filter.model.empty() || start.model == filter.model);
}

Result<void> MemoryStore::each_session(const Filter& filter,
                                       const std::function<bool(SessionRow)>& visit) {
  for (const auto* session : newest_first()) {
    if (takes(filter, *session) && !visit(session->row)) break;
  }
  return {};
}

Result<std::vector<LayerSummary>> MemoryStore::layer_summaries(std::size_t sessions,
                                                               const Filter& filter) {
  std::vector<LayerSample> samples;
  for (const auto* session : newest_first()) {
    if (session->row.state != SessionState::kDone || !takes(filter, *session)) continue;
    const SessionStart& start = session->row.start;
    for (const auto& layer : session->layers) {
      samples.push_back({start.model, start.plan_hash, start.records, layer});
    }
  }
  return summarise(samples, sessions);
}

}  // namespace medisc
