/// The service's daemon: offers plans, takes the hospitals' openings, serves sessions.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "actors/listener.hpp"
#include "actors/meeting.hpp"
#include "model/planner.hpp"
#include "protocol/service.hpp"
#include "storage/store.hpp"

namespace medisc {

/// A model as the service runs it.
struct LoadedModel {
  LoadedModel(std::string model_name, CompiledModel model);
  LoadedModel(const LoadedModel&) = delete;
  LoadedModel& operator=(const LoadedModel&) = delete;

  std::string name;
  CompiledModel compiled;
  PlanHash hash;
  Gates gates;
  std::unique_ptr<ServiceModel> runner;  ///< refers to the members above
};

struct ServiceSettings {
  Address listen;
  std::shared_ptr<const Identity> identity;
  PeerAddress dealer;
  Patience patience;
  IsRegistered is_registered;
  std::vector<std::shared_ptr<const LoadedModel>> models;
  std::shared_ptr<Journal> journal;
  std::shared_ptr<Metrics> metrics = no_metrics();
  PeerNames names;
};

/// Registers the models' plans with the dealer in the background, again and again until the
/// dealer is there.
Result<Listener> start_service(caf::actor_system& system, const ServiceSettings& settings,
                               std::unique_ptr<Store> store);

}  // namespace medisc
