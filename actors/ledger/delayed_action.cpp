#include "actors/ledger/delayed_action.hpp"

#include <utility>

namespace medisc {

DelayedAction::DelayedAction(std::chrono::milliseconds delay, std::function<void()> action)
    : delay_(delay),
      action_(std::move(action)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void DelayedAction::ask() {
  const std::lock_guard lock(mutex_);
  asked_ = true;
  changed_.notify_one();
}

void DelayedAction::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, stop, [this] { return asked_; })) {
    changed_.wait_for(lock, stop, delay_, [] { return false; });
    if (stop.stop_requested()) return;
    asked_ = false;
    lock.unlock();
    action_();
    lock.lock();
  }
}

}  // namespace medisc
