#include "storage/materials.hpp"
#include "storage/refusals.hpp"
#include "storage/sqlite_store.hpp"

namespace medisc {
namespace {

// The CHECK on the column keeps other words out; were one there, the bundle would be unusable.
BundleState state_in(const sqlite::Statement& row, int column) {
  return bundle_state(row.text(column)).value_or(BundleState::kBurned);
}

Piece half_of(Owner owner) {
  return owner == Owner::kHospital ? Piece::kHospitalHalf : Piece::kServiceHalf;
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
        "INSERT INTO bundles(pool_id, id, state, changed_at) VALUES(?1, ?2, ?3, ?4)");
    Materials materials(connection_);
    const std::string time = now();
    Ids added;
    for (const auto& bundle : bundles) {
      auto row = find.bind(pool, bundle.id).step();
      if (!row) return tl::unexpected(row.error());
      if (*row && pass_over_known) continue;
      if (*row) return tl::unexpected(bundle_exists(bundle.id, state_in(find, 0)));
      auto inserted = insert.bind(pool, bundle.id, state_name(state), time).run();
      if (!inserted) return tl::unexpected(inserted.error());
      const std::int64_t serial = connection_.last_row();
      for (const auto& [piece, half] : {std::pair(Piece::kHospitalHalf, &bundle.hospital_half),
                                        std::pair(Piece::kServiceHalf, &bundle.service_half)}) {
        if (!*half) continue;
        auto put = materials.put(serial, piece, **half);
        if (!put) return tl::unexpected(put.error());
      }
      added.push_back(bundle.id);
    }
    if (auto saved = materials.save(); !saved) return tl::unexpected(saved.error());
    return added;
  });
}

Result<std::vector<Half>> SqliteStore::undelivered(PoolId pool, Owner owner,
                                                   std::size_t limit) {
  return burning_damaged(pool, [&](std::vector<std::string>& damaged) {
    return read_undelivered(pool, owner, limit, damaged);
  });
}

Result<std::vector<Half>> SqliteStore::read_undelivered(PoolId pool, Owner owner,
                                                        std::size_t limit,
                                                        std::vector<std::string>& damaged) {
  using Waiting = std::vector<Half>;
  return sqlite::in_transaction(
      connection_,
      [&]() -> Result<Waiting> {
        if (auto known = check_pool(pool); !known) return tl::unexpected(known.error());
        auto select = connection_.prepare(
            "SELECT id, serial FROM bundles WHERE pool_id = ?1 AND state = 'dealt'"
            " AND EXISTS (SELECT 1 FROM materials WHERE place = 4 * serial + ?2)"
            " ORDER BY changed_at, serial LIMIT ?3",
            pool, half_of(owner), limit);
        Materials materials(connection_);
        Waiting waiting;
        Result<void> opened;
        auto read = select.each([&] {
          auto half = materials.get(select.integer(1), half_of(owner));
          if (half) {
            waiting.push_back({select.text(0), std::move(half->value())});
          } else {
            if (materials.found_damage()) damaged.push_back(select.text(0));
            opened = tl::unexpected(half.error());
          }
        });
        if (!read) return tl::unexpected(read.error());
        if (!opened) return tl::unexpected(opened.error());
        return waiting;
      },
      sqlite::Kind::kReading);
}

Result<std::vector<Half>> SqliteStore::undelivered_by_id(PoolId pool, Owner owner,
                                                         const std::vector<std::string>& ids) {
  return burning_damaged(pool, [&](std::vector<std::string>& damaged) {
    return read_undelivered(pool, owner, ids, damaged);
  });
}

Result<std::vector<Half>> SqliteStore::read_undelivered(PoolId pool, Owner owner,
                                                        const std::vector<std::string>& ids,
                                                        std::vector<std::string>& damaged) {
  using Waiting = std::vector<Half>;
  return sqlite::in_transaction(
      connection_,
      [&]() -> Result<Waiting> {
        if (auto known = check_pool(pool); !known) return tl::unexpected(known.error());
        auto find = connection_.prepare(
            "SELECT serial FROM bundles WHERE pool_id = ?1 AND id = ?2 AND state = 'dealt'");
        Materials materials(connection_);
        Waiting waiting;
        for (const auto& id : ids) {
          auto row = find.bind(pool, id).step();
          if (!row) return tl::unexpected(row.error());
          if (!*row) continue;
          auto half = materials.get(find.integer(0), half_of(owner));
          if (materials.found_damage()) damaged.push_back(id);
          if (!half) return tl::unexpected(half.error());
          if (*half) waiting.push_back({id, std::move(**half)});
        }
        return waiting;
      },
      sqlite::Kind::kReading);
}

Result<std::uint64_t> SqliteStore::undelivered_count(PoolId pool, Owner owner) {
  if (auto known = check_pool(pool); !known) return tl::unexpected(known.error());
  auto count = connection_.prepare(
      "SELECT count(*) FROM bundles WHERE pool_id = ?1 AND state = 'dealt'"
      " AND EXISTS (SELECT 1 FROM materials WHERE place = 4 * serial + ?2)",
      pool, half_of(owner));
  auto row = count.step();
  if (!row) return tl::unexpected(row.error());
  return static_cast<std::uint64_t>(count.integer(0));
}

