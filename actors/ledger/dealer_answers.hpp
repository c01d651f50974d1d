/// What the dealer's ledger answers, from its pools. No thread, no actor.
#pragma once

#include <memory>

#include "actors/contract.hpp"
#include "ring/seed.hpp"
#include "storage/dealer_pools.hpp"

namespace medisc {

/// A party gets its own halves only: the pool it asks for has it on its own side.
class DealerAnswers {
 public:
  /// A grant ends with the chunk that takes it past `grant_bytes`.
  explicit DealerAnswers(std::unique_ptr<DealerPools> pools,
                         std::size_t grant_bytes = kChunksAtOnce)
      : pools_(std::move(pools)), grant_bytes_(grant_bytes) {}

  /// An answer of the kind that the request names, or an error in its place.
  LedgerAnswer answer(const LedgerRequest& request);

 private:
  std::unique_ptr<DealerPools> pools_;
  std::size_t grant_bytes_;
};

/// The seed of a1 of a pool, drawn when it is first asked for.
Result<Seed> pool_mask(DealerPools& pools, PoolId pool);

}  // namespace medisc
