/// Everything a dealer, a service or a hospital keeps: plans, pools of bundles, sessions.
///
/// Two implementations answer alike: SQLite (sqlite_store.hpp) and memory (memory_store.hpp).
///
/// A store belongs to one thread at a time. Several stores, in one process or in many, may be
/// open on one database file; each operation is one transaction.
///
/// Errors of every operation: kStorage where the database fails or a pool id is not its own.
/// Further ones are given with the operation. An operation that fails has changed nothing,
/// except where it says so.
#pragma once

#include <filesystem>
#include <memory>

#include "error/error.hpp"
#include "storage/clock.hpp"
#include "storage/filter.hpp"
#include "storage/latency.hpp"
#include "storage/rows.hpp"

namespace medisc {

class Store {
 public:
  Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  virtual ~Store() = default;

  // Plans

  /// Adds a plan, or makes one that is there the newest of its model again. `added_at` is
  /// ignored. Errors: kRefused where other bytes, or another service, are stored with this
  /// hash.
  virtual Result<void> put_plan(const PlanRow& plan) = 0;
  virtual Result<std::optional<PlanRow>> find_plan(const std::string& hash) = 0;
  /// The plan of this model that was put last; of this service, or of any where it is empty.
  virtual Result<std::optional<PlanRow>> find_plan_by_model(const std::string& model,
                                                            const std::string& service) = 0;
  /// Newest first.
  virtual Result<std::vector<PlanRow>> plans() = 0;

  // Pools

  /// The pool of this key, made if it is not there. Errors: kRefused for an unknown plan, or
  /// one that is known to be another service's.
  virtual Result<PoolId> ensure_pool(const PoolKey& key) = 0;
  virtual Result<std::optional<PoolId>> find_pool(const PoolKey& key) = 0;

  /// The mask of a pool: the seed of a1 (dealer) or that seed sealed (service). Written once:
  /// the same bytes again are welcome. Errors: kRefused where other bytes are there, since the
  /// pool's bundles belong to the mask they were dealt with.
  virtual Result<void> set_mask(PoolId pool, const Bytes& mask) = 0;
  virtual Result<std::optional<Bytes>> mask(PoolId pool) = 0;
  /// D = W - a1 (hospital). Written once, as the mask.
  virtual Result<void> set_masked_weights(PoolId pool, const Bytes& weights) = 0;
  virtual Result<std::optional<Bytes>> masked_weights(PoolId pool) = 0;

  /// Microseconds that one bundle of the pool took when it was last dealt (dealer) or fetched
  /// and prepared (hospital); none where that was never measured.
  virtual Result<void> set_pace(PoolId pool, std::int64_t microseconds) = 0;
  virtual Result<std::optional<std::int64_t>> pace(PoolId pool) = 0;

  /// In the order the pools were made. `filter.since` leaves out bundles that have not changed
  /// since, not pools.
  virtual Result<std::vector<PoolLevel>> pool_levels(const Filter& filter = {}) = 0;
  virtual Result<BundleCounts> level(PoolId pool) = 0;

  // Bundles. A bundle's id never leaves the store: it can't come back to life.

  /// Adds bundles, oldest first: kDealt with both halves (dealer), or kDelivered with the
  /// party's own half. Errors: kStorage naming an id that is there already, in whatever state,
  /// or twice in the list; kInternal for another state, a wrong number of halves or an id that
  /// is not 32 lower-case hexadecimal characters. Nothing is added then.
  virtual Result<void> add_bundles(PoolId pool, const std::vector<NewBundle>& bundles,
                                   BundleState state) = 0;

  /// Party: adds those of these bundles that the pool has never held, as kDelivered; returns
  /// their ids, in order. Errors: as add_bundles for the others.
  virtual Result<std::vector<std::string>> add_missing(
      PoolId pool, const std::vector<NewBundle>& bundles) = 0;

  /// Dealer: the oldest `limit` halves that their owner has not acknowledged.
  virtual Result<std::vector<Half>> undelivered(PoolId pool, Owner owner,
                                                std::size_t limit) = 0;
  /// Dealer: those of these ids, in their order, that still wait for their owner. Others are
  /// left out.
  virtual Result<std::vector<Half>> undelivered_by_id(PoolId pool, Owner owner,
                                                      const std::vector<std::string>& ids) = 0;
  /// Dealer: how many halves wait for this owner.
  virtual Result<std::uint64_t> undelivered_count(PoolId pool, Owner owner) = 0;
  /// Dealer: erases these halves of this owner; a bundle without halves is kDelivered. Halves
  /// acknowledged before are passed over. Errors: kRefused naming an unknown id.
  virtual Result<void> acknowledge(PoolId pool, Owner owner,
                                   const std::vector<std::string>& ids) = 0;

