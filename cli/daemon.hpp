/// A running role as a program of its own: it waits for a signal, then shuts down in order.
#pragma once

#include <chrono>
#include <csignal>
#include <functional>

#include "site/role_site.hpp"

namespace medisc {

/// SIGINT and SIGTERM.
sigset_t stop_signals();

/// Those, and SIGHUP.
sigset_t daemon_signals();

/// Blocks SIGINT and SIGTERM for this thread and those it starts. Call before others start.
void block_signals();

/// From here on the process has so long to end by itself; then it is ended. What it has
/// promised is durable before that, and a name server that does not answer a dialer, or a disk
/// that hangs, must not hold up whoever stops the daemon.
void bound_shutdown(std::chrono::milliseconds grace = std::chrono::seconds(5));

/// Starts it and runs it until SIGINT or SIGTERM; each SIGHUP until then reloads. Errors: those
/// of RoleSite::start.
/// `started` is called once it has started; its error ends all.
Result<void> run_until_signal(RoleSite& site,
                              const std::function<Result<void>()>& started = nullptr);

}  // namespace medisc
