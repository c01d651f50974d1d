#include "cli/processor_time.hpp"

#include <chrono>
#include <ctime>

namespace medisc {

double processor_seconds(pid_t id) {
  clockid_t clock{};
  timespec taken{};
  if (::clock_getcpuclockid(id, &clock) != 0 || ::clock_gettime(clock, &taken) != 0) return 0;
  return std::chrono::duration<double>(std::chrono::seconds(taken.tv_sec) +
                                       std::chrono::nanoseconds(taken.tv_nsec))
      .count();
}

}  // namespace medisc
