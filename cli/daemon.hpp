/// What every running role does: wait for a signal, then shut down in order.
#pragma once

#include <csignal>
#include <vector>

#include <caf/all.hpp>

#include "actors/listener.hpp"
#include "metrics/endpoint.hpp"

namespace medisc {

/// SIGINT and SIGTERM.
sigset_t stop_signals();

/// Blocks SIGINT and SIGTERM for this thread and those it starts. Call before the actor system
/// starts its threads.
void block_signals();

/// Waits for SIGINT or SIGTERM, then stops: no new conversation, those that run get `grace` to
/// end, then the actors behind them. `endpoint` tells that all is well, until the signal.
void run_until_signal(const Listener& listener, Journal& journal, Endpoint& endpoint);

/// CAF as every role starts it: no files, no CAF logs, a network module.
class ActorSettings : public caf::actor_system_config {
 public:
  ActorSettings();
};

}  // namespace medisc
