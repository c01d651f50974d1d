#include "cli/stats.hpp"

namespace medisc {
namespace {

/// The role whose database it is; none for a dealer's, and where nothing tells.
Result<std::optional<Owner>> own_role(History& history, const StatsQuery& query) {
  if (query.owner) {
    if (query.owner->role == Role::kDealer) return std::nullopt;
    return query.owner->role == Role::kHospital ? Owner::kHospital : Owner::kService;
  }
  const auto newest = history.sessions(1);
  if (!newest) return tl::unexpected<Error>(newest.error());
  if (newest->empty()) return std::nullopt;
  return newest->front().start.role == "hospital" ? Owner::kHospital : Owner::kService;
}

std::int64_t sessions_in(const PeerSummary& peer, SessionState state) {
  return peer.sessions[static_cast<std::size_t>(state)];
}

}  // namespace

Result<StatsReport> peers_report(History& history, const StatsQuery& query) {
  const auto own = own_role(history, query);
  if (!own) return tl::unexpected<Error>(own.error());
  const auto peers = history.peers(query.filter);
  if (!peers) return tl::unexpected<Error>(peers.error());
  StatsTable table("peers", query);
  table.add_column({"role", "role"});
  table.add_peer_column("peer", "peer");
  table.add_column({"done", "done"});
  table.add_column({"failed", "failed"});
  table.add_column({"running", "running"});
  table.add_column({"records", "records"});
  table.add_column({"last_seen", "last seen"});
  table.add_column({"median_online_ms", "median ms"});
  table.add_column({"p99_online_ms", "p99 ms"});
  for (std::size_t i = 0; i < kBundleStates; ++i) {
    const char* const name = state_name(static_cast<BundleState>(i));
    table.add_column({name, name});
  }
  for (const PeerSummary& peer : *peers) {
    if (peer.role == *own || table.rows() == query.limit) continue;
    if (!peer.key.starts_with(query.filter.peer)) continue;  // the other party of a pool
    table.add_row() << std::string(peer.role == Owner::kHospital ? "hospital" : "service");
    table.add_peer(peer.key) << sessions_in(peer, SessionState::kDone)
                             << sessions_in(peer, SessionState::kFailed)
                             << sessions_in(peer, SessionState::kRunning) << peer.records
                             << cell_of(peer.last_seen) << in_ms(peer.median_online_us)
                             << in_ms(peer.p99_online_us);
    for (const std::uint64_t count : peer.bundles.counts) {
      table << static_cast<std::int64_t>(count);
    }
  }
  return StatsReport{{}, {table.take()}};
}

}  // namespace medisc
