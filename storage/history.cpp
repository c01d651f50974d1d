#include "storage/history.hpp"

#include <algorithm>

#include "storage/peer_summary.hpp"

namespace medisc {

Result<std::vector<SessionRow>> History::sessions(std::size_t limit, const Filter& filter) {
  std::vector<SessionRow> rows;
  auto read = each_session(filter, [&](SessionRow session) {
    if (rows.size() == limit) return false;
    rows.push_back(std::move(session));
    return true;
  });
  if (!read) return tl::unexpected(read.error());
  return rows;
}

Result<Latency> History::latency(std::size_t sessions, const Filter& filter) {
  std::vector<std::int64_t> times;
  auto read = each_session(filter, [&](const SessionRow& session) {
    if (times.size() == sessions) return false;
    if (session.state == SessionState::kDone) times.push_back(session.costs.online_us);
    return true;
  });
  if (!read) return tl::unexpected(read.error());
  std::ranges::sort(times);
  return latency_of(times);
}

Result<std::vector<PeerSummary>> History::peers(const Filter& filter) {
  const auto pools = pool_levels(filter);
  if (!pools) return tl::unexpected(pools.error());
  PeerSummaries peers;
  for (const PoolLevel& pool : *pools) peers.add(pool);
  auto read = each_session(filter, [&](const SessionRow& session) {
    peers.add(session);
    return true;
  });
  if (!read) return tl::unexpected(read.error());
  return peers.take();
}

}  // namespace medisc
