/// What a service offers, and what its conversations share.
#pragma once

#include <chrono>
#include <memory>

#include "actors/conversation/event_log.hpp"
#include "actors/conversation/handshake.hpp"
#include "actors/service/dealer_checked.hpp"
#include "actors/service/rate_limit.hpp"
#include "actors/service/served_models.hpp"
#include "actors/service/session_gate.hpp"
#include "metrics/metrics.hpp"
#include "protocol/session_size.hpp"

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
  std::size_t weights_at_once = kChunksAtOnce;               ///< bytes of D in a message, about
  std::shared_ptr<EventLog> event_log;
  Channels channels{};  ///< of those who call
  std::shared_ptr<Metrics> metrics = no_metrics();
  NameOf peer_name = name_of(PeerNames());
};

struct HelperActors;

/// A service's settings, and what changes while it runs.
struct ServiceContext {
  explicit ServiceContext(ServiceSettings given,
                          std::shared_ptr<const HelperActors> own_helpers = nullptr,
                          const SteadyClock& clock = steady_clock())
      : settings(std::move(given)),
        helpers(std::move(own_helpers)),
        models(settings.models),
        gate(settings.sessions),
        rate(settings.records_an_hour),
        dealer_checked(clock()) {}

  ServiceSettings settings;
  std::shared_ptr<const HelperActors> helpers;  ///< those of the process, for its brokers
  ServedModels models;
  SessionGate gate;
  RateLimit rate;
  DealerChecked dealer_checked;

  /// Of one session. 0: there is no room for one record.
  std::uint32_t most_records(const LoadedModel& model) const {
    return static_cast<std::uint32_t>(
        records_a_session(model.compiled.plan, model.gates, kMaxIds, settings.sessions.memory));
  }

  OwnName self() const { return {settings.identity.get(), Role::kService}; }
};

}  // namespace medisc