  /// The ids of the oldest `limit` bundles in this state: those that have been in it longest.
  virtual Result<std::vector<std::string>> bundles_in(PoolId pool, BundleState state,
                                                      std::size_t limit) = 0;
  /// Picks the oldest bundles in this state that nobody holds, `limit` at most, and holds them
  /// for this store, in one transaction: no two jobs ever pick the same. They are held until
  /// they are consumed, burned or released, this store is closed, or its process ends.
  virtual Result<std::vector<std::string>> claim(PoolId pool, BundleState state,
                                                 std::size_t limit) = 0;
  /// Lets go of those of these ids that this store holds; the others are passed over.
  virtual Result<void> release(PoolId pool, const std::vector<std::string>& ids) = 0;

  /// Those of these ids, in their order, that this pool has never held.
  virtual Result<std::vector<std::string>> unknown_ids(PoolId pool,
                                                       const std::vector<std::string>& ids) = 0;
  /// Party: those of these ids, in their order, that are not kPrepared.
  virtual Result<std::vector<std::string>> unprepared_ids(
      PoolId pool, const std::vector<std::string>& ids) = 0;
  /// Party: its halves of these ids, in their order, to prepare them. Errors: kRefused naming
  /// an id that is unknown, twice in the list, or neither kDelivered nor kPrepared.
  virtual Result<std::vector<Half>> halves(PoolId pool,
                                           const std::vector<std::string>& ids) = 0;
  /// Party: kDelivered becomes kPrepared. A bundle that is prepared already must have the same
  /// openings, byte by byte. Errors: kRefused naming the id otherwise.
  virtual Result<void> store_prepared(PoolId pool,
                                      const std::vector<PreparedOpenings>& prepared) = 0;

  /// Party: takes these bundles out of the store, for ever, all or none. When this returns
  /// they are kConsumed on the disk, without their halves and openings, and a fresh connection
  /// has confirmed it. `session_id` stays beside the id. Old traces wait for `erase_traces`.
  /// Errors: kRefused naming an id that is unknown, twice in the list, not kPrepared, or held
  /// by another store;
  /// kStorage where the confirmation fails: the bundles may be spent then, and are lost; where
  /// one is damaged, which is burned.
  virtual Result<std::vector<ConsumedBundle>> consume(PoolId pool,
                                                      const std::vector<std::string>& ids,
                                                      const std::string& session_id) = 0;

  /// What is spent with a peer, by its public key, and what it has told. A bundle counts in the
  /// transaction that consumes it, or, at a dealer, that takes a receipt for a half of it.
  virtual Result<SpentCounts> spent_with(const std::string& peer, Scope scope) = 0;
  /// Raises both counts to at least these. Durable where our own count rises.
  virtual Result<void> raise_spent(const std::string& peer, Scope scope,
                                   const SpentCounts& least) = 0;

  /// Gives bundles up and erases their halves and openings. Those unknown, consumed or burned
  /// already are passed over. Returns how many were burned. `reason` stays beside the id.
  virtual Result<std::uint64_t> burn(PoolId pool, const std::vector<std::string>& ids,
                                     const std::string& reason) = 0;

  /// Erases from the files what consumed bundles have left in them; so do `burn`,
  /// `acknowledge`, and opening the store. Where somebody reads just now, the next one does.
  virtual void erase_traces() = 0;

  /// Bytes that the store takes on the disk, without what a file keeps for later.
  virtual Result<std::uint64_t> used_bytes() = 0;

  // Sessions

  /// Errors: kStorage where the id is taken.
  virtual Result<void> start_session(const SessionStart& session) = 0;
  /// kDone, or kFailed where `end.error` is set. Errors: kStorage where no session of this id
  /// runs, or a step is named twice.
  virtual Result<void> finish_session(const std::string& id, const SessionEnd& end) = 0;
  /// Call once when a process starts, before its first session: marks sessions that a process
  /// which is gone left running as failed ("interrupted"). Those of other stores that are open
  /// run on. Returns how many were marked.
  virtual Result<std::uint64_t> recover() = 0;
  /// The newest `limit`, newest first.
  virtual Result<std::vector<SessionRow>> sessions(std::size_t limit,
                                                   const Filter& filter = {}) = 0;
  /// In step order; empty for an unknown session.
  virtual Result<std::vector<LayerCosts>> layers(const std::string& session_id) = 0;
  /// Each step of each plan over its newest `sessions` sessions that ended well, ordered by
  /// model, plan and step.
  virtual Result<std::vector<LayerSummary>> layer_summaries(std::size_t sessions,
                                                            const Filter& filter = {}) = 0;
  /// Online times over the newest `sessions` sessions that ended well.
  virtual Result<Latency> latency(std::size_t sessions, const Filter& filter = {}) = 0;
  /// By role and key: every party of a pool, this one itself among them, and of a session.
  virtual Result<std::vector<PeerSummary>> peers(const Filter& filter = {}) = 0;
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
  Clock clock = system_clock();
};

/// Opens the SQLite database at `path`, making it (mode 0600) as needed. Errors, all kStorage,
/// naming the path: missing where `create` is false; a folder, or no SQLite database, or
/// another program's; written by a newer or an older MediSC; read-only; open to others than its
/// owner; damaged, where `check` is set.
Result<std::unique_ptr<Store>> open_store(const std::filesystem::path& path,
                                          StoreOptions options = {});

}  // namespace medisc
