/// The dealer's ledger: answers the requests of parties from its pools.
#pragma once

#include <memory>

#include "actors/contract.hpp"
#include "storage/store.hpp"

namespace medisc {

/// A party gets its own halves only: the pool it asks for has it on its own side.
DealerLedger spawn_dealer_ledger(caf::actor_system& system, std::unique_ptr<Store> store);

/// The seed of a1 of a pool, drawn when it is first asked for.
Result<Seed> pool_mask(Store& store, PoolId pool);

}  // namespace medisc
