/// Time that only goes forward, for those who wait, as a parameter: tests step their own.
#pragma once

#include <chrono>
#include <functional>

namespace medisc {

using SteadyTime = std::chrono::steady_clock::time_point;
using SteadyClock = std::function<SteadyTime()>;

/// The machine's.
inline SteadyClock steady_clock() {
  return [] {
    return std::chrono::steady_clock::now();
  };
}

}  // namespace medisc
