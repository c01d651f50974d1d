#include "storage/materials.hpp"
#include "storage/refusals.hpp"
#include "storage/sqlite_store.hpp"

namespace medisc {
namespace {

Piece half_of(Owner owner) {
  return owner == Owner::kHospital ? Piece::kHospitalHalf : Piece::kServiceHalf;
}

}  // namespace

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
      if (find.text(1) != state_name(BundleState::kDealt) || !*there) continue;
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

}  // namespace medisc
