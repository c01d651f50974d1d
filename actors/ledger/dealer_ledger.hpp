/// The dealer's ledger: the actor that owns its database, in a thread of its own.
#pragma once

#include <memory>

#include "actors/conversation/actor_types.hpp"
#include "storage/dealer_pools.hpp"

namespace medisc {

/// Answers as DealerAnswers does.
Ledger spawn_dealer_ledger(caf::actor_system& system, std::unique_ptr<DealerPools> pools);

}  // namespace medisc