Result<void> SqliteStore::acknowledge(PoolId pool, Owner owner,
                                      const std::vector<std::string>& ids) {
  const Piece taken = half_of(owner);
  const Piece other = half_of(owner == Owner::kHospital ? Owner::kService : Owner::kHospital);
  auto erased = sqlite::in_transaction(connection_, [&]() -> Result<void> {
    if (auto known = check_pool(pool); !known) return known;
    auto find =
        connection_.prepare("SELECT serial, state FROM bundles WHERE pool_id = ?1 AND id = ?2");
    auto update =
        connection_.prepare("UPDATE bundles SET state = ?2, changed_at = ?3 WHERE serial = ?1");
    Materials materials(connection_);
    const std::string time = now();
    std::uint64_t handed_over = 0;
    for (const auto& id : ids) {
      auto row = find.bind(pool, id).step();
      if (!row) return tl::unexpected(row.error());
      if (!*row) return tl::unexpected(unknown_bundle(id));
      const std::int64_t serial = find.integer(0);
      const auto there = materials.has(serial, taken);
      if (!there) return tl::unexpected(there.error());
      if (state_in(find, 1) != BundleState::kDealt || !*there) continue;
      if (auto run = materials.erase(serial, taken); !run) return run;
      const auto waits = materials.has(serial, other);
      if (!waits) return tl::unexpected(waits.error());
      const auto state = *waits ? BundleState::kDealt : BundleState::kDelivered;
      if (auto run = update.bind(serial, state_name(state), time).run(); !run) return run;
      ++handed_over;
    }
    if (auto counted = count_spent(pool, handed_over); !counted) return counted;
    return materials.save();
  });
  if (erased) erase_traces();
  return erased;
}

Result<std::vector<std::string>> SqliteStore::bundles_in(PoolId pool, BundleState state,
                                                         std::size_t limit) {
  if (auto known = check_pool(pool); !known) return tl::unexpected(known.error());
  auto select = connection_.prepare(
      "SELECT id FROM bundles WHERE pool_id = ?1 AND state = ?2"
      " ORDER BY changed_at, serial LIMIT ?3",
      pool, state_name(state), limit);
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
  using Ids = std::vector<std::string>;
  return sqlite::in_transaction(
      connection_,
      [&]() -> Result<Ids> {
        if (auto known = check_pool(pool); !known) return tl::unexpected(known.error());
        auto find = connection_.prepare(find_one);
        Ids missing;
        for (const auto& id : ids) {
          auto row = find.bind(pool, id).step();
          if (!row) return tl::unexpected(row.error());
          if (!*row) missing.push_back(id);
        }
        return missing;
      },
      sqlite::Kind::kReading);
}

Result<std::vector<Half>> SqliteStore::halves(PoolId pool,
                                              const std::vector<std::string>& ids) {
  if (auto distinct = check_distinct(ids); !distinct) return tl::unexpected(distinct.error());
  return burning_damaged(
      pool, [&](std::vector<std::string>& damaged) { return read_halves(pool, ids, damaged); });
}

Result<std::vector<Half>> SqliteStore::read_halves(PoolId pool,
                                                   const std::vector<std::string>& ids,
                                                   std::vector<std::string>& damaged) {
  using Held = std::vector<Half>;
  return sqlite::in_transaction(
      connection_,
      [&]() -> Result<Held> {
        if (auto known = check_pool(pool); !known) return tl::unexpected(known.error());
        auto find = connection_.prepare(
            "SELECT serial, state FROM bundles WHERE pool_id = ?1 AND id = ?2");
        Materials materials(connection_);
        Held held;
        for (const auto& id : ids) {
          auto row = find.bind(pool, id).step();
          if (!row) return tl::unexpected(row.error());
          if (!*row) return tl::unexpected(unknown_bundle(id));
          const BundleState state = state_in(find, 1);
          if (state != BundleState::kDelivered && state != BundleState::kPrepared) {
            return tl::unexpected(wrong_state(id, state, "delivered or prepared"));
          }
          auto half = materials.half(find.integer(0));
          if (materials.found_damage()) damaged.push_back(id);
          if (!half) return tl::unexpected(half.error());
          if (!*half) return tl::unexpected(half_missing(id));
          held.push_back({id, std::move(**half)});
        }
        return held;
      },
      sqlite::Kind::kReading);
}

Result<void> SqliteStore::store_prepared(PoolId pool,
                                         const std::vector<PreparedOpenings>& prepared) {
  if (auto distinct = check_distinct(prepared); !distinct) return distinct;
  return sqlite::in_transaction(connection_, [&]() -> Result<void> {
    if (auto known = check_pool(pool); !known) return known;
    auto find =
        connection_.prepare("SELECT serial, state FROM bundles WHERE pool_id = ?1 AND id = ?2");
    auto update = connection_.prepare(
        "UPDATE bundles SET state = 'prepared', changed_at = ?2 WHERE serial = ?1");
    Materials materials(connection_);
    const std::string time = now();
    for (const auto& bundle : prepared) {
      auto row = find.bind(pool, bundle.id).step();
      if (!row) return tl::unexpected(row.error());
      if (!*row) return tl::unexpected(unknown_bundle(bundle.id));
      const std::int64_t serial = find.integer(0);
      const BundleState state = state_in(find, 1);
      if (state == BundleState::kPrepared) {
        const auto known = materials.get(serial, Piece::kOpenings);
        if (!known) return tl::unexpected(known.error());
        if (*known != bundle.openings) return tl::unexpected(other_openings(bundle.id));
        continue;
      }
      if (state != BundleState::kDelivered) {
        return tl::unexpected(wrong_state(bundle.id, state, "delivered or prepared"));
      }
      const auto half = materials.has_half(serial);
      if (!half) return tl::unexpected(half.error());
      if (!*half) return tl::unexpected(half_missing(bundle.id));
      auto put = materials.put(serial, Piece::kOpenings, bundle.openings);
      if (!put) return put;
      if (auto updated = update.bind(serial, time).run(); !updated) return updated;
    }
    return materials.save();
  });
}

}  // namespace medisc
