/// Something that is done once, a while after it was asked for, in a thread of its own. Its end
/// waits for what runs, and leaves out what has not begun.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace medisc {

class DelayedAction {
 public:
  DelayedAction(std::chrono::milliseconds delay, std::function<void()> action);

  /// Has it done `delay` from now; asked again until then, no later and no more often.
  void ask();

 private:
  void run(const std::stop_token& stop);

  std::chrono::milliseconds delay_;
  std::function<void()> action_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool asked_ = false;
  std::jthread thread_;  // after what it uses
};

}  // namespace medisc
