#include "http/ending.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

#include <poll.h>

namespace medisc {

bool HttpEnding::within(std::chrono::milliseconds time) const {
  using Clock = std::chrono::steady_clock;
  const auto until = Clock::now() + time;
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    // A negative descriptor is left out.
    std::array<pollfd, 2> watched{{{socket_, POLLRDHUP, 0}, {event_, POLLIN, 0}}};
    const int timeout = static_cast<int>(std::clamp<long>(left, 0, 60'000));
    const int found = ::poll(watched.data(), watched.size(), timeout);
    if (found > 0) return true;
    if (found < 0 && errno != EINTR) return true;
    if (found == 0 && left <= timeout) return false;
  }
}

}  // namespace medisc
