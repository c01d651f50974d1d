/// What every running role does: wait for a signal, then shut down in order.
#pragma once

#include <chrono>
#include <csignal>
#include <functional>
#include <vector>

#include <caf/all.hpp>

#include "actors/conversation/listener.hpp"
#include "metrics/endpoint.hpp"

namespace medisc {

/// SIGINT and SIGTERM.
sigset_t stop_signals();

/// Blocks SIGINT and SIGTERM for this thread and those it starts. Call before the actor system
/// starts its threads.
void block_signals();

/// Also SIGHUP, which a daemon takes as the wish to reload.
void block_daemon_signals();

/// Reads the configuration again. An error changes nothing.
using Reload = std::function<Result<void>()>;

/// Waits for SIGINT or SIGTERM. Each SIGHUP until then reloads. `endpoint` tells meanwhile that
/// all is well.
void wait_for_stop(EventLog& event_log, Endpoint& endpoint, const Reload& reload);

/// From here on the process has so long to end by itself; then it is ended. What it has
/// promised is durable before that, and a name server that does not answer a dialer, or a disk
/// that hangs, must not hold up whoever stops the daemon.
void bound_shutdown(std::chrono::milliseconds grace = std::chrono::seconds(5));

/// The same, then stops: no new conversation, those that run get `grace` to end, then the
/// actors behind them.
void run_until_signal(const Listener& listener, EventLog& event_log, Endpoint& endpoint,
                      const Reload& reload);

}  // namespace medisc
