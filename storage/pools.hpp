/// What a dealer and a party both keep: plans, pools, and how much they have spent with whom.
#pragma once

#include "storage/pool_list.hpp"

namespace medisc {

class Pools : public virtual PoolList {
 public:
  // Plans

  /// Adds a plan, or makes one that is there the newest of its model again. `added_at` is
  /// ignored. Errors: kRefused where other bytes, or another service, are stored with this
  /// hash.
  virtual Result<void> put_plan(const PlanRow& plan) = 0;
  /// Newest first: a plan is as old as the last time it was put.
  virtual Result<std::vector<PlanRow>> plans(const PlanQuery& query = {}) = 0;
  Result<std::optional<PlanRow>> find_plan(const std::string& hash);
  /// The plan of this model that was put last; of this service, or of any where it is empty.
  Result<std::optional<PlanRow>> find_plan_by_model(const std::string& model,
                                                    const std::string& service);

  /// Its hash alone.
  virtual Result<std::optional<std::string>> newest_plan(const std::string& model,
                                                         const std::string& service) = 0;

  // Pools

  /// The pool of this key, made if it is not there. Errors: kRefused for an unknown plan, or
  /// one that is known to be another service's.
  virtual Result<PoolId> ensure_pool(const PoolKey& key) = 0;
  Result<std::optional<PoolId>> find_pool(const PoolKey& key);

  /// The mask of a pool: the seed of a1 (dealer) or that seed sealed (service). Written once:
  /// the same bytes again are welcome. Errors: kRefused where other bytes are there, since the
  /// pool's bundles belong to the mask they were dealt with.
  virtual Result<void> set_mask(PoolId pool, const Bytes& mask) = 0;
  virtual Result<std::optional<Bytes>> mask(PoolId pool) = 0;

  /// Microseconds that one bundle of the pool took when it was last dealt (dealer) or fetched
  /// and prepared (hospital); none where that was never measured.
  virtual Result<void> set_pace(PoolId pool, std::int64_t microseconds) = 0;
  Result<std::optional<std::int64_t>> pace(PoolId pool);

  // Spent counts

  /// What is spent with a peer, by its public key, and what it has told. A bundle counts in the
  /// transaction that consumes it, or, at a dealer, that takes a receipt for a half of it.
  virtual Result<SpentCounts> spent_with(const std::string& peer, Scope scope) = 0;
  /// Raises both counts to at least these. Durable where our own count rises.
  virtual Result<void> raise_spent(const std::string& peer, Scope scope,
                                   const SpentCounts& least) = 0;

 protected:
  /// Adds bundles, oldest first, and returns the ids of those added, in order: kDealt with both
  /// halves (dealer), or kDelivered with the party's own half. Ids that are there already, in
  /// whatever state, are passed over where `state` is kDelivered. A bundle's id never leaves
  /// the store: it can't come back to life. Errors: kStorage naming an id that is there
  /// already, where `state` is kDealt, or twice in the list; kInternal for a wrong number of
  /// halves or an id that is not 32 lower-case hexadecimal characters. Nothing is added then.
  virtual Result<std::vector<std::string>> add(PoolId pool,
                                               const std::vector<NewBundle>& bundles,
                                               BundleState state) = 0;
};

}  // namespace medisc
