// What the sessions of a database tell afterwards.
#include "storage/layer_summary.hpp"
#include "storage/peer_summary.hpp"
#include "storage/sqlite_store.hpp"

namespace medisc {
namespace {

// What a filter, bound as ?1 to ?3, asks of a session. Texts compare as the times do, and an
// empty one is the least; a range, unlike an OR, can use the index of times.
constexpr std::string_view kTaken =
    " started_at >= ?1 AND (?2 = '' OR model = ?2) AND substr(peer, 1, length(?3)) = ?3";

std::string query(std::string_view before, std::string_view behind) {
  return std::string(before).append(kTaken).append(behind);
}

LayerCosts layer_in(const sqlite::Statement& row, int column) {
  return {row.integer(column),     row.text(column + 1),    row.text(column + 2),
          row.integer(column + 3), row.integer(column + 4), row.integer(column + 5),
          row.integer(column + 6)};
}

/// The peer's role, from the column that holds ours.
Owner peer_role(const sqlite::Statement& row, int column) {
  return row.text(column) == "hospital" ? Owner::kService : Owner::kHospital;
}

}  // namespace

Result<std::vector<SessionRow>> SqliteStore::sessions(std::size_t limit, const Filter& filter) {
  auto select = connection_.prepare(
      query("SELECT id, role, model, plan_hash, peer, records, state, error, started_at,"
            " online_us, total_us, payload_up, payload_down, wire_up, wire_down, flights"
            " FROM sessions WHERE",
            " ORDER BY started_at DESC, rowid DESC LIMIT ?4"),
      filter.since, filter.model, filter.peer, limit);
  std::vector<SessionRow> sessions;
  auto read = select.each([&] {
    SessionRow session;
    session.start = {select.text(0), select.text(1), select.text(2),
                     select.text(3), select.text(4), select.integer(5)};
    session.state = session_state(select.text(6)).value_or(SessionState::kFailed);
    session.error = select.optional_text(7);
    session.started_at = select.text(8);
    session.costs = {select.integer(9),  select.integer(10), select.integer(11),
                     select.integer(12), select.integer(13), select.integer(14),
                     select.integer(15)};
    sessions.push_back(std::move(session));
  });
  if (!read) return tl::unexpected(read.error());
  return sessions;
}

Result<std::vector<LayerCosts>> SqliteStore::layers(const std::string& session_id) {
  auto select = connection_.prepare(
      "SELECT step, name, op, online_us, bits_up, bits_down, flights FROM layers"
      " WHERE session_id = ?1 ORDER BY step",
      session_id);
  std::vector<LayerCosts> layers;
  auto read = select.each([&] { layers.push_back(layer_in(select, 0)); });
  if (!read) return tl::unexpected(read.error());
  return layers;
}

Result<std::vector<LayerSummary>> SqliteStore::layer_summaries(std::size_t sessions,
                                                               const Filter& filter) {
  // Only the newest sessions of each step leave the database, however many there are.
  auto select = connection_.prepare(
      query("SELECT model, plan_hash, records, step, name, op, online_us, bits_up, bits_down,"
            " flights"
            " FROM (SELECT sessions.model, sessions.plan_hash, sessions.records, layers.step,"
            "   layers.name, layers.op, layers.online_us, layers.bits_up, layers.bits_down,"
            "   layers.flights, row_number() OVER ("
            "     PARTITION BY sessions.model, sessions.plan_hash, layers.step"
            "     ORDER BY sessions.started_at DESC, sessions.rowid DESC) AS age"
            "   FROM layers JOIN sessions ON sessions.id = layers.session_id"
            "   WHERE sessions.state = 'done' AND",
            ") WHERE age <= ?4 ORDER BY age"),
      filter.since, filter.model, filter.peer, sessions);
  std::vector<LayerSample> samples;
  auto read = select.each([&] {
    samples.push_back({select.text(0), select.text(1), select.integer(2), layer_in(select, 3)});
  });
  if (!read) return tl::unexpected(read.error());
  return summarise(samples, sessions);
}

Result<Latency> SqliteStore::latency(std::size_t sessions, const Filter& filter) {
  auto select = connection_.prepare(
      query("SELECT online_us FROM (SELECT online_us FROM sessions WHERE state = 'done' AND",
            " ORDER BY started_at DESC, rowid DESC LIMIT ?4) ORDER BY online_us"),
      filter.since, filter.model, filter.peer, sessions);
  std::vector<std::int64_t> times;
  auto read = select.each([&] { times.push_back(select.integer(0)); });
  if (!read) return tl::unexpected(read.error());
  return latency_of(times);
}

Result<std::vector<PeerSummary>> SqliteStore::peers(const Filter& filter) {
  const auto pools = pool_levels(filter);
  if (!pools) return tl::unexpected(pools.error());
  auto count = connection_.prepare(
      query("SELECT peer, role, state, count(*), sum(records), max(started_at) FROM sessions"
            " WHERE",
            " GROUP BY peer, role, state"),
      filter.since, filter.model, filter.peer);
  std::vector<PeerSessions> sessions;
  auto counted = count.each([&] {
    sessions.push_back({count.text(0), peer_role(count, 1),
                        session_state(count.text(2)).value_or(SessionState::kFailed),
                        count.integer(3), count.integer(4), count.text(5)});
  });
  if (!counted) return tl::unexpected(counted.error());
  auto select = connection_.prepare(
      query("SELECT peer, role, online_us FROM sessions WHERE state = 'done' AND",
            " ORDER BY online_us"),
      filter.since, filter.model, filter.peer);
  std::vector<PeerTime> times;
  auto read = select.each([&] {
    times.push_back({select.text(0), peer_role(select, 1), select.integer(2)});
  });
  if (!read) return tl::unexpected(read.error());
  return summarise_peers(*pools, sessions, times);
}

}  // namespace medisc
