/// A party's ledger: the actor that owns its database, in a thread of its own.
#pragma once

#include <memory>

#include "actors/conversation/actor_types.hpp"
#include "results/site_keys.hpp"
#include "storage/party_pools.hpp"

namespace medisc {

/// Answers as PartyAnswers does. Traces of spent bundles are erased a second after a session's
/// end, beside the requests that come meanwhile, and at the ledger's end. `keys`: of a hospital
/// that keeps results.
Ledger spawn_party_ledger(caf::actor_system& system, std::unique_ptr<PartyPools> pools,
                          Owner owner, std::shared_ptr<const SiteKeys> keys = nullptr);

}  // namespace medisc
