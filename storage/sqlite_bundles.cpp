#include "storage/materials.hpp"
#include "storage/refusals.hpp"
#include "storage/sqlite_store.hpp"

namespace medisc {
namespace {

// The CHECK on the column keeps other words out; were one there, the bundle would be unusable.
BundleState state_in(const sqlite::Statement& row, int column) {
  return bundle_state(row.text(column)).value_or(BundleState::kBurned);
}

}  // namespace

Result<std::vector<std::string>> SqliteStore::add(PoolId pool,
                                                  const std::vector<NewBundle>& bundles,
                                                  BundleState state) {
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
      if (*row && state == BundleState::kDelivered) continue;
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

Result<std::vector<std::optional<BundleState>>> SqliteStore::states_of(
    PoolId pool, const std::vector<std::string>& ids) {
  using States = std::vector<std::optional<BundleState>>;
  return sqlite::in_transaction(
      connection_,
      [&]() -> Result<States> {
        if (auto known = check_pool(pool); !known) return tl::unexpected(known.error());
        auto find =
            connection_.prepare("SELECT state FROM bundles WHERE pool_id = ?1 AND id = ?2");
        States states;
        for (const auto& id : ids) {
          auto row = find.bind(pool, id).step();
          if (!row) return tl::unexpected(row.error());
          states.push_back(*row ? std::optional(state_in(find, 0)) : std::nullopt);
        }
        return states;
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
