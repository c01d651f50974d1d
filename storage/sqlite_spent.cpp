#include <algorithm>

#include "storage/sqlite_store.hpp"

namespace medisc {

Result<SpentCounts> SqliteStore::spent_with(const std::string& peer, Scope scope) {
  auto find = connection_.prepare(
      "SELECT coalesce((SELECT own FROM spent_counts WHERE peer = ?1), 0),"
      " coalesce((SELECT peer_own FROM spent_counts WHERE peer = ?2), 0)",
      scope == Scope::kAll ? std::string() : peer, peer);
  auto row = find.step();
  if (!row) return tl::unexpected(row.error());
  return SpentCounts{static_cast<std::uint64_t>(find.integer(0)),
                     static_cast<std::uint64_t>(find.integer(1))};
}

Result<void> SqliteStore::raise_spent(const std::string& peer, Scope scope,
                                      const SpentCounts& least) {
  const auto known = spent_with(peer, scope);
  if (!known) return tl::unexpected(known.error());
  const bool rises = least.own > known->own;
  if (!rises && least.peer <= known->peer) return {};
  return sqlite::in_transaction(
      connection_,
      [&]() -> Result<void> {
        auto own = connection_
                       .prepare(
                           "INSERT INTO spent_counts(peer, own) VALUES(?1, ?2)"
                           " ON CONFLICT(peer) DO UPDATE SET own = max(own, excluded.own)",
                           scope == Scope::kAll ? std::string() : peer, least.own)
                       .run();
        if (!own) return own;
        return connection_
            .prepare(
                "INSERT INTO spent_counts(peer, peer_own) VALUES(?1, ?2)"
                " ON CONFLICT(peer) DO UPDATE SET peer_own = max(peer_own,"
                " excluded.peer_own)",
                peer, least.peer)
            .run();
      },
      rises ? sqlite::Kind::kDurable : sqlite::Kind::kLight);
}

Result<void> SqliteStore::count_spent(PoolId pool, std::uint64_t bundles) {
  return connection_
      .prepare(
          "INSERT INTO spent_counts(peer, own)"
          " SELECT hospital, ?2 FROM pools WHERE id = ?1"
          " UNION ALL SELECT service, ?2 FROM pools WHERE id = ?1"
          " UNION ALL SELECT '', ?2 WHERE true"
          " ON CONFLICT(peer) DO UPDATE SET own = own + excluded.own",
          pool, bundles)
      .run();
}

}  // namespace medisc
