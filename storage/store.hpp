/// One database, opened for what its user does with it.
///
///   auto pools = value_of(open_party_pools("hospital.db"));
///   const PoolId pool = value_of(pools->ensure_pool(key));
///   const auto ids = value_of(pools->claim(pool, BundleState::kPrepared, 1));
///   const auto bundles = value_of(pools->consume(pool, ids, session));  // spent, durably
#pragma once

#include <filesystem>
#include <memory>

#include "storage/clock.hpp"
#include "storage/dealer_pools.hpp"
#include "storage/history.hpp"
#include "storage/party_pools.hpp"

namespace medisc {

/// All that a database can be asked: what SQLite (sqlite_store.hpp) and memory
/// (memory_store.hpp) implement.
class Store : public DealerPools, public PartyPools, public History {
 public:
  Result<std::optional<Bytes>> plan_bytes(const std::string& hash) override;
};

/// Pages of a new database. A party spends few bundles at a time; a dealer stores many, whole.
inline constexpr std::int64_t kPartyPageBytes = std::int64_t{16} * 1024;
inline constexpr std::int64_t kDealerPageBytes = std::int64_t{64} * 1024;

struct StoreOptions {
  bool create = true;  ///< make the database where it is missing
  /// Look for damage first (PRAGMA integrity_check), in every table but that of material, whose
  /// pieces are checked as they are used.
  bool check = false;
  /// Only look. Whatever would change something is kStorage.
  bool read_only = false;
  std::int64_t page_bytes = kPartyPageBytes;
  /// Bytes of chunks that `consume` hands over at once; the rest is read on.
  std::size_t read_at_once = std::size_t{16} << 20;
  Clock clock = system_clock();
};

/// Opens the SQLite database at `path`, making it (mode 0600) as needed. Errors, all kStorage,
/// naming the path: missing where `create` is false; a folder, or no SQLite database, or
/// another program's; written by a newer or an older MediSC; read-only; open to others than its
/// owner; damaged, where `check` is set.
Result<std::unique_ptr<Store>> open_store(const std::filesystem::path& path,
                                          const StoreOptions& options = {});

// The same, for one role each.

/// `options.page_bytes` is the dealer's, whatever it says.
Result<std::unique_ptr<DealerPools>> open_dealer_pools(const std::filesystem::path& path,
                                                       StoreOptions options = {});
Result<std::unique_ptr<PartyPools>> open_party_pools(const std::filesystem::path& path,
                                                     const StoreOptions& options = {});
/// Any role's, which must be there; only looks.
Result<std::unique_ptr<History>> open_history(const std::filesystem::path& path);

}  // namespace medisc
