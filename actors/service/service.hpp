/// The service's daemon: offers plans, takes the hospitals' openings, serves sessions.
#pragma once

#include <memory>

#include "actors/conversation/listener.hpp"
#include "actors/service/service_context.hpp"
#include "storage/party_pools.hpp"

namespace medisc {

struct RunningService {
  Listener listener;
  std::shared_ptr<ServiceContext> context;
};

/// Registers the models' plans with the dealer in the background, again and again until the
/// dealer is there.
Result<RunningService> start_service(caf::actor_system& system, const ServiceSettings& settings,
                                     std::unique_ptr<PartyPools> pools);

/// Offers these models from now on; sessions that run end with the model that they began with.
/// Errors: those of start_service for the models, and then what was offered before still is.
Result<void> replace_models(caf::actor_system& system, RunningService& service,
                            LoadedModels models);

}  // namespace medisc
