/// The service's daemon: offers plans, takes the hospitals' openings, serves sessions.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "actors/conversation/handshake.hpp"
#include "actors/conversation/listener.hpp"
#include "actors/service/served_models.hpp"
#include "actors/service/session_gate.hpp"
#include "storage/store.hpp"

namespace medisc {

struct ServiceSettings {
  Address listen;
  std::shared_ptr<const Identity> identity;
  PeerAddress dealer;
  Patience patience;
  IsRegistered is_registered;
  LoadedModels models;
  SessionLimits sessions;
  std::uint64_t records_an_hour = 0;                         ///< of a hospital; 0: any number
  std::chrono::milliseconds silence = kConversationSilence;  ///< that a hospital may keep
  std::shared_ptr<EventLog> event_log;
  Channels channels{};  ///< of those who call
  std::shared_ptr<Metrics> metrics = no_metrics();
  NameOf peer_name = name_of(PeerNames());
};

struct ServiceContext;

struct RunningService {
  Listener listener;
  std::shared_ptr<ServiceContext> context;
};

/// Registers the models' plans with the dealer in the background, again and again until the
/// dealer is there.
Result<RunningService> start_service(caf::actor_system& system, const ServiceSettings& settings,
                                     std::unique_ptr<Store> store);

/// Offers these models from now on; sessions that run end with the model that they began with.
/// Errors: those of start_service for the models, and then what was offered before still is.
Result<void> replace_models(caf::actor_system& system, RunningService& service,
                            LoadedModels models);

}  // namespace medisc
