/// The dealer's daemon: delivers halves and masks to their owners.
#pragma once

#include <memory>

#include "actors/conversation/listener.hpp"
#include "config/peer_names.hpp"
#include "messages/identity.hpp"
#include "storage/store.hpp"

namespace medisc {

struct DealerSettings {
  Address listen;
  std::shared_ptr<const Identity> identity;
  IsRegistered is_registered;
  std::shared_ptr<EventLog> event_log;
  Channels channels{};  ///< of those who call
  std::shared_ptr<Metrics> metrics = no_metrics();
  NameOf peer_name = name_of(PeerNames());
};

Result<Listener> start_dealer(caf::actor_system& system, const DealerSettings& settings,
                              std::unique_ptr<Store> store);

}  // namespace medisc
