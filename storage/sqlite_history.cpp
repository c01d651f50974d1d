// What the sessions of a database tell afterwards.
#include "storage/layer_summary.hpp"
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

}  // namespace

Result<void> SqliteStore::each_session(const Filter& filter,
                                       const std::function<bool(SessionRow)>& visit) {
  auto select = connection_.prepare(
      query("SELECT id, role, model, plan_hash, peer, records, state, error, started_at,"
            " online_us, total_us, payload_up, payload_down, wire_up, wire_down, flights"
            " FROM sessions WHERE",
            " ORDER BY started_at DESC, rowid DESC"),
      filter.since, filter.model, filter.peer);
  while (true) {
    auto row = select.step();
    if (!row) return tl::unexpected(row.error());
    if (!*row) return {};
    SessionRow session;
    session.start = {select.text(0), select.text(1), select.text(2),
                     select.text(3), select.text(4), select.integer(5)};
    session.state = session_state(select.text(6)).value_or(SessionState::kFailed);
    session.error = select.optional_text(7);
    session.started_at = select.text(8);
    session.costs = {select.integer(9),  select.integer(10), select.integer(11),
                     select.integer(12), select.integer(13), select.integer(14),
                     select.integer(15)};
    if (!visit(std::move(session))) return {};
  }
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

}  // namespace medisc
