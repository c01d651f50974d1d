/// Which gates of a session are open: one coroutine opens them in order, ahead of another one
/// that runs and closes them, as far as there is room. All on one thread.
///
///   opener                                   run
///   co_await window.room_for(step);          co_await window.is_open(step);
///   ... expands the gate ...                 ... runs the gate ...
///   window.opened(step);                     window.closed(step);
#pragma once

#include <coroutine>
#include <cstdint>
#include <exception>
#include <vector>

#include "protocol/task.hpp"

namespace medisc {

class GateWindow {
 public:
  /// `weights`: bytes of each gate while it is open, about; `room`: of all together. One gate
  /// is open at least.
  GateWindow(std::vector<std::uint64_t> weights, std::uint64_t room)
      : weights_(std::move(weights)), room_(room) {}

  class Waiting;
  /// Awaitable, for the opener: false where the run has ended.
  Waiting room_for(std::size_t step);
  /// Awaitable, for the run: throws where the opener has failed.
  Waiting is_open(std::size_t step);
  /// Awaitable, for who watches both: until there is no room, or all gates are open. Throws
  /// where the opener has failed.
  Waiting filled();

  void opened();
  void closed(std::size_t step);
  /// The opener goes no further.
  void fail(std::exception_ptr failure);
  /// The run goes no further.
  void end();

 private:
  enum class Wish : std::uint8_t { kRoom, kOpen, kFilled };

  bool has_room() const { return taken_ == 0 || taken_ + weights_[opened_] <= room_; }
  bool is_full() const { return opened_ == weights_.size() || !has_room(); }
  bool is_granted(Wish wish, std::size_t step) const;
  void look();

  struct Waiter {
    std::coroutine_handle<> coroutine;
    Trampoline* trampoline = nullptr;
    std::size_t step = 0;
  };

  std::vector<std::uint64_t> weights_;
  std::uint64_t room_;
  std::uint64_t taken_ = 0;  ///< by gates that are open
  std::size_t opened_ = 0;   ///< gates, ever
  bool ended_ = false;
  std::exception_ptr failure_;
  Waiter waiters_[3];  ///< by Wish
};

class GateWindow::Waiting {
 public:
  Waiting(GateWindow& window, Wish wish, std::size_t step)
      : window_(window), wish_(wish), step_(step) {}

  bool await_ready() const { return window_.is_granted(wish_, step_); }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> waiting) {
    window_.waiters_[static_cast<std::size_t>(wish_)] = {waiting, waiting.promise().trampoline,
                                                         step_};
  }
  bool await_resume() const {
    if (wish_ != Wish::kRoom && window_.failure_) std::rethrow_exception(window_.failure_);
    return !window_.ended_;
  }

 private:
  GateWindow& window_;
  Wish wish_;
  std::size_t step_;
};

inline GateWindow::Waiting GateWindow::room_for(std::size_t step) {
  return {*this, Wish::kRoom, step};
}
inline GateWindow::Waiting GateWindow::is_open(std::size_t step) {
  return {*this, Wish::kOpen, step};
}
inline GateWindow::Waiting GateWindow::filled() {
  return {*this, Wish::kFilled, 0};
}

}  // namespace medisc
