/// The dealer's daemon: delivers halves and masks to their owners.
#pragma once

#include <memory>

#include "actors/conversation/listener.hpp"
#include "actors/dealer/serve_party.hpp"
#include "storage/dealer_pools.hpp"

namespace medisc {

Result<Listener> start_dealer(caf::actor_system& system, const DealerSettings& settings,
                              std::unique_ptr<DealerPools> pools);

}  // namespace medisc
