/// A dealer's conversation with one hospital or service.
#pragma once

#include <memory>

#include "actors/conversation/event_log.hpp"
#include "actors/conversation/handshake.hpp"
#include "actors/conversation/process.hpp"
#include "channel/channels.hpp"
#include "config/peer_names.hpp"
#include "messages/identity.hpp"
#include "metrics/metrics.hpp"

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

/// Shakes hands, and answers the party's requests from the ledger until it hangs up. Throws
/// Failure.
Task<void> serve_party(Process& process, Connection& connection, DealerSettings settings);

}  // namespace medisc
