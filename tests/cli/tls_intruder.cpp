#include "tests/cli/tls_intruder.hpp"

#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ring/word.hpp"

namespace medisc::test {
namespace {

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

void send_all(int socket, std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t step = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (step <= 0) return;
    bytes = bytes.subspan(static_cast<std::size_t>(step));
  }
}

/// One of the two TLS connections.
struct End {
  End(int its_socket, std::unique_ptr<TlsSession> its_session)
      : socket(its_socket), session(std::move(its_session)) {
    session->start([this](std::span<const std::uint8_t> bytes) { send_all(socket, bytes); });
  }

  /// Takes what has arrived; false where the connection is over.
  bool take() {
    Bytes chunk(64 * 1024);
    const ssize_t got = ::recv(socket, chunk.data(), chunk.size(), 0);
    if (got <= 0) return false;
    chunk.resize(static_cast<std::size_t>(got));
    const auto taken = session->receive(chunk, [this](std::span<const std::uint8_t> plain) {
      read.insert(read.end(), plain.begin(), plain.end());
    });
    return taken.has_value() && !session->has_ended();
  }
  /// Passes on what the other end has read.
  void give(Bytes& plain) {
    if (plain.empty() || !session->is_open()) return;
    session->send({}, plain);
    plain.clear();
  }

  int socket;
  std::unique_ptr<TlsSession> session;
  Bytes read;
};

}  // namespace

TlsIntruder::TlsIntruder(const std::string& target, Channels channels)
    : channels_(std::move(channels)),
      listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
      target_(std::stoi(target.substr(target.rfind(':') + 1))) {
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  auto* const plain = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, plain, size) != 0 || ::listen(listener_, 16) != 0 ||
      ::getsockname(listener_, plain, &size) != 0 || ::pipe2(stop_, 0) != 0) {
    throw std::runtime_error("the intruder can't listen");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

TlsIntruder::~TlsIntruder() {
  ::close(stop_[1]);
  thread_.join();
  ::close(stop_[0]);
  ::close(listener_);
}

void TlsIntruder::serve() {
  for (;;) {
    pollfd ready[] = {{listener_, POLLIN, 0}, {stop_[0], POLLIN, 0}};
    ::poll(ready, 2, -1);
    if (ready[1].revents != 0) return;
    const int caller = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (caller < 0) continue;
    join(caller);
    ::close(caller);
  }
}

void TlsIntruder::join(int caller) {
  const int callee = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(target_);
  if (::connect(callee, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    const Address here{"127.0.0.1", 0};
    End towards_caller(caller, channels_.accepted(here).value());
    End towards_callee(callee, channels_.dialled(here).value());
    for (bool open = true; open;) {
      pollfd ready[] = {{caller, POLLIN, 0}, {callee, POLLIN, 0}, {stop_[0], POLLIN, 0}};
      ::poll(ready, 3, -1);
      open = ready[2].revents == 0 && (ready[0].revents == 0 || towards_caller.take()) &&
             (ready[1].revents == 0 || towards_callee.take());
      overheard_ += towards_caller.read.size();
      towards_callee.give(towards_caller.read);
      towards_caller.give(towards_callee.read);
    }
  }
  ::close(callee);
}

}  // namespace medisc::test
