#include "cli/stats.hpp"

namespace medisc {
namespace {

constexpr std::size_t kNewest = 20;

}  // namespace

Result<StatsReport> sessions_report(History& history, const StatsQuery& query) {
  const auto sessions = history.sessions(query.limit.value_or(kNewest), query.filter);
  if (!sessions) return tl::unexpected<Error>(sessions.error());
  StatsTable table("sessions", query);
  table.add_column({"session", "session"});
  table.add_column({"started_at", "started"});
  table.add_column({"role", "role"});
  table.add_column({"model", "model"});
  table.add_peer_column("peer", "peer");
  table.add_column({"records", "records"});
  table.add_column({"state", "state"});
  table.add_column({"online_ms", "online ms"});
  table.add_column({"total_ms", "total ms"});
  table.add_column({"payload_up", "bytes up"});
  table.add_column({"payload_down", "bytes down"});
  table.add_column({"wire_up", "wire up"});
  table.add_column({"wire_down", "wire down"});
  table.add_column({"flights", "flights"});
  table.add_column({"error", "error"});
  for (const SessionRow& session : *sessions) {
    const SessionCosts& costs = session.costs;
    table.add_row().add_hash(session.start.id)
        << session.started_at << session.start.role << session.start.model;
    table.add_peer(session.start.peer)
        << session.start.records << std::string(state_name(session.state))
        << in_ms(costs.online_us) << in_ms(costs.total_us) << costs.payload_up
        << costs.payload_down << costs.wire_up << costs.wire_down << costs.flights
        << cell_of(session.error);
  }
  return StatsReport{{}, {table.take()}};
}

}  // namespace medisc
