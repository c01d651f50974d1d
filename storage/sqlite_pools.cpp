#include <algorithm>

#include "storage/refusals.hpp"
#include "storage/sqlite_store.hpp"

namespace medisc {

Result<PoolId> SqliteStore::ensure_pool(const PoolKey& key) {
  return sqlite::in_transaction(connection_, [&]() -> Result<PoolId> {
    auto find = connection_.prepare(
        "SELECT id FROM pools WHERE plan_hash = ?1 AND hospital = ?2 AND service = ?3",
        key.plan_hash, key.hospital, key.service);
    auto known = find.step();
    if (!known) return tl::unexpected(known.error());
    if (*known) return PoolId{find.integer(0)};
    auto plan = find_plan(key.plan_hash);
    if (!plan) return tl::unexpected(plan.error());
    if (!*plan) return tl::unexpected(unknown_plan(key.plan_hash));
    if (is_another_service((*plan)->service, key.service)) {
      return tl::unexpected(other_plan_service(key.plan_hash));
    }
    auto insert = connection_.prepare(
        "INSERT INTO pools(plan_hash, hospital, service, created_at) VALUES(?1, ?2, ?3, ?4)"
        " RETURNING id",
        key.plan_hash, key.hospital, key.service, now());
    auto row = insert.step();
    if (!row) return tl::unexpected(row.error());
    const PoolId pool{insert.integer(0)};
    auto ended = insert.run();
    if (!ended) return tl::unexpected(ended.error());
    return pool;
  });
}

Result<std::optional<Bytes>> SqliteStore::mask(PoolId pool) {
  auto find = connection_.prepare("SELECT mask FROM pools WHERE id = ?1", pool);
  auto row = find.step();
  if (!row) return tl::unexpected(row.error());
  if (!*row) return tl::unexpected(unknown_pool(pool));
  return find.optional_blob(0);
}

Result<void> SqliteStore::set_mask(PoolId pool, const Bytes& bytes) {
  return sqlite::in_transaction(connection_, [&]() -> Result<void> {
    auto found = mask(pool);
    if (!found) return tl::unexpected(found.error());
    if (*found) {
      if (**found == bytes) return {};
      return tl::unexpected(other_mask(pool));
    }
    return connection_.prepare("UPDATE pools SET mask = ?2 WHERE id = ?1", pool, bytes).run();
  });
}

Result<void> SqliteStore::set_pace(PoolId pool, std::int64_t microseconds) {
  if (auto known = check_pool(pool); !known) return known;
  return connection_.prepare("UPDATE pools SET pace_us = ?2 WHERE id = ?1", pool, microseconds)
      .run();
}

Result<std::uint64_t> SqliteStore::used_bytes() {
  const auto bytes = connection_.integer(
      "SELECT (page_count - freelist_count) * page_size"
      " FROM pragma_page_count, pragma_freelist_count, pragma_page_size");
  if (!bytes) return tl::unexpected(bytes.error());
  return static_cast<std::uint64_t>(*bytes);
}

Result<std::vector<PoolRow>> SqliteStore::pools() {
  auto select = connection_.prepare(
      "SELECT pools.id, plans.model, pools.plan_hash, pools.hospital, pools.service,"
      " pools.pace_us FROM pools JOIN plans ON plans.hash = pools.plan_hash ORDER BY pools.id");
  std::vector<PoolRow> pools;
  auto read = select.each([&] {
    pools.push_back({PoolId{select.integer(0)},
                     select.text(1),
                     {select.text(2), select.text(3), select.text(4)},
                     {}});
    if (!select.is_null(5)) pools.back().pace_us = select.integer(5);
  });
  if (!read) return tl::unexpected(read.error());
  return pools;
}

Result<PoolChanges> SqliteStore::changes(PoolId pool, const std::string& since) {
  if (auto known = check_pool(pool); !known) return tl::unexpected(known.error());
  auto select = connection_.prepare(
      "SELECT state, count(*), max(changed_at) FROM bundles"
      " WHERE pool_id = ?1 AND changed_at >= ?2 GROUP BY state",
      pool, since);
  PoolChanges changes;
  auto read = select.each([&] {
    const auto state = bundle_state(select.text(0));
    if (!state) return;
    changes.bundles.counts[static_cast<std::size_t>(*state)] =
        static_cast<std::uint64_t>(select.integer(1));
    if (*state == BundleState::kDealt) return;
    changes.last_moved = std::max(changes.last_moved, select.optional_text(2));
  });
  if (!read) return tl::unexpected(read.error());
  return changes;
}

}  // namespace medisc
