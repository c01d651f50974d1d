#include "storage/refusals.hpp"
#include "storage/schema.hpp"
#include "storage/sqlite_store.hpp"

namespace medisc {
namespace {

// As long as a page: what precedes it in a row and the part of a row that SQLite keeps on a
// leaf page together never reach past it (see sqlite_store.hpp).
constexpr std::int64_t kPadding = kPageSize;

// The CHECK on the column keeps other words out; were one there, the bundle would be unusable.
BundleState state_in(const sqlite::Statement& row, int column) {
  return bundle_state(row.text(column)).value_or(BundleState::kBurned);
}

}  // namespace

Result<void> SqliteStore::add_bundles(PoolId pool, const std::vector<NewBundle>& bundles,
                                      BundleState state) {
  const auto added = insert_bundles(pool, bundles, state, false);
  if (!added) return tl::unexpected(added.error());
  return {};
}

Result<std::vector<std::string>> SqliteStore::add_missing(
    PoolId pool, const std::vector<NewBundle>& bundles) {
  return insert_bundles(pool, bundles, BundleState::kDelivered, true);
}

Result<std::vector<std::string>> SqliteStore::insert_bundles(
    PoolId pool, const std::vector<NewBundle>& bundles, BundleState state,
    bool pass_over_known) {
  using Ids = std::vector<std::string>;
  if (auto checked = check_new_bundles(bundles, state); !checked) {
    return tl::unexpected(checked.error());
  }
  return sqlite::in_transaction(connection_, [&]() -> Result<Ids> {
    if (auto known = check_pool(pool); !known) return tl::unexpected(known.error());
    auto find = connection_.prepare("SELECT state FROM bundles WHERE pool_id = ?1 AND id = ?2");
    auto insert = connection_.prepare(
        "INSERT INTO bundles(pool_id, id, state, changed_at, padding, hospital_half,"
        " service_half) VALUES(?1, ?2, ?3, ?4, zeroblob(?5), ?6, ?7)");
    const std::string time = now();
    Ids added;
    for (const auto& bundle : bundles) {
      auto row = find.bind(pool, bundle.id).step();
      if (!row) return tl::unexpected(row.error());
      if (*row && pass_over_known) continue;
      if (*row) return tl::unexpected(bundle_exists(bundle.id, state_in(find, 0)));
      auto inserted = insert
                          .bind(pool, bundle.id, state_name(state), time, kPadding,
                                bundle.hospital_half, bundle.service_half)
                          .run();
      if (!inserted) return tl::unexpected(inserted.error());
      added.push_back(bundle.id);
    }
    return added;
  });
}

Result<std::vector<Half>> SqliteStore::undelivered(PoolId pool, Owner owner,
                                                   std::size_t limit) {
  if (auto known = check_pool(pool); !known) return tl::unexpected(known.error());
  auto select = connection_.prepare(
      owner == Owner::kHospital
          ? "SELECT id, hospital_half FROM bundles WHERE pool_id = ?1 AND state = 'dealt'"
            " AND hospital_half IS NOT NULL ORDER BY serial LIMIT ?2"
          : "SELECT id, service_half FROM bundles WHERE pool_id = ?1 AND state = 'dealt'"
            " AND service_half IS NOT NULL ORDER BY serial LIMIT ?2",
      pool, limit);
  std::vector<Half> waiting;
  auto read = select.each([&] { waiting.push_back({select.text(0), select.blob(1)}); });
  if (!read) return tl::unexpected(read.error());
  return waiting;
}

Result<std::vector<Half>> SqliteStore::undelivered_by_id(PoolId pool, Owner owner,
                                                         const std::vector<std::string>& ids) {
  if (auto known = check_pool(pool); !known) return tl::unexpected(known.error());
  auto find = connection_.prepare(
      owner == Owner::kHospital
          ? "SELECT hospital_half FROM bundles WHERE pool_id = ?1 AND id = ?2"
            " AND state = 'dealt' AND hospital_half IS NOT NULL"
          : "SELECT service_half FROM bundles WHERE pool_id = ?1 AND id = ?2"
            " AND state = 'dealt' AND service_half IS NOT NULL");
  std::vector<Half> waiting;
  for (const auto& id : ids) {
    auto row = find.bind(pool, id).step();
    if (!row) return tl::unexpected(row.error());
    if (*row) waiting.push_back({id, find.blob(0)});
  }
  return waiting;
}

Result<std::uint64_t> SqliteStore::undelivered_count(PoolId pool, Owner owner) {
  if (auto known = check_pool(pool); !known) return tl::unexpected(known.error());
  auto count =
      connection_.prepare(owner == Owner::kHospital ? "SELECT count(hospital_half) FROM bundles"
                                                      " WHERE pool_id = ?1 AND state = 'dealt'"
                                                    : "SELECT count(service_half) FROM bundles"
                                                      " WHERE pool_id = ?1 AND state = 'dealt'",
                          pool);
  auto row = count.step();
  if (!row) return tl::unexpected(row.error());
  return static_cast<std::uint64_t>(count.integer(0));
}

Result<void> SqliteStore::acknowledge(PoolId pool, Owner owner,
                                      const std::vector<std::string>& ids) {
  auto erased = sqlite::in_transaction(connection_, [&]() -> Result<void> {
    if (auto known = check_pool(pool); !known) return known;
    auto find =
        connection_.prepare("SELECT serial FROM bundles WHERE pool_id = ?1 AND id = ?2");
    auto erase = connection_.prepare(
        owner == Owner::kHospital
            ? "UPDATE bundles SET hospital_half = NULL, changed_at = ?2"
              " WHERE serial = ?1 AND state = 'dealt' AND hospital_half IS NOT NULL"
            : "UPDATE bundles SET service_half = NULL, changed_at = ?2"
              " WHERE serial = ?1 AND state = 'dealt' AND service_half IS NOT NULL");
    auto close = connection_.prepare(
        "UPDATE bundles SET state = 'delivered', padding = NULL WHERE serial = ?1"
        " AND state = 'dealt' AND hospital_half IS NULL AND service_half IS NULL");
    const std::string time = now();
    for (const auto& id : ids) {
      auto row = find.bind(pool, id).step();
      if (!row) return tl::unexpected(row.error());
      if (!*row) return tl::unexpected(unknown_bundle(id));
      if (auto run = erase.bind(find.integer(0), time).run(); !run) return run;
      if (auto run = close.bind(find.integer(0)).run(); !run) return run;
    }
    return {};
  });
  if (erased) empty_log();
  return erased;
}

Result<std::vector<std::string>> SqliteStore::bundles_in(PoolId pool, BundleState state,
                                                         std::size_t limit) {
  if (auto known = check_pool(pool); !known) return tl::unexpected(known.error());
  auto select = connection_.prepare(
      "SELECT id FROM bundles WHERE pool_id = ?1 AND state = ?2 ORDER BY serial LIMIT ?3", pool,
      state_name(state), limit);
  std::vector<std::string> ids;
  auto read = select.each([&] { ids.push_back(select.text(0)); });
  if (!read) return tl::unexpected(read.error());
  return ids;
}

Result<std::vector<std::string>> SqliteStore::unknown_ids(PoolId pool,
                                                          const std::vector<std::string>& ids) {
  return ids_not_found(pool, ids, "SELECT 1 FROM bundles WHERE pool_id = ?1 AND id = ?2");
}

Result<std::vector<std::string>> SqliteStore::unprepared_ids(
    PoolId pool, const std::vector<std::string>& ids) {
  return ids_not_found(
      pool, ids, "SELECT 1 FROM bundles WHERE pool_id = ?1 AND id = ?2 AND state = 'prepared'");
}

Result<std::vector<std::string>> SqliteStore::ids_not_found(PoolId pool,
                                                            const std::vector<std::string>& ids,
                                                            std::string_view find_one) {
  if (auto known = check_pool(pool); !known) return tl::unexpected(known.error());
  auto find = connection_.prepare(find_one);
  std::vector<std::string> missing;
  for (const auto& id : ids) {
    auto row = find.bind(pool, id).step();
    if (!row) return tl::unexpected(row.error());
    if (!*row) missing.push_back(id);
  }
  return missing;
}

Result<std::vector<Half>> SqliteStore::halves(PoolId pool,
                                              const std::vector<std::string>& ids) {
  if (auto distinct = check_distinct(ids); !distinct) return tl::unexpected(distinct.error());
  if (auto known = check_pool(pool); !known) return tl::unexpected(known.error());
  auto find = connection_.prepare(
      "SELECT state, coalesce(hospital_half, service_half) FROM bundles"
      " WHERE pool_id = ?1 AND id = ?2");
  std::vector<Half> held;
  for (const auto& id : ids) {
    auto row = find.bind(pool, id).step();
    if (!row) return tl::unexpected(row.error());
    if (!*row) return tl::unexpected(unknown_bundle(id));
    const BundleState state = state_in(find, 0);
    if (state != BundleState::kDelivered && state != BundleState::kPrepared) {
      return tl::unexpected(wrong_state(id, state, "delivered or prepared"));
    }
    if (find.is_null(1)) return tl::unexpected(half_missing(id));
    held.push_back({id, find.blob(1)});
  }
  return held;
}

Result<void> SqliteStore::store_prepared(PoolId pool,
                                         const std::vector<PreparedOpenings>& prepared) {
  if (auto distinct = check_distinct(prepared); !distinct) return distinct;
  return sqlite::in_transaction(connection_, [&]() -> Result<void> {
    if (auto known = check_pool(pool); !known) return known;
    auto find = connection_.prepare(
        "SELECT serial, state, openings, coalesce(hospital_half, service_half) IS NULL"
        " FROM bundles WHERE pool_id = ?1 AND id = ?2");
    auto update = connection_.prepare(
        "UPDATE bundles SET state = 'prepared', openings = ?2, changed_at = ?3"
        " WHERE serial = ?1");
    const std::string time = now();
    for (const auto& bundle : prepared) {
      auto row = find.bind(pool, bundle.id).step();
      if (!row) return tl::unexpected(row.error());
      if (!*row) return tl::unexpected(unknown_bundle(bundle.id));
      const BundleState state = state_in(find, 1);
      if (state == BundleState::kPrepared) {
        if (find.blob(2) != bundle.openings) return tl::unexpected(other_openings(bundle.id));
        continue;
      }
      if (state != BundleState::kDelivered) {
        return tl::unexpected(wrong_state(bundle.id, state, "delivered or prepared"));
      }
      if (find.integer(3) != 0) return tl::unexpected(half_missing(bundle.id));
      auto updated = update.bind(find.integer(0), bundle.openings, time).run();
      if (!updated) return updated;
    }
    return {};
  });
}

}  // namespace medisc
