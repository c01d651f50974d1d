#include "cli/daemon.hpp"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <thread>

#include <unistd.h>

#include "cli/supervisor.hpp"

namespace medisc {
sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

sigset_t daemon_signals() {
  sigset_t signals = stop_signals();
  sigaddset(&signals, SIGHUP);
  return signals;
}

void block_signals() {
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void bound_shutdown(std::chrono::milliseconds grace) {
  std::thread([grace] {
    std::this_thread::sleep_for(grace);
    std::fputs("medisc: actors did not end in time; the process ends all the same\n", stderr);
    ::_exit(0);
  }).detach();
}

Result<void> run_until_signal(RoleSite& site, const std::function<Result<void>()>& started) {
  block_signals();
  const sigset_t signals = daemon_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  if (auto serving = site.start(); !serving) return serving;
  if (started) {
    if (auto more = started(); !more) {
      site.stop();
      return more;
    }
  }
  int signal = 0;
  tell_supervisor("READY=1");
  for (sigwait(&signals, &signal); signal == SIGHUP; sigwait(&signals, &signal)) {
    tell_supervisor("RELOADING=1");
    site.reload();
    tell_supervisor("READY=1");
  }
  tell_supervisor("STOPPING=1");
  site.stopping();
  site.event_log().info("stopping", {{"signal", signal == SIGINT ? "SIGINT" : "SIGTERM"}});
  site.stop();
  bound_shutdown();
  site.event_log().info("stopped");
  return {};
}

}  // namespace medisc
