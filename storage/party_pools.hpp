/// A hospital's or a service's pools: bundles that it takes from the dealer, prepares and
/// spends, and the sessions that it spends them on.
#pragma once

#include <chrono>

#include "storage/pools.hpp"
#include "storage/results.hpp"

namespace medisc {

/// LOCAL: how long chunks wait for those that follow (PartyPools::recover).
inline constexpr std::chrono::hours kPartialLife{24};

class PartyPools : public virtual Pools, public Results {
 public:
  // D = W - a1, at the hospital

  /// What is here of D; nothing in all where it is none.
  virtual Result<HeldWeights> held_weights(PoolId pool) = 0;
  /// Adds chunks of a D; of those that are here already the first ones stay. What is here of
  /// another mask's D goes first, where it is not whole: then nothing is added but from its
  /// first chunk on. Returns what is here now. Errors: kRefused where another mask's D is here
  /// whole, since the pool's bundles belong to it, and for chunks out of order.
  virtual Result<HeldWeights> add_weights(PoolId pool, const Bytes& mask_tag,
                                          const Chunks& chunks) = 0;
  /// Chunks of D, from `first` on, of about so many bytes: one at least. Errors: kRefused where
  /// D is not here whole; kStorage where a chunk is gone.
  virtual Result<std::vector<Bytes>> weights(PoolId pool, std::uint32_t first,
                                             std::size_t bytes) = 0;

  // Bundles

  /// Adds those of these bundles, each with the party's own half, that the pool has never held,
  /// as kDelivered, or as kPartial until their last chunk has come. Returns the ids of those
  /// that are whole now, and were not before, in order. Errors: kStorage naming an id that is
  /// twice in the list; kRefused for chunks out of order; kInternal for a wrong number of
  /// halves or an id that is not 32 lower-case hexadecimal characters. Nothing is added then.
  Result<std::vector<std::string>> add_missing(PoolId pool,
                                               const std::vector<NewBundle>& bundles);

  /// The ids of the oldest `limit` bundles in this state: those that have been in it longest.
  virtual Result<std::vector<std::string>> bundles_in(PoolId pool, BundleState state,
                                                      std::size_t limit) = 0;
  /// The states of these ids, in their order; none of one that this pool has never held.
  virtual Result<std::vector<std::optional<BundleState>>> states_of(
      PoolId pool, const std::vector<std::string>& ids) = 0;
  /// Those of these ids, in their order, that this pool has never held whole.
  virtual Result<std::vector<MissingHalf>> missing(PoolId pool,
                                                   const std::vector<std::string>& ids) = 0;
  /// Those of these ids, in their order, that are not kPrepared.
  Result<std::vector<std::string>> unprepared_ids(PoolId pool,
                                                  const std::vector<std::string>& ids);

  /// Picks the oldest bundles in this state that nobody holds, `limit` at most, and holds them
  /// for this store, in one transaction: no two jobs ever pick the same. They are held until
  /// they are consumed, burned or released, this store is closed, or its process ends.
  virtual Result<std::vector<std::string>> claim(PoolId pool, BundleState state,
                                                 std::size_t limit) = 0;
  /// Lets go of those of these ids that this store holds; the others are passed over.
  virtual Result<void> release(PoolId pool, const std::vector<std::string>& ids) = 0;

  /// The party's halves of these ids, in their order, to prepare them. Errors: kRefused naming
  /// an id that is unknown, twice in the list, or neither kDelivered nor kPrepared.
  virtual Result<std::vector<Half>> halves(PoolId pool,
                                           const std::vector<std::string>& ids) = 0;
  /// Adds openings; with the last chunk kDelivered becomes kPrepared. Chunks that are there
  /// already must be the same, byte by byte. Errors: kRefused naming the id otherwise, and for
  /// chunks out of order.
  virtual Result<void> store_prepared(PoolId pool,
                                      const std::vector<PreparedOpenings>& prepared) = 0;

  /// Takes these bundles out of the store, for ever, all or none. When this returns they are
  /// kConsumed on the disk, without their halves and openings, and a fresh connection has
  /// confirmed it. `session_id` stays beside the id. Old traces wait for `erase_traces`.
  /// Errors: kRefused naming an id that is unknown, twice in the list, not kPrepared, or held
  /// by another store;
  /// kStorage where the confirmation fails: the bundles may be spent then, and are lost; where
  /// one is damaged, which is burned.
  virtual Result<std::vector<ConsumedBundle>> consume(PoolId pool,
                                                      const std::vector<std::string>& ids,
                                                      const std::string& session_id) = 0;
  /// The next chunks, from `first` on, of a bundle that this store has consumed, of about so
  /// many bytes: one at least. Until its session is finished. Errors: kStorage where they are
  /// gone or damaged.
  virtual Result<std::vector<Bytes>> read_on(const ConsumedBundle& bundle, Material which,
                                             std::uint32_t first, std::size_t bytes) = 0;
  /// Gives bundles up and erases their halves and openings, from the files too. Those unknown,
  /// consumed or burned already are passed over. Returns how many were burned. `reason` stays
  /// beside the id.
  virtual Result<std::uint64_t> burn(PoolId pool, const std::vector<std::string>& ids,
                                     const std::string& reason) = 0;
  /// Erases from the files what consumed bundles have left in them; so does opening the store.
  /// Where somebody reads just now, the next one does.
  virtual void erase_traces() = 0;

  // Sessions

  /// Errors: kStorage where the id is taken.
  virtual Result<void> start_session(const SessionStart& session) = 0;
  /// kDone, or kFailed where `end.error` is set. What the session has answered is kept with it,
  /// all or nothing, and on the disk when this returns. Errors: kStorage where no session of
  /// this id runs, a step is named twice, a result is there already, or a request that ends
  /// does not run.
  virtual Result<void> finish_session(const std::string& id, const SessionEnd& end,
                                      const SessionResults& results) = 0;
  /// The same where nothing was answered: statistics, which wait for no disk.
  Result<void> finish_session(const std::string& id, const SessionEnd& end) {
    return finish_session(id, end, {});
  }
  /// Call once when a process starts, before its first session: marks sessions and requests
  /// that a process which is gone left running as failed ("interrupted"). Those of other stores
  /// that are open run on. Returns how many sessions were marked. Forgets bundles that have
  /// been kPartial for a day: they were never used, and may come again, from their first chunk
  /// on.
  virtual Result<std::uint64_t> recover() = 0;
};

}  // namespace medisc
