#include <algorithm>

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
    auto find = connection_.prepare(
        "SELECT state, serial, chunks FROM bundles WHERE pool_id = ?1 AND id = ?2");
    Materials materials(connection_);
    const std::string time = now();
    Ids added;
    for (const auto& bundle : bundles) {
      auto row = find.bind(pool, bundle.id).step();
      if (!row) return tl::unexpected(row.error());
      const bool partial = *row && state_in(find, 0) == BundleState::kPartial;
      if (*row && !partial && state == BundleState::kDelivered) continue;
      if (*row && !partial) {
        return tl::unexpected(bundle_exists(bundle.id, state_in(find, 0)));
      }
      if (partial && find.integer(2) != bundle.chunks.in_all) {
        return tl::unexpected(chunks_out_of_order(bundle.id));
      }
      const auto put = partial ? add_chunks(find.integer(1), bundle, materials)
                               : add_first(pool, bundle, state, time, materials);
      if (!put) return tl::unexpected(put.error());
      if (bundle.chunks.end() != bundle.chunks.in_all) continue;
      if (partial) {
        auto whole = complete(find.integer(1), state, time);
        if (!whole) return tl::unexpected(whole.error());
      }
      added.push_back(bundle.id);
    }
    if (auto saved = materials.save(); !saved) return tl::unexpected(saved.error());
    return added;
  });
}

Result<void> SqliteStore::add_first(PoolId pool, const NewBundle& bundle, BundleState state,
                                    const std::string& time, Materials& materials) {
  if (bundle.chunks.first != 0) return tl::unexpected(chunks_out_of_order(bundle.id));
  const bool whole = bundle.chunks.end() == bundle.chunks.in_all;
  auto inserted = connection_
                      .prepare(
                          "INSERT INTO bundles(pool_id, id, state, changed_at, chunks)"
                          " VALUES(?1, ?2, ?3, ?4, ?5)",
                          pool, bundle.id, state_name(whole ? state : BundleState::kPartial),
                          time, bundle.chunks.in_all)
                      .run();
  if (!inserted) return inserted;
  const std::int64_t serial = connection_.last_row();
  if (!whole && state == BundleState::kDealt) {
    if (auto held = hold(serial); !held) return held;
  }
  for (const auto& [piece, half] : {std::pair(Piece::kHospitalHalf, &bundle.hospital_half),
                                    std::pair(Piece::kServiceHalf, &bundle.service_half)}) {
    if (!*half) continue;
    if (auto put = materials.put_seed(serial, piece, **half); !put) return put;
  }
  return materials.put_chunks(serial, Piece::kServiceHalf, bundle.chunks, 0);
}

Result<void> SqliteStore::add_chunks(std::int64_t serial, const NewBundle& bundle,
                                     Materials& materials) {
  const auto here = materials.chunk_count(serial, Piece::kServiceHalf);
  if (!here) return tl::unexpected(here.error());
  if (bundle.chunks.first > *here) return tl::unexpected(chunks_out_of_order(bundle.id));
  return materials.put_chunks(serial, Piece::kServiceHalf, bundle.chunks, *here);
}

Result<void> SqliteStore::complete(std::int64_t serial, BundleState state,
                                   const std::string& time) {
  auto updated =
      connection_
          .prepare("UPDATE bundles SET state = ?2, changed_at = ?3 WHERE serial = ?1", serial,
                   state_name(state), time)
          .run();
  if (!updated) return updated;
  return connection_.prepare("DELETE FROM claims WHERE serial = ?1", serial).run();
}

Result<std::vector<MissingHalf>> SqliteStore::missing(PoolId pool,
                                                      const std::vector<std::string>& ids) {
  using Missing = std::vector<MissingHalf>;
  return sqlite::in_transaction(
      connection_,
      [&]() -> Result<Missing> {
        if (auto known = check_pool(pool); !known) return tl::unexpected(known.error());
        auto find = connection_.prepare(
            "SELECT state, serial FROM bundles WHERE pool_id = ?1 AND id = ?2");
        Materials materials(connection_);
        Missing missing;
        for (const auto& id : ids) {
          auto row = find.bind(pool, id).step();
          if (!row) return tl::unexpected(row.error());
          if (!*row) {
            missing.push_back({id, 0});
          } else if (state_in(find, 0) == BundleState::kPartial) {
            const auto here = materials.chunk_count(find.integer(1), Piece::kServiceHalf);
            if (!here) return tl::unexpected(here.error());
            missing.push_back({id, *here});
          }
        }
        return missing;
      },
      sqlite::Kind::kReading);
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
          const auto half = materials.own_half(find.integer(0));
          if (!half) return tl::unexpected(half.error());
          if (!*half) return tl::unexpected(half_missing(id));
          auto seed = materials.seed(find.integer(0), **half);
          if (materials.found_damage()) damaged.push_back(id);
          if (!seed) return tl::unexpected(seed.error());
          held.push_back({id, std::move(**seed), {}});
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
      if (state != BundleState::kDelivered && state != BundleState::kPrepared) {
        return tl::unexpected(wrong_state(bundle.id, state, "delivered or prepared"));
      }
      const auto half = materials.own_half(serial);
      if (!half) return tl::unexpected(half.error());
      if (!*half) return tl::unexpected(half_missing(bundle.id));
      auto added = add_openings(serial, bundle, materials);
      if (!added) return added;
      const bool whole = bundle.openings.end() == bundle.openings.in_all;
      if (!whole || state == BundleState::kPrepared) continue;
      if (auto updated = update.bind(serial, time).run(); !updated) return updated;
    }
    return materials.save();
  });
}

Result<void> SqliteStore::add_openings(std::int64_t serial, const PreparedOpenings& bundle,
                                       Materials& materials) {
  const Chunks& openings = bundle.openings;
  const auto here = materials.chunk_count(serial, Piece::kOpenings);
  if (!here) return tl::unexpected(here.error());
  if (openings.first > *here || openings.in_all == 0) {
    return tl::unexpected(chunks_out_of_order(bundle.id));
  }
  const std::uint32_t known = std::min(*here, openings.end());
  for (std::uint32_t i = openings.first; i < known; ++i) {
    const auto stored = materials.openings(serial, i, 0);
    if (!stored) return tl::unexpected(stored.error());
    if (stored->front() != openings.parts[i - openings.first]) {
      return tl::unexpected(other_openings(bundle.id));
    }
  }
  return materials.put_chunks(serial, Piece::kOpenings, openings, *here);
}

}  // namespace medisc
