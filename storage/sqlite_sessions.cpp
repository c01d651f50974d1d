#include "storage/layer_summary.hpp"
#include "storage/refusals.hpp"
#include "storage/sqlite_store.hpp"

namespace medisc {
namespace {

LayerCosts layer_in(const sqlite::Statement& row, int column) {
  return {row.integer(column),     row.text(column + 1),    row.text(column + 2),
          row.integer(column + 3), row.integer(column + 4), row.integer(column + 5),
          row.integer(column + 6)};
}

}  // namespace

Result<void> SqliteStore::start_session(const SessionStart& session) {
  const auto owner = ownership_.number();
  if (!owner) return tl::unexpected(owner.error());
  return sqlite::in_transaction(connection_, [&]() -> Result<void> {
    auto find = connection_.prepare("SELECT 1 FROM sessions WHERE id = ?1", session.id);
    auto row = find.step();
    if (!row) return tl::unexpected(row.error());
    if (*row) return tl::unexpected(session_exists(session.id));
    return connection_
        .prepare(
            "INSERT INTO sessions(id, role, model, plan_hash, peer, records, state,"
            " started_at, owner) VALUES(?1, ?2, ?3, ?4, ?5, ?6, 'running', ?7, ?8)",
            session.id, session.role, session.model, session.plan_hash, session.peer,
            session.records, now(), *owner)
        .run();
  });
}

Result<void> SqliteStore::finish_session(const std::string& id, const SessionEnd& end) {
  if (auto checked = check_steps(id, end.layers); !checked) return checked;
  return sqlite::in_transaction(connection_, [&]() -> Result<void> {
    const auto state = end.error ? SessionState::kFailed : SessionState::kDone;
    auto updated =
        connection_
            .prepare(
                "UPDATE sessions SET state = ?2, error = ?3, online_us = ?4, total_us = ?5,"
                " payload_up = ?6, payload_down = ?7, wire_up = ?8, wire_down = ?9,"
                " flights = ?10 WHERE id = ?1 AND state = 'running'",
                id, state_name(state), end.error, end.costs.online_us, end.costs.total_us,
                end.costs.payload_up, end.costs.payload_down, end.costs.wire_up,
                end.costs.wire_down, end.costs.flights)
            .run();
    if (!updated) return updated;
    if (connection_.changes() != 1) return tl::unexpected(session_not_running(id));
    auto insert = connection_.prepare(
        "INSERT INTO layers(session_id, step, name, op, online_us, bits_up, bits_down, flights)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    for (const auto& layer : end.layers) {
      auto inserted = insert
                          .bind(id, layer.step, layer.name, layer.op, layer.online_us,
                                layer.bits_up, layer.bits_down, layer.flights)
                          .run();
      if (!inserted) return inserted;
    }
    return {};
  });
}

Result<std::uint64_t> SqliteStore::recover() {
  return sqlite::in_transaction(connection_, [&]() -> Result<std::uint64_t> {
    auto running =
        connection_.prepare("SELECT id, owner FROM sessions WHERE state = 'running'");
    std::vector<std::string> left;
    Result<void> looked;
    auto read = running.each([&] {
      const auto runs = ownership_.runs(running.integer(1));
      if (!runs) looked = tl::unexpected(runs.error());
      else if (!*runs) left.push_back(running.text(0));
    });
    if (!read) return tl::unexpected(read.error());
    if (!looked) return tl::unexpected(looked.error());
    auto update = connection_.prepare(
        "UPDATE sessions SET state = 'failed', error = 'interrupted' WHERE id = ?1");
    for (const std::string& id : left) {
      if (auto updated = update.bind(id).run(); !updated) {
        return tl::unexpected(updated.error());
      }
    }
    return left.size();
  });
}

Result<std::vector<SessionRow>> SqliteStore::sessions(std::size_t limit) {
  auto select = connection_.prepare(
      "SELECT id, role, model, plan_hash, peer, records, state, error, started_at, online_us,"
      " total_us, payload_up, payload_down, wire_up, wire_down, flights FROM sessions"
      " ORDER BY started_at DESC, rowid DESC LIMIT ?1",
      limit);
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

Result<std::vector<LayerSummary>> SqliteStore::layer_summaries(std::size_t sessions) {
  // Only the newest sessions of each step leave the database, however many there are.
  auto select = connection_.prepare(
      "SELECT model, plan_hash, records, step, name, op, online_us, bits_up, bits_down, flights"
      " FROM (SELECT sessions.model, sessions.plan_hash, sessions.records, layers.step,"
      "   layers.name, layers.op, layers.online_us, layers.bits_up, layers.bits_down,"
      "   layers.flights, row_number() OVER ("
      "     PARTITION BY sessions.model, sessions.plan_hash, layers.step"
      "     ORDER BY sessions.started_at DESC, sessions.rowid DESC) AS age"
      "   FROM layers JOIN sessions ON sessions.id = layers.session_id"
      "   WHERE sessions.state = 'done')"
      " WHERE age <= ?1 ORDER BY age",
      sessions);
  std::vector<LayerSample> samples;
  auto read = select.each([&] {
    samples.push_back({select.text(0), select.text(1), select.integer(2), layer_in(select, 3)});
  });
  if (!read) return tl::unexpected(read.error());
  return summarise(samples, sessions);
}

}  // namespace medisc
