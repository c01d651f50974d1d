/// Long work beside a Python thread that stays open to Ctrl-C.
#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>

#include <pybind11/pybind11.h>

#include "python/unlocked.hpp"

namespace medisc::python {

/// LOCAL: how often a wait looks for signals.
inline constexpr std::chrono::milliseconds kSignalPeriod{50};

/// What `work` returns or throws. It runs on a thread of its own, without the interpreter's
/// lock, which this thread gives up, too. Where a signal's handler raises (Ctrl-C), `stop` is
/// called, and the work has `grace` to end, or all the time that it takes; then the exception
/// goes on. Work that outlives its grace is left to itself: it owns all that it uses.
template <class Work>
auto interruptible(Work work, const std::function<void()>& stop,
                   std::optional<std::chrono::milliseconds> grace = std::nullopt) {
  using Outcome = std::invoke_result_t<Work>;
  std::packaged_task<Outcome()> task(std::move(work));
  std::future<Outcome> outcome = task.get_future();
  std::thread(std::move(task)).detach();
  const auto ready = [&outcome] {
    const Unlocked unlocked;
    return outcome.wait_for(kSignalPeriod) == std::future_status::ready;
  };
  while (!ready()) {
    if (PyErr_CheckSignals() == 0) continue;
    const pybind11::error_already_set raised;
    {
      const Unlocked unlocked;
      stop();
      grace ? static_cast<void>(outcome.wait_for(*grace)) : outcome.wait();
    }
    throw raised;
  }
  return outcome.get();
}

}  // namespace medisc::python
