/// The listening broker of a daemon: every connection becomes a conversation of its own.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <vector>

#include "actors/conversation/broker_process.hpp"
#include "actors/conversation/converse.hpp"
#include "actors/conversation/event_log.hpp"
#include "channel/channels.hpp"
#include "metrics/metrics.hpp"

namespace medisc {

struct Listener {
  caf::actor actor;
  std::uint16_t port = 0;
  std::shared_ptr<std::atomic<int>> open;  ///< conversations that run
  std::vector<caf::actor> helper_actors;   ///< that conversations ask; stopped after them
};

/// Listens at `address` (port 0: any free one), over channels that `channels` gives. An error
/// of a conversation ends it alone: the peer is told, the event log notes it. The listener's
/// `helper_actors` are those of `helpers`. Errors: kUsage
/// where the address can't be listened at, or its channels would be neither encrypted nor
/// local.
Result<Listener> listen(caf::actor_system& system, const Address& address,
                        Conversation conversation, HelperActors helpers,
                        std::shared_ptr<EventLog> event_log, Channels channels = {},
                        std::shared_ptr<Metrics> metrics = no_metrics());

/// Stops in order: no new conversation, up to `grace` for those that run, then they are cut
/// off, then the helpers. Returns how many conversations were cut off.
int stop(const Listener& listener, std::chrono::milliseconds grace);

}  // namespace medisc
