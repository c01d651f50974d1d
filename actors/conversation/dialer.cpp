#include "actors/conversation/dialer.hpp"

#include <cerrno>
#include <cstring>
#include <memory>

#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "actors/conversation/actor_errors.hpp"

namespace medisc {
namespace {

using Clock = std::chrono::steady_clock;

tl::unexpected<Error> unavailable(const Address& address, const std::string& why) {
  return fail(ErrorCode::kPeerUnavailable,
              "no connection to " + to_string(address) + ": " + why,
              "is it running there, and is the address right?");
}

/// 0, or the reason as errno.
int connect_before(int fd, const addrinfo& target, Clock::time_point deadline) {
  if (connect(fd, target.ai_addr, target.ai_addrlen) == 0) return 0;
  if (errno != EINPROGRESS) return errno;
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
  pollfd waiting{fd, POLLOUT, 0};
  const int ready = poll(&waiting, 1, left > 0 ? static_cast<int>(left) : 0);
  if (ready == 0) return ETIMEDOUT;
  if (ready < 0) return errno;
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
  return error;
}

Dialer::behavior_type dial_on_request(Dialer::pointer) {
  return {[](const Address& address, std::chrono::milliseconds patience) {
    return answer(dial(address, patience));
  }};
}

}  // namespace

Result<int> dial(const Address& address, std::chrono::milliseconds patience) {
  const auto deadline = Clock::now() + patience;
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_family = AF_UNSPEC;
  addrinfo* found = nullptr;
  if (const int code = getaddrinfo(address.host.c_str(), std::to_string(address.port).c_str(),
                                   &hints, &found);
      code != 0) {
    return unavailable(address, gai_strerror(code));
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> targets(found, freeaddrinfo);
  int reason = EADDRNOTAVAIL;
  for (const addrinfo* target = found; target != nullptr; target = target->ai_next) {
    const int fd = socket(target->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) {
      reason = errno;
      continue;
    }
    reason = connect_before(fd, *target, deadline);
    if (reason == 0) {
      const int on = 1;
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      return fd;
    }
    close(fd);
  }
  return unavailable(address, std::strerror(reason));
}

Dialer spawn_dialer(caf::actor_system& system) {
  return system.spawn<caf::detached>(dial_on_request);
}

}  // namespace medisc
