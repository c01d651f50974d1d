#include "storage/refusals.hpp"
#include "storage/sqlite_store.hpp"

namespace medisc {

Result<std::vector<ConsumedBundle>> SqliteStore::consume(PoolId pool,
                                                         const std::vector<std::string>& ids,
                                                         const std::string& session_id) {
  if (auto distinct = check_distinct(ids); !distinct) return tl::unexpected(distinct.error());
  auto taken = take(pool, ids, session_id);
  if (!taken) return taken;
  if (auto confirmed = confirm_consumed(pool, ids, session_id); !confirmed) {
    return tl::unexpected(confirmed.error());
  }
  empty_log();
  return taken;
}

Result<std::vector<ConsumedBundle>> SqliteStore::take(PoolId pool,
                                                      const std::vector<std::string>& ids,
                                                      const std::string& session_id) {
  using Taken = std::vector<ConsumedBundle>;
  return sqlite::in_transaction(connection_, [&]() -> Result<Taken> {
    if (auto known = check_pool(pool); !known) return tl::unexpected(known.error());
    auto find = connection_.prepare(
        "SELECT serial, state, coalesce(hospital_half, service_half), openings FROM bundles"
        " WHERE pool_id = ?1 AND id = ?2");
    auto spend = connection_.prepare(
        "UPDATE bundles SET state = 'consumed', session_id = ?2, changed_at = ?3,"
        " padding = NULL, hospital_half = NULL, service_half = NULL, openings = NULL"
        " WHERE serial = ?1 AND state = 'prepared'");
    const std::string time = now();
    Taken taken;
    for (const auto& id : ids) {
      auto row = find.bind(pool, id).step();
      if (!row) return tl::unexpected(row.error());
      if (!*row) return tl::unexpected(unknown_bundle(id));
      const auto state = bundle_state(find.text(1)).value_or(BundleState::kBurned);
      if (state != BundleState::kPrepared) {
        return tl::unexpected(wrong_state(id, state, "prepared"));
      }
      const auto held = held_by_another(find.integer(0));
      if (!held) return tl::unexpected(held.error());
      if (*held) return tl::unexpected(held_elsewhere(id));
      taken.push_back({id, find.blob(2), find.blob(3)});
      auto spent = spend.bind(find.integer(0), session_id, time).run();
      if (!spent) return tl::unexpected(spent.error());
    }
    return taken;
  });
}

Result<void> SqliteStore::confirm_consumed(PoolId pool, const std::vector<std::string>& ids,
                                           const std::string& session_id) const {
  auto witness = sqlite::Connection::open(path_, sqlite::Access::kReadOnly);
  if (!witness) return tl::unexpected(witness.error());
  auto find = witness->prepare(
      "SELECT 1 FROM bundles WHERE pool_id = ?1 AND id = ?2 AND state = 'consumed'"
      " AND session_id = ?3");
  for (const auto& id : ids) {
    auto row = find.bind(pool, id, session_id).step();
    if (!row) return tl::unexpected(row.error());
    if (!*row) {
      return fail(ErrorCode::kStorage,
                  "database " + path_.string() + ": bundle " + id +
                      " was consumed, but the file does not say so",
                  "the file was replaced or the disk is failing: stop, and check both");
    }
  }
  return {};
}

Result<std::uint64_t> SqliteStore::burn(PoolId pool, const std::vector<std::string>& ids,
                                        const std::string& reason) {
  auto burned = sqlite::in_transaction(connection_, [&]() -> Result<std::uint64_t> {
    if (auto known = check_pool(pool); !known) return tl::unexpected(known.error());
    auto update = connection_.prepare(
        "UPDATE bundles SET state = 'burned', reason = ?3, changed_at = ?4, padding = NULL,"
        " hospital_half = NULL, service_half = NULL, openings = NULL"
        " WHERE pool_id = ?1 AND id = ?2 AND state NOT IN ('consumed', 'burned')");
    const std::string time = now();
    std::uint64_t count = 0;
    for (const auto& id : ids) {
      auto updated = update.bind(pool, id, reason, time).run();
      if (!updated) return tl::unexpected(updated.error());
      count += connection_.changes();
    }
    return count;
  });
  if (burned) empty_log();
  return burned;
}

Result<std::uint64_t> SqliteStore::burn_all_unused(PoolId pool, const std::string& reason) {
  auto burned = sqlite::in_transaction(connection_, [&]() -> Result<std::uint64_t> {
    if (auto known = check_pool(pool); !known) return tl::unexpected(known.error());
    auto updated = connection_
                       .prepare(
                           "UPDATE bundles SET state = 'burned', reason = ?2, changed_at = ?3,"
                           " padding = NULL, hospital_half = NULL, service_half = NULL,"
                           " openings = NULL"
                           " WHERE pool_id = ?1 AND state NOT IN ('consumed', 'burned')",
                           pool, reason, now())
                       .run();
    if (!updated) return tl::unexpected(updated.error());
    return connection_.changes();
  });
  if (burned) empty_log();
  return burned;
}

}  // namespace medisc
