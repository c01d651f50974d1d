/// A dealer's pools: bundles that wait, each half, until its owner has acknowledged it.
#pragma once

#include "storage/pools.hpp"

namespace medisc {

class DealerPools : public virtual Pools {
 public:
  /// Adds bundles with both their halves, oldest first, as kDealt; those whose last chunk is
  /// not among these, as kPartial: the next ones follow, in order, from this store. Errors:
  /// kStorage naming an id that is there already, in whatever other state, or twice in the
  /// list; kRefused for chunks out of order; kInternal for a half that is missing or an id that
  /// is not 32 lower-case hexadecimal characters. Nothing is added then.
  Result<void> add_dealt(PoolId pool, const std::vector<NewBundle>& bundles);

  /// Burns bundles that were not dealt to their end, by stores that are gone. Returns how many.
  virtual Result<std::uint64_t> drop_partial(PoolId pool) = 0;

  /// The oldest halves that their owner has not acknowledged; the last one in part, perhaps.
  virtual Result<std::vector<Half>> undelivered(PoolId pool, Owner owner,
                                                const Portion& portion) = 0;
  Result<std::vector<Half>> undelivered(PoolId pool, Owner owner, std::size_t halves) {
    return undelivered(pool, owner, Portion{.halves = halves});
  }
  /// Those of these ids, in their order, that still wait for their owner. Others are left out.
  virtual Result<std::vector<Half>> undelivered_by_id(PoolId pool, Owner owner,
                                                      const std::vector<std::string>& ids,
                                                      const Portion& portion) = 0;
  Result<std::vector<Half>> undelivered_by_id(PoolId pool, Owner owner,
                                              const std::vector<std::string>& ids) {
    return undelivered_by_id(pool, owner, ids, Portion{});
  }
  /// How many halves wait for this owner.
  virtual Result<std::uint64_t> undelivered_count(PoolId pool, Owner owner) = 0;
  /// Erases these halves of this owner, from the files too; a bundle without halves is
  /// kDelivered. Halves acknowledged before are passed over. Errors: kRefused naming an unknown
  /// id.
  virtual Result<void> acknowledge(PoolId pool, Owner owner,
                                   const std::vector<std::string>& ids) = 0;

  /// Bytes that the store takes on the disk, without what a file keeps for later.
  virtual Result<std::uint64_t> used_bytes() = 0;
};

}  // namespace medisc
