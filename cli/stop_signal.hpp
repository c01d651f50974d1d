/// SIGINT and SIGTERM as a question that long work asks between two steps.
#pragma once

#include <atomic>
#include <functional>
#include <thread>

#include "error/error.hpp"

namespace medisc {

/// The first signal asks for a stop, and says so on standard error. The second ends the process
/// at once, after `at_once`. Make it before other threads start: they inherit that the signals
/// are blocked.
class StopSignal {
 public:
  explicit StopSignal(std::function<void()> at_once = [] {});
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;
  ~StopSignal();

  bool requested() const { return requested_; }
  /// kInterrupted once a stop was asked for; `how_to_resume` becomes its hint.
  Result<void> check(const std::string& where, const std::string& how_to_resume) const;

 private:
  void watch(const std::stop_token& ended);

  std::function<void()> at_once_;
  std::atomic<bool> requested_ = false;
  std::jthread watcher_;
};

}  // namespace medisc
