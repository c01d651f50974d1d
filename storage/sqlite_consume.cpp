#include "storage/materials.hpp"
#include "storage/refusals.hpp"
#include "storage/sqlite_store.hpp"

namespace medisc {

Result<std::vector<ConsumedBundle>> SqliteStore::consume(PoolId pool,
                                                         const std::vector<std::string>& ids,
                                                         const std::string& session_id) {
  if (auto distinct = check_distinct(ids); !distinct) return tl::unexpected(distinct.error());
  auto taken = burning_damaged(pool, [&](std::vector<std::string>& damaged) {
    return take(pool, ids, session_id, damaged);
  });
  if (!taken) return tl::unexpected(taken.error());
  if (auto confirmed = confirm_consumed(*taken, session_id); !confirmed) {
    return tl::unexpected(confirmed.error());
  }
  return taken;
}

Result<std::vector<ConsumedBundle>> SqliteStore::take(PoolId pool,
                                                      const std::vector<std::string>& ids,
                                                      const std::string& session_id,
                                                      std::vector<std::string>& damaged) {
  return sqlite::in_transaction(connection_, [&]() -> Result<std::vector<ConsumedBundle>> {
    if (auto known = check_pool(pool); !known) return tl::unexpected(known.error());
    auto find = connection_.prepare(
        "SELECT serial, state, owner FROM bundles LEFT JOIN claims USING(serial)"
        " WHERE pool_id = ?1 AND id = ?2");
    auto spend = connection_.prepare(
        "UPDATE bundles SET state = 'consumed', session_id = ?2, changed_at = ?3"
        " WHERE serial = ?1");
    auto unclaim = connection_.prepare("DELETE FROM claims WHERE serial = ?1");
    Materials materials(connection_);
    const std::string time = now();
    std::vector<ConsumedBundle> taken;
    for (const auto& id : ids) {
      auto row = find.bind(pool, id).step();
      if (!row) return tl::unexpected(row.error());
      if (!*row) return tl::unexpected(unknown_bundle(id));
      const std::int64_t serial = find.integer(0);
      const auto state = bundle_state(find.text(1)).value_or(BundleState::kBurned);
      if (state != BundleState::kPrepared) {
        return tl::unexpected(wrong_state(id, state, "prepared"));
      }
      const auto held = held_by_another(find.is_null(2) ? 0 : find.integer(2));
      if (!held) return tl::unexpected(held.error());
      if (*held) return tl::unexpected(held_elsewhere(id));
      auto one = take_one(id, serial, session_id, read_at_once_ / ids.size(), materials);
      if (materials.found_damage()) damaged.push_back(id);
      if (!one) return tl::unexpected(one.error());
      taken.push_back(std::move(*one));
      auto spent = spend.bind(serial, session_id, time).run();
      if (spent) spent = unclaim.bind(serial).run();
      if (!spent) return tl::unexpected(spent.error());
    }
    if (auto counted = count_spent(pool, ids.size()); !counted) {
      return tl::unexpected(counted.error());
    }
    if (auto saved = materials.save(); !saved) return tl::unexpected(saved.error());
    return taken;
  });
}

Result<ConsumedBundle> SqliteStore::take_one(const std::string& id, std::int64_t serial,
                                             const std::string& session_id, std::size_t bytes,
                                             Materials& materials) {
  auto spent = materials.take(serial);
  if (!spent) return tl::unexpected(spent.error());
  if (!*spent) return tl::unexpected(half_missing(id));
  Materials::Taken& taken = **spent;
  ConsumedBundle bundle{id, std::move(taken.seed), {}, {}, serial, taken.openings_key};

  const auto corrections = materials.chunk_count(serial, taken.half);
  const auto openings = materials.chunk_count(serial, Piece::kOpenings);
  if (!corrections) return tl::unexpected(corrections.error());
  if (!openings) return tl::unexpected(openings.error());
  bundle.chunks.in_all = *corrections;
  bundle.openings.in_all = *openings;
  auto opened = materials.openings(serial, taken.openings_key, 0, bytes);
  if (!opened) return tl::unexpected(opened.error());
  bundle.openings.parts = std::move(*opened);
  if (*corrections > 0) {
    auto read = materials.chunks(serial, taken.half, 0, bytes);
    if (!read) return tl::unexpected(read.error());
    bundle.chunks.parts = std::move(*read);
  }

  const bool all = bundle.chunks.end() == *corrections && bundle.openings.end() == *openings;
  auto rows = all ? materials.drop_rows(serial)
                  : connection_
                        .prepare("INSERT INTO being_read(serial, session_id) VALUES(?1, ?2)",
                                 serial, session_id)
                        .run();
  if (!rows) return tl::unexpected(rows.error());
  return bundle;
}

Result<std::vector<Bytes>> SqliteStore::read_on(const ConsumedBundle& bundle, Material which,
                                                std::uint32_t first, std::size_t bytes) {
  return sqlite::in_transaction(
      connection_,
      [&]() -> Result<std::vector<Bytes>> {
        Materials materials(connection_);
        auto read = which == Material::kOpenings
                        ? materials.openings(bundle.serial, bundle.openings_key, first, bytes)
                        : materials.chunks(bundle.serial, Piece::kServiceHalf, first, bytes);
        if (read && read->empty()) return tl::unexpected(chunks_gone(bundle.id));
        return read;
      },
      sqlite::Kind::kReading);
}

Result<void> SqliteStore::drop_read(const std::string& session_id) {
  auto find =
      connection_.prepare("SELECT serial FROM being_read WHERE session_id = ?1", session_id);
  std::vector<std::int64_t> serials;
  auto read = find.each([&] { serials.push_back(find.integer(0)); });
  if (!read || serials.empty()) return read;
  Materials materials(connection_);
  for (const std::int64_t serial : serials) {
    if (auto dropped = materials.drop_rows(serial); !dropped) return dropped;
  }
  return connection_.prepare("DELETE FROM being_read WHERE session_id = ?1", session_id).run();
}

Result<void> SqliteStore::confirm_consumed(const std::vector<ConsumedBundle>& taken,
                                           const std::string& session_id) const {
  auto witness = sqlite::Connection::open(path_, sqlite::Access::kReadOnly);
  if (!witness) return tl::unexpected(witness.error());
  return sqlite::in_transaction(
      *witness,
      [&]() -> Result<void> {
        auto find = witness->prepare(
            "SELECT 1 FROM bundles WHERE serial = ?1 AND id = ?2 AND state = 'consumed'"
            " AND session_id = ?3");
        for (const ConsumedBundle& bundle : taken) {
          auto row = find.bind(bundle.serial, bundle.id, session_id).step();
          if (!row) return tl::unexpected(row.error());
          if (*row) continue;
          return fail(ErrorCode::kStorage,
                      "database " + path_.string() + ": bundle " + bundle.id +
                          " was consumed, but the file does not say so",
                      "the file was replaced or the disk is failing: stop, and check both");
        }
        return {};
      },
      sqlite::Kind::kReading);
}

Result<std::uint64_t> SqliteStore::burn(PoolId pool, const std::vector<std::string>& ids,
                                        const std::string& reason) {
  auto burned = sqlite::in_transaction(connection_, [&]() -> Result<std::uint64_t> {
    if (auto known = check_pool(pool); !known) return tl::unexpected(known.error());
    auto find = connection_.prepare(
        "SELECT serial FROM bundles WHERE pool_id = ?1 AND id = ?2"
        " AND state NOT IN ('consumed', 'burned')");
    auto update = connection_.prepare(
        "UPDATE bundles SET state = 'burned', reason = ?2, changed_at = ?3 WHERE serial = ?1");
    auto unclaim = connection_.prepare("DELETE FROM claims WHERE serial = ?1");
    Materials materials(connection_);
    const std::string time = now();
    std::uint64_t count = 0;
    for (const auto& id : ids) {
      auto row = find.bind(pool, id).step();
      if (!row) return tl::unexpected(row.error());
      if (!*row) continue;
      const std::int64_t serial = find.integer(0);
      if (auto gone = materials.erase_all(serial); !gone) return tl::unexpected(gone.error());
      auto updated = update.bind(serial, reason, time).run();
      if (updated) updated = unclaim.bind(serial).run();
      if (!updated) return tl::unexpected(updated.error());
      ++count;
    }
    if (auto saved = materials.save(); !saved) return tl::unexpected(saved.error());
    return count;
  });
  if (burned) erase_traces();
  return burned;
}

}  // namespace medisc
