#include <algorithm>

#include "storage/layer_summary.hpp"
#include "storage/memory_store.hpp"
#include "storage/peer_summary.hpp"
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

Result<void> MemoryStore::finish_session(const std::string& id, const SessionEnd& end) {
  if (auto checked = check_steps(id, end.layers); !checked) return checked;
  Session* session = find_session(id);
  if (!session || session->row.state != SessionState::kRunning) {
    return tl::unexpected(session_not_running(id));
  }
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
    session.row.error = "interrupted";
    ++interrupted;
  }
  return interrupted;
}

bool MemoryStore::takes(const Filter& filter, const Session& session) {
  const SessionStart& start = session.row.start;
  return session.row.started_at >= filter.since && start.peer.starts_with(filter.peer) &&
         (filter.model.empty() || start.model == filter.model);
}

Result<std::vector<SessionRow>> MemoryStore::sessions(std::size_t limit, const Filter& filter) {
  std::vector<SessionRow> rows;
  for (const auto* session : newest_first()) {
    if (rows.size() == limit) break;
    if (takes(filter, *session)) rows.push_back(session->row);
  }
  return rows;
}

Result<std::vector<LayerCosts>> MemoryStore::layers(const std::string& session_id) {
  const Session* session = find_session(session_id);
  if (!session) return std::vector<LayerCosts>{};
  return session->layers;
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

Result<Latency> MemoryStore::latency(std::size_t sessions, const Filter& filter) {
  std::vector<std::int64_t> times;
  for (const auto* session : newest_first()) {
    if (times.size() == sessions) break;
    if (session->row.state != SessionState::kDone || !takes(filter, *session)) continue;
    times.push_back(session->row.costs.online_us);
  }
  std::ranges::sort(times);
  return latency_of(times);
}

Result<std::vector<PeerSummary>> MemoryStore::peers(const Filter& filter) {
  std::vector<PeerSessions> sessions;
  std::vector<PeerTime> times;
  for (const Session& session : sessions_) {
    if (!takes(filter, session)) continue;
    const SessionStart& start = session.row.start;
    const Owner role = start.role == "hospital" ? Owner::kService : Owner::kHospital;
    sessions.push_back(
        {start.peer, role, session.row.state, 1, start.records, session.row.started_at});
    if (session.row.state == SessionState::kDone) {
      times.push_back({start.peer, role, session.row.costs.online_us});
    }
  }
  std::ranges::sort(times, {}, &PeerTime::online_us);
  return summarise_peers(*pool_levels(filter), sessions, times);
}

}  // namespace medisc
