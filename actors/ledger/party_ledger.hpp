/// The ledger of a hospital or a service: its store behind an actor of its own thread.
#pragma once

#include <memory>

#include "actors/contract.hpp"
#include "storage/store.hpp"

namespace medisc {

/// `owner`: whose halves this database holds.
PartyLedger spawn_party_ledger(caf::actor_system& system, std::unique_ptr<Store> store,
                               Owner owner);

}  // namespace medisc
