#include "storage/materials.hpp"
#include "storage/refusals.hpp"
#include "storage/sqlite_store.hpp"

namespace medisc {
namespace {

Piece half_of(Owner owner) {
  return owner == Owner::kHospital ? Piece::kHospitalHalf : Piece::kServiceHalf;
}

/// Reads halves as far as a portion goes.
class PortionReader {
 public:
  PortionReader(sqlite::Connection& connection, Owner owner, const Portion& portion)
      : materials_(connection), piece_(half_of(owner)), portion_(portion) {}

  bool is_full() const { return read_ >= portion_.bytes || halves_.size() >= portion_.halves; }

  /// Where the half's owner has it already, nothing.
  Result<void> add(const std::string& id, std::int64_t serial, std::int64_t chunks) {
    auto seed = materials_.seed(serial, piece_);
    if (!seed) return tl::unexpected(seed.error());
    if (!*seed) return {};
    Half half{id, std::move(**seed), {}};
    if (piece_ == Piece::kServiceHalf) {
      half.chunks.in_all = static_cast<std::uint32_t>(chunks);
      half.chunks.first = halves_.empty() ? portion_.first_chunk : 0;
      if (half.chunks.first < half.chunks.in_all) {
        auto parts =
            materials_.chunks(serial, piece_, half.chunks.first, portion_.bytes - read_);
        if (!parts) return tl::unexpected(parts.error());
        half.chunks.parts = std::move(*parts);
      }
    }
    for (const Bytes& part : half.chunks.parts) read_ += part.size();
    halves_.push_back(std::move(half));
    return {};
  }

  bool found_damage() { return materials_.found_damage(); }
  std::vector<Half> take() { return std::move(halves_); }

 private:
  Materials materials_;
  Piece piece_;
  Portion portion_;
  std::size_t read_ = 0;
  std::vector<Half> halves_;
};

}  // namespace

Result<std::vector<Half>> SqliteStore::undelivered(PoolId pool, Owner owner,
                                                   const Portion& portion) {
  return burning_damaged(pool, [&](std::vector<std::string>& damaged) {
    return read_undelivered(pool, owner, portion, damaged);
  });
}

Result<std::vector<Half>> SqliteStore::read_undelivered(PoolId pool, Owner owner,
                                                        const Portion& portion,
                                                        std::vector<std::string>& damaged) {
  using Waiting = std::vector<Half>;
  return sqlite::in_transaction(
      connection_,
      [&]() -> Result<Waiting> {
        if (auto known = check_pool(pool); !known) return tl::unexpected(known.error());
        auto select = connection_.prepare(
            "SELECT id, serial, chunks FROM bundles WHERE pool_id = ?1 AND state = 'dealt'"
            " AND EXISTS (SELECT 1 FROM materials WHERE place = 65536 * (4 * serial + ?2))"
            " ORDER BY changed_at, serial LIMIT ?3",
            pool, half_of(owner), portion.halves);
        PortionReader reader(connection_, owner, portion);
        Result<void> opened;
        while (!reader.is_full()) {
          auto row = select.step();
          if (!row) return tl::unexpected(row.error());
          if (!*row) break;
          auto added = reader.add(select.text(0), select.integer(1), select.integer(2));
          if (added) continue;
          if (reader.found_damage()) damaged.push_back(select.text(0));
          opened = added;
        }
        if (!opened) return tl::unexpected(opened.error());
        return reader.take();
      },
      sqlite::Kind::kReading);
}

Result<std::vector<Half>> SqliteStore::undelivered_by_id(PoolId pool, Owner owner,
                                                         const std::vector<std::string>& ids,
                                                         const Portion& portion) {
  return burning_damaged(pool, [&](std::vector<std::string>& damaged) {
    return read_undelivered(pool, owner, ids, portion, damaged);
  });
}

Result<std::vector<Half>> SqliteStore::read_undelivered(PoolId pool, Owner owner,
                                                        const std::vector<std::string>& ids,
                                                        const Portion& portion,
                                                        std::vector<std::string>& damaged) {
  using Waiting = std::vector<Half>;
  return sqlite::in_transaction(
      connection_,
      [&]() -> Result<Waiting> {
        if (auto known = check_pool(pool); !known) return tl::unexpected(known.error());
        auto find = connection_.prepare(
            "SELECT serial, chunks FROM bundles WHERE pool_id = ?1 AND id = ?2"
            " AND state = 'dealt'");
        PortionReader reader(connection_, owner, portion);
        for (const auto& id : ids) {
          if (reader.is_full()) break;
          auto row = find.bind(pool, id).step();
          if (!row) return tl::unexpected(row.error());
          if (!*row) continue;
          auto added = reader.add(id, find.integer(0), find.integer(1));
          if (reader.found_damage()) damaged.push_back(id);
          if (!added) return tl::unexpected(added.error());
        }
        return reader.take();
      },
      sqlite::Kind::kReading);
}

Result<std::uint64_t> SqliteStore::undelivered_count(PoolId pool, Owner owner) {
  if (auto known = check_pool(pool); !known) return tl::unexpected(known.error());
  auto count = connection_.prepare(
      "SELECT count(*) FROM bundles WHERE pool_id = ?1 AND state = 'dealt'"
      " AND EXISTS (SELECT 1 FROM materials WHERE place = 65536 * (4 * serial + ?2))",
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
      const auto there = materials.has_seed(serial, taken);
      if (!there) return tl::unexpected(there.error());
      if (find.text(1) != state_name(BundleState::kDealt) || !*there) continue;
      if (auto run = materials.erase(serial, taken); !run) return run;
      const auto waits = materials.has_seed(serial, other);
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

Result<std::uint64_t> SqliteStore::drop_partial(PoolId pool) {
  auto partial = connection_.prepare(
      "SELECT id, owner FROM bundles LEFT JOIN claims USING(serial)"
      " WHERE pool_id = ?1 AND state = 'partial'",
      pool);
  std::vector<std::string> left;
  Result<void> looked;
  auto read = partial.each([&] {
    const auto runs = ownership_.runs(partial.is_null(1) ? 0 : partial.integer(1));
    if (!runs)
      looked = tl::unexpected(runs.error());
    else if (!*runs)
      left.push_back(partial.text(0));
  });
  if (!read) return tl::unexpected(read.error());
  if (!looked) return tl::unexpected(looked.error());
  if (left.empty()) return 0;  // burning waits for the disk
  return burn(pool, left, "not dealt to its end");
}

}  // namespace medisc
