#include "cli/stop_signal.hpp"

#include <csignal>
#include <cstdio>
#include <ctime>

#include <unistd.h>

#include "cli/daemon.hpp"

namespace medisc {
namespace {

constexpr timespec kLook{0, 100'000'000};

}  // namespace

StopSignal::StopSignal(std::function<void()> at_once) : at_once_(std::move(at_once)) {
  block_signals();
  watcher_ = std::jthread([this](const std::stop_token& ended) { watch(ended); });
}

StopSignal::~StopSignal() = default;

Result<void> StopSignal::check(const std::string& where,
                               const std::string& how_to_resume) const {
  if (!requested_) return {};
  return fail(ErrorCode::kInterrupted, where, how_to_resume);
}

void StopSignal::watch(const std::stop_token& ended) {
  const sigset_t signals = stop_signals();
  while (!ended.stop_requested()) {
    const int signal = sigtimedwait(&signals, nullptr, &kLook);
    if (signal < 0) continue;
    if (requested_.exchange(true)) {
      at_once_();
      ::_exit(128 + signal);
    }
    std::fputs("\nmedisc: stopping after what runs now; once more stops at once\n", stderr);
  }
}

}  // namespace medisc
