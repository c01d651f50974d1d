#include "cli/daemon.hpp"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <thread>

#include <unistd.h>

#include "cli/supervisor.hpp"

namespace medisc {
namespace {

constexpr std::chrono::seconds kGrace{5};

sigset_t daemon_signals() {
  sigset_t signals = stop_signals();
  sigaddset(&signals, SIGHUP);
  return signals;
}

}  // namespace

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

void block_signals() {
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void block_daemon_signals() {
  block_signals();
  const sigset_t signals = daemon_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

void wait_for_stop(EventLog& event_log, Endpoint& endpoint, const Reload& reload) {
  endpoint.ready();
  const sigset_t signals = daemon_signals();
  int signal = 0;
  tell_supervisor("READY=1");
  for (sigwait(&signals, &signal); signal == SIGHUP; sigwait(&signals, &signal)) {
    tell_supervisor("RELOADING=1");
    if (const auto reloaded = reload()) {
      event_log.info("reloaded");
    } else {
      event_log.error("reload-failed", {{"error", render(reloaded.error())}});
    }
    tell_supervisor("READY=1");
  }
  tell_supervisor("STOPPING=1");
  endpoint.stopping();
  event_log.info("stopping", {{"signal", signal == SIGINT ? "SIGINT" : "SIGTERM"}});
}

void bound_shutdown(std::chrono::milliseconds grace) {
  std::thread([grace] {
    std::this_thread::sleep_for(grace);
    std::fputs("medisc: actors did not end in time; the process ends all the same\n", stderr);
    ::_exit(0);
  }).detach();
}

void run_until_signal(const Listener& listener, EventLog& event_log, Endpoint& endpoint,
                      const Reload& reload) {
  wait_for_stop(event_log, endpoint, reload);
  stop(listener, kGrace);
  bound_shutdown();
  event_log.info("stopped");
}

}  // namespace medisc
