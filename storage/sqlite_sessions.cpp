#include "storage/materials.hpp"
#include "storage/refusals.hpp"
#include "storage/sqlite_store.hpp"

namespace medisc {

// Statistics alone: what a failing machine loses of them is not worth a session's waiting for
// the disk.

Result<void> SqliteStore::start_session(const SessionStart& session) {
  const auto owner = ownership_.number();
  if (!owner) return tl::unexpected(owner.error());
  return sqlite::in_transaction(
      connection_,
      [&]() -> Result<void> {
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
      },
      sqlite::Kind::kLight);
}

Result<void> SqliteStore::finish_session(const std::string& id, const SessionEnd& end,
                                         const SessionResults& results) {
  if (auto checked = check_steps(id, end.layers); !checked) return checked;
  return sqlite::in_transaction(
      connection_,
      [&]() -> Result<void> {
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
            "INSERT INTO layers(session_id, step, name, op, online_us, bits_up, bits_down, "
            "flights)"
            " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
        for (const auto& layer : end.layers) {
          auto inserted = insert
                              .bind(id, layer.step, layer.name, layer.op, layer.online_us,
                                    layer.bits_up, layer.bits_down, layer.flights)
                              .run();
          if (!inserted) return inserted;
        }
        if (auto dropped = drop_read(id); !dropped) return dropped;
        return put_results(id, results);
      },
      results.empty() ? sqlite::Kind::kLight : sqlite::Kind::kDurable);
}

Result<void> SqliteStore::forget_partial() {
  auto find = connection_.prepare(
      "SELECT serial FROM bundles WHERE state = 'partial' AND changed_at < ?1",
      utc_text(clock_() - kPartialLife));
  std::vector<std::int64_t> serials;
  auto read = find.each([&] { serials.push_back(find.integer(0)); });
  if (!read || serials.empty()) return read;
  auto remove = connection_.prepare("DELETE FROM bundles WHERE serial = ?1");
  Materials materials(connection_);
  for (const std::int64_t serial : serials) {
    auto gone = materials.erase_all(serial);
    if (gone) gone = remove.bind(serial).run();
    if (!gone) return gone;
  }
  return materials.save();
}

Result<std::uint64_t> SqliteStore::recover() {
  return sqlite::in_transaction(connection_, [&]() -> Result<std::uint64_t> {
    auto running =
        connection_.prepare("SELECT id, owner FROM sessions WHERE state = 'running'");
    std::vector<std::string> left;
    Result<void> looked;
    auto read = running.each([&] {
      const auto runs = ownership_.runs(running.integer(1));
      if (!runs)
        looked = tl::unexpected(runs.error());
      else if (!*runs)
        left.push_back(running.text(0));
    });
    if (!read) return tl::unexpected(read.error());
    if (!looked) return tl::unexpected(looked.error());
    auto update =
        connection_.prepare("UPDATE sessions SET state = 'failed', error = ?2 WHERE id = ?1");
    for (const std::string& id : left) {
      if (auto updated = update.bind(id, kInterrupted).run(); !updated) {
        return tl::unexpected(updated.error());
      }
    }
    auto unread = connection_.prepare(
        "SELECT DISTINCT session_id FROM being_read WHERE session_id NOT IN"
        " (SELECT id FROM sessions WHERE state = 'running')");
    std::vector<std::string> ended;
    read = unread.each([&] { ended.push_back(unread.text(0)); });
    if (!read) return tl::unexpected(read.error());
    for (const std::string& id : ended) {
      if (auto dropped = drop_read(id); !dropped) return tl::unexpected(dropped.error());
    }
    auto done = forget_partial();
    if (done) done = interrupt_requests();
    if (!done) return tl::unexpected(done.error());
    return left.size();
  });
}

}  // namespace medisc
