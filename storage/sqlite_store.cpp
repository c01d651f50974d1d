#include "storage/sqlite_store.hpp"

#include "storage/database_file.hpp"
#include "storage/integrity.hpp"
#include "storage/refusals.hpp"
#include "storage/schema.hpp"

namespace medisc {
namespace {

constexpr int kPatienceMs = 10'000;

Result<sqlite::Connection> open_connection(const std::filesystem::path& path,
                                           sqlite::Access access) {
  auto connection = sqlite::Connection::open(path, access);
  if (connection) connection->set_patience(kPatienceMs);
  return connection;
}

}  // namespace

Result<std::unique_ptr<Store>> open_store(const std::filesystem::path& path,
                                          const StoreOptions& options) {
  return SqliteStore::open(path, options);
}

Result<std::unique_ptr<DealerPools>> open_dealer_pools(const std::filesystem::path& path,
                                                       StoreOptions options) {
  options.page_bytes = kDealerPageBytes;
  return SqliteStore::open(path, options);
}

Result<std::unique_ptr<PartyPools>> open_party_pools(const std::filesystem::path& path,
                                                     const StoreOptions& options) {
  return SqliteStore::open(path, options);
}

Result<std::unique_ptr<History>> open_history(const std::filesystem::path& path) {
  return SqliteStore::open(path, {.create = false, .read_only = true});
}

Result<std::unique_ptr<Store>> SqliteStore::open(const std::filesystem::path& path,
                                                 const StoreOptions& options) {
  const FolderLock alone(path);
  if (auto secured = secure_database_file(path, options.create); !secured) {
    return tl::unexpected(secured.error());
  }
  auto connection = open_connection(path, sqlite::Access::kReadWrite);
  if (!connection) return tl::unexpected(connection.error());
  if (auto prepared = prepare_schema(*connection, path, options.page_bytes); !prepared) {
    return tl::unexpected(prepared.error());
  }
  if (options.check) {
    if (auto whole = check_integrity(*connection, path); !whole) {
      return tl::unexpected(whole.error());
    }
  }
  if (options.read_only) {
    connection = open_connection(path, sqlite::Access::kReadOnly);
    if (!connection) return tl::unexpected(connection.error());
  }
  std::unique_ptr<SqliteStore> store(new SqliteStore(std::move(*connection), path, options));
  if (!options.read_only) store->erase_traces();  // of a process that was killed
  return store;
}

SqliteStore::SqliteStore(sqlite::Connection connection, std::filesystem::path path,
                         const StoreOptions& options)
    : connection_(std::move(connection)),
      path_(std::move(path)),
      clock_(options.clock),
      read_at_once_(options.read_at_once),
      ownership_(path_) {}

Result<void> SqliteStore::check_pool(PoolId pool) {
  auto find = connection_.prepare("SELECT 1 FROM pools WHERE id = ?1", pool);
  auto row = find.step();
  if (!row) return tl::unexpected(row.error());
  if (!*row) return tl::unexpected(unknown_pool(pool));
  return {};
}

void SqliteStore::erase_traces() {
  // A reader that is busy keeps part of the log for now; the next erasure, or the last
  // connection to close, empties it. Waiting for the reader would hold up the session.
  connection_.set_patience(0);
  (void)connection_.execute("PRAGMA wal_checkpoint(TRUNCATE)");
  connection_.set_patience(kPatienceMs);
}

}  // namespace medisc
