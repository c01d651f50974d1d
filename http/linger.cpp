#include "http/linger.hpp"

#include <array>
#include <chrono>

#include <poll.h>
#include <sys/socket.h>

namespace medisc {

void linger(int socket) {
  using Clock = std::chrono::steady_clock;
  const auto until = Clock::now() + std::chrono::seconds(2);
  std::array<char, 64u << 10> forgotten{};
  while (Clock::now() < until) {
    pollfd watched{socket, POLLIN, 0};
    if (::poll(&watched, 1, 100) == 0) continue;
    if (::recv(socket, forgotten.data(), forgotten.size(), MSG_DONTWAIT) <= 0) return;
  }
}

}  // namespace medisc
