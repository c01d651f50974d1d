#include "cli/round_trip.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace medisc {
namespace {

constexpr std::size_t kMostBytes = 4096;

/// A socket, closed with this object.
class Socket {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

bool pass(int socket, char* bytes, std::size_t count, bool out) {
  while (count > 0) {
    const auto done =
        out ? ::send(socket, bytes, count, MSG_NOSIGNAL) : ::recv(socket, bytes, count, 0);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return false;
    bytes += done;
    count -= static_cast<std::size_t>(done);
  }
  return true;
}

void send_at_once(int socket) {
  const int yes = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

/// The other process. It comes from a fork of many threads: system calls only.
[[noreturn]] void echo(int listener, std::size_t bytes) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  char message[kMostBytes];
  const int socket = ::accept(listener, nullptr, nullptr);
  send_at_once(socket);
  while (pass(socket, message, bytes, false) && pass(socket, message, bytes, true)) {
  }
  ::_exit(0);
}

tl::unexpected<Error> failed(const char* what) {
  return fail(ErrorCode::kInternal, std::string("a TCP connection on 127.0.0.1: ") + what +
                                        ": " + std::strerror(errno));
}

Result<std::vector<std::chrono::nanoseconds>> trips(const sockaddr_in& address,
                                                    std::size_t count, std::size_t bytes) {
  const Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::connect(socket.descriptor(), reinterpret_cast<const sockaddr*>(&address),
                sizeof address) != 0) {
    return failed("connect");
  }
  send_at_once(socket.descriptor());
  char message[kMostBytes] = {};
  std::vector<std::chrono::nanoseconds> took;
  for (std::size_t i = 0; i < count; ++i) {
    const auto sent = std::chrono::steady_clock::now();
    if (!pass(socket.descriptor(), message, bytes, true)) return failed("send");
    if (!pass(socket.descriptor(), message, bytes, false)) return failed("receive");
    took.push_back(std::chrono::steady_clock::now() - sent);
  }
  return took;
}

}  // namespace

Result<std::vector<std::chrono::nanoseconds>> tcp_round_trips(std::size_t count,
                                                              std::size_t message_bytes) {
  if (message_bytes == 0 || message_bytes > kMostBytes) {
    return fail(ErrorCode::kInternal, "an echo of " + std::to_string(message_bytes) + " bytes");
  }
  const Socket listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener.descriptor(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(listener.descriptor(), 1) != 0 ||
      ::getsockname(listener.descriptor(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    return failed("listen");
  }
  const pid_t id = ::fork();
  if (id == 0) echo(listener.descriptor(), message_bytes);
  if (id < 0) return failed("fork");
  auto took = trips(address, count, message_bytes);
  ::kill(id, SIGKILL);
  ::waitpid(id, nullptr, 0);
  return took;
}

}  // namespace medisc
