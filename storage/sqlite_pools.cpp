#include <algorithm>

#include "storage/refusals.hpp"
#include "storage/sqlite_store.hpp"

namespace medisc {
namespace {

// Reads a state's name and, in the column behind it, its count.
void add_count(BundleCounts& level, const sqlite::Statement& row, int column) {
  const auto state = bundle_state(row.text(column));
  if (!state) return;
  level.counts[static_cast<std::size_t>(*state)] =
      static_cast<std::uint64_t>(row.integer(column + 1));
}

}  // namespace

Result<PoolId> SqliteStore::ensure_pool(const PoolKey& key) {
  return sqlite::in_transaction(connection_, [&]() -> Result<PoolId> {
    auto found = find_pool(key);
    if (!found) return tl::unexpected(found.error());
    if (*found) return **found;
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

Result<std::optional<PoolId>> SqliteStore::find_pool(const PoolKey& key) {
  auto find = connection_.prepare(
      "SELECT id FROM pools WHERE plan_hash = ?1 AND hospital = ?2 AND service = ?3",
      key.plan_hash, key.hospital, key.service);
  auto row = find.step();
  if (!row) return tl::unexpected(row.error());
  if (!*row) return std::nullopt;
  return PoolId{find.integer(0)};
}

Result<std::optional<Bytes>> SqliteStore::pool_blob(PoolId pool, PoolBlob which) {
  auto find = connection_.prepare(which == PoolBlob::kMask
                                      ? "SELECT mask FROM pools WHERE id = ?1"
                                      : "SELECT masked_weights FROM pools WHERE id = ?1",
                                  pool);
  auto row = find.step();
  if (!row) return tl::unexpected(row.error());
  if (!*row) return tl::unexpected(unknown_pool(pool));
  return find.optional_blob(0);
}

Result<void> SqliteStore::set_pool_blob(PoolId pool, PoolBlob which, const Bytes& bytes) {
  return sqlite::in_transaction(connection_, [&]() -> Result<void> {
    auto found = pool_blob(pool, which);
    if (!found) return tl::unexpected(found.error());
    const bool is_mask = which == PoolBlob::kMask;
    if (*found) {
      if (**found == bytes) return {};
      return tl::unexpected(other_pool_bytes(pool, is_mask ? "mask" : "masked weights"));
    }
    return connection_
        .prepare(is_mask ? "UPDATE pools SET mask = ?2 WHERE id = ?1"
                         : "UPDATE pools SET masked_weights = ?2 WHERE id = ?1",
                 pool, bytes)
        .run();
  });
}

Result<void> SqliteStore::set_mask(PoolId pool, const Bytes& mask) {
  return set_pool_blob(pool, PoolBlob::kMask, mask);
}

Result<std::optional<Bytes>> SqliteStore::mask(PoolId pool) {
  return pool_blob(pool, PoolBlob::kMask);
}

Result<void> SqliteStore::set_masked_weights(PoolId pool, const Bytes& weights) {
  return set_pool_blob(pool, PoolBlob::kMaskedWeights, weights);
}

Result<std::optional<Bytes>> SqliteStore::masked_weights(PoolId pool) {
  return pool_blob(pool, PoolBlob::kMaskedWeights);
}

Result<void> SqliteStore::set_pace(PoolId pool, std::int64_t microseconds) {
  if (auto known = check_pool(pool); !known) return known;
  return connection_.prepare("UPDATE pools SET pace_us = ?2 WHERE id = ?1", pool, microseconds)
      .run();
}

Result<std::optional<std::int64_t>> SqliteStore::pace(PoolId pool) {
  auto find = connection_.prepare("SELECT pace_us FROM pools WHERE id = ?1", pool);
  auto row = find.step();
  if (!row) return tl::unexpected(row.error());
  if (!*row) return tl::unexpected(unknown_pool(pool));
  if (find.is_null(0)) return std::nullopt;
  return find.integer(0);
}

Result<std::uint64_t> SqliteStore::used_bytes() {
  const auto bytes = connection_.integer(
      "SELECT (page_count - freelist_count) * page_size"
      " FROM pragma_page_count, pragma_freelist_count, pragma_page_size");
  if (!bytes) return tl::unexpected(bytes.error());
  return static_cast<std::uint64_t>(*bytes);
}

Result<std::vector<PoolLevel>> SqliteStore::pool_levels(const Filter& filter) {
  auto select = connection_.prepare(
      "SELECT pools.id, plans.model, pools.plan_hash, pools.hospital, pools.service,"
      " counted.state, counted.bundles, counted.newest"
      " FROM pools JOIN plans ON plans.hash = pools.plan_hash"
      " LEFT JOIN (SELECT pool_id, state, count(*) AS bundles, max(changed_at) AS newest"
      "            FROM bundles WHERE changed_at >= ?1 GROUP BY pool_id, state)"
      "   AS counted ON counted.pool_id = pools.id"
      " WHERE (?2 = '' OR plans.model = ?2)"
      "   AND ?3 IN (substr(pools.hospital, 1, length(?3)),"
      "              substr(pools.service, 1, length(?3)))"
      " ORDER BY pools.id",
      filter.since, filter.model, filter.peer);
  std::vector<PoolLevel> levels;
  auto read = select.each([&] {
    const PoolId id{select.integer(0)};
    if (levels.empty() || levels.back().id != id) {
      levels.push_back(
          {id, select.text(1), {select.text(2), select.text(3), select.text(4)}, {}, {}});
    }
    if (select.is_null(5)) return;
    add_count(levels.back().bundles, select, 5);
    if (select.text(5) == state_name(BundleState::kDealt)) return;
    levels.back().last_moved = std::max(levels.back().last_moved, select.optional_text(7));
  });
  if (!read) return tl::unexpected(read.error());
  return levels;
}

Result<BundleCounts> SqliteStore::level(PoolId pool) {
  if (auto known = check_pool(pool); !known) return tl::unexpected(known.error());
  auto select = connection_.prepare(
      "SELECT state, count(*) FROM bundles WHERE pool_id = ?1 GROUP BY state", pool);
  BundleCounts level;
  auto read = select.each([&] { add_count(level, select, 0); });
  if (!read) return tl::unexpected(read.error());
  return level;
}

}  // namespace medisc
