/// A running role as a program of its own: it waits for a signal, then shuts down in order.
#pragma once

#include <chrono>
#include <csignal>

#include "site/role_site.hpp"

namespace medisc {

/// SIGINT and SIGTERM.
sigset_t stop_signals();

/// Blocks SIGINT and SIGTERM for this thread and those it starts. Call before others start.
void block_signals();

/// From here on the process has so long to end by itself; then it is ended. What it has
/// promised is durable before that, and a name server that does not answer a dialer, or a disk
/// that hangs, must not hold up whoever stops the daemon.
void bound_shutdown(std::chrono::milliseconds grace = std::chrono::seconds(5));

/// Starts it and runs it until SIGINT or SIGTERM; each SIGHUP until then reloads. Errors: those
/// of RoleSite::start.
Result<void> run_until_signal(RoleSite& site);

}  // namespace medisc
