/// Which pools a database has and how full they are: what each of its interfaces can tell.
///
/// The interfaces of one database, by who uses them:
///
///     PoolList            which pools there are, how full
///       Pools             what a dealer and a party both keep: plans, pools, spent counts
///         DealerPools     bundles that wait for their owners
///         PartyPools      bundles to prepare and to spend, and the sessions that spend them
///       History           what statistics read
///
/// Two classes are all of them and answer alike: SqliteStore and MemoryStore (store.hpp).
///
/// A store belongs to one thread at a time. Several stores, in one process or in many, may be
/// open on one database file; each virtual function is one transaction.
///
/// Errors of every function: kStorage where the database fails or a pool id is not its own.
/// Further ones are given with the function. One that fails has changed nothing, except where
/// it says so.
#pragma once

#include "error/error.hpp"
#include "storage/filter.hpp"
#include "storage/rows.hpp"

namespace medisc {

class PoolList {
 public:
  PoolList() = default;
  PoolList(const PoolList&) = delete;
  PoolList& operator=(const PoolList&) = delete;
  virtual ~PoolList() = default;

  /// In the order they were made.
  virtual Result<std::vector<PoolRow>> pools() = 0;
  /// The bundles of a pool that have changed since then (UTC text); all where it is empty.
  virtual Result<PoolChanges> changes(PoolId pool, const std::string& since) = 0;

  /// All bundles of a pool.
  Result<BundleCounts> level(PoolId pool);
  /// In the order the pools were made. `filter.since` leaves out bundles that have not changed
  /// since, not pools.
  Result<std::vector<PoolLevel>> pool_levels(const Filter& filter = {});
};

}  // namespace medisc
