#include "storage/refusals.hpp"
#include "storage/sqlite_store.hpp"

namespace medisc {

// A claim ends with its process, so no failure of the machine is to find it on the disk.
Result<std::vector<std::string>> SqliteStore::claim(PoolId pool, BundleState state,
                                                    std::size_t limit) {
  using Ids = std::vector<std::string>;
  return sqlite::in_transaction(
      connection_,
      [&]() -> Result<Ids> {
        if (auto known = check_pool(pool); !known) return tl::unexpected(known.error());
        if (auto dropped = drop_dead_claims(); !dropped) return tl::unexpected(dropped.error());
        auto select = connection_.prepare(
            "SELECT serial, id FROM bundles WHERE pool_id = ?1 AND state = ?2"
            " AND serial NOT IN (SELECT serial FROM claims) ORDER BY changed_at, serial LIMIT "
            "?3",
            pool, state_name(state), limit);
        Ids ids;
        std::vector<std::int64_t> serials;
        auto read = select.each([&] {
          serials.push_back(select.integer(0));
          ids.push_back(select.text(1));
        });
        if (!read) return tl::unexpected(read.error());
        for (const std::int64_t serial : serials) {
          if (auto held = hold(serial); !held) return tl::unexpected(held.error());
        }
        return ids;
      },
      sqlite::Kind::kLight);
}

Result<void> SqliteStore::release(PoolId pool, const std::vector<std::string>& ids) {
  return sqlite::in_transaction(
      connection_,
      [&]() -> Result<void> {
        if (auto known = check_pool(pool); !known) return known;
        auto drop = connection_.prepare(
            "DELETE FROM claims WHERE owner = ?3 AND serial ="
            " (SELECT serial FROM bundles WHERE pool_id = ?1 AND id = ?2)");
        for (const auto& id : ids) {
          auto dropped = drop.bind(pool, id, ownership_.number_so_far()).run();
          if (!dropped) return dropped;
        }
        return {};
      },
      sqlite::Kind::kLight);
}

Result<void> SqliteStore::hold(std::int64_t serial) {
  const auto owner = ownership_.number();
  if (!owner) return tl::unexpected(owner.error());
  return connection_.prepare("INSERT INTO claims(serial, owner) VALUES(?1, ?2)", serial, *owner)
      .run();
}

Result<void> SqliteStore::drop_dead_claims() {
  auto owners = connection_.prepare("SELECT DISTINCT owner FROM claims");
  std::vector<std::int64_t> dead;
  Result<void> looked;
  auto read = owners.each([&] {
    const std::int64_t owner = owners.integer(0);
    if (owner == ownership_.number_so_far()) return;
    const auto runs = ownership_.runs(owner);
    if (!runs)
      looked = tl::unexpected(runs.error());
    else if (!*runs)
      dead.push_back(owner);
  });
  if (!read) return read;
  if (!looked) return looked;
  auto drop = connection_.prepare("DELETE FROM claims WHERE owner = ?1");
  for (const std::int64_t owner : dead) {
    if (auto dropped = drop.bind(owner).run(); !dropped) return dropped;
  }
  return {};
}

Result<bool> SqliteStore::held_by_another(std::int64_t owner) {
  if (owner == 0 || owner == ownership_.number_so_far()) return false;
  return ownership_.runs(owner);
}

SqliteStore::~SqliteStore() {
  if (ownership_.number_so_far() == 0) return;
  // Where this fails, our lock is gone all the same, and with it the claims' force.
  (void)connection_.prepare("DELETE FROM claims WHERE owner = ?1", ownership_.number_so_far())
      .run();
}

}  // namespace medisc
