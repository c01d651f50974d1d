#include "http/connections.hpp"

#include <algorithm>
#include <array>

#include <arpa/inet.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace medisc {
namespace {

/// How exact a deadline is.
constexpr std::chrono::milliseconds kTick{50};

/// All addresses of one host count together: of IPv6 it has 2^64.
std::string host_of(const std::string& address) {
  in6_addr bytes{};
  if (::inet_pton(AF_INET6, address.c_str(), &bytes) != 1) return address;
  if (IN6_IS_ADDR_V4MAPPED(&bytes)) return address;
  std::fill(std::begin(bytes.s6_addr) + 8, std::end(bytes.s6_addr), std::uint8_t{0});
  std::array<char, INET6_ADDRSTRLEN> text{};
  return ::inet_ntop(AF_INET6, &bytes, text.data(), text.size());
}

}  // namespace

Connections::Connections(const HttpLimits& limits)
    : limits_(limits), watcher_([this] { watch(); }) {}

Connections::~Connections() {
  {
    const std::scoped_lock lock(mutex_);
    ends_ = true;
  }
  changed_.notify_all();
  watcher_.join();
}

HttpConnection* Connections::open(int socket, HttpPeer peer) {
  const std::scoped_lock lock(mutex_);
  HttpConnection& added = open_.emplace_back();
  added.socket = socket;
  added.counted_as = host_of(peer.address);
  added.peer = std::move(peer);
  added.unsent_since = Clock::now();
  added.deadline = added.unsent_since + limits_.header_time;
  const std::size_t of_host = ++counts_[added.counted_as];
  // Who shares a Unix socket is one machine's, and told apart by nothing that costs anything.
  if (!added.counted_as.empty() && of_host > limits_.connections_each) added.refused = 429;
  if (open_.size() > limits_.connections) added.refused = 503;
  changed_.notify_all();
  return &added;
}

void Connections::close(HttpConnection* connection) {
  const std::scoped_lock lock(mutex_);
  const auto count = counts_.find(connection->counted_as);
  if (--count->second == 0) counts_.erase(count);
  open_.remove_if([&](const HttpConnection& one) { return &one == connection; });
}

void Connections::allow(HttpConnection& connection, std::chrono::milliseconds time) {
  const std::scoped_lock lock(mutex_);
  connection.deadline = Clock::now() + time;
}

void Connections::allow_at_most(HttpConnection& connection, std::chrono::milliseconds time) {
  const std::scoped_lock lock(mutex_);
  connection.deadline = std::min(connection.deadline, Clock::now() + time);
}

void Connections::allow_forever(HttpConnection& connection) {
  const std::scoped_lock lock(mutex_);
  connection.deadline = Clock::time_point::max();
}

void Connections::cut_all() {
  const std::scoped_lock lock(mutex_);
  for (HttpConnection& connection : open_) {
    ::shutdown(connection.socket, SHUT_RDWR);
    connection.is_cut = true;
  }
}

void Connections::watch() {
  std::unique_lock lock(mutex_);
  while (!ends_) {
    if (open_.empty()) {
      changed_.wait(lock, [this] { return ends_ || !open_.empty(); });
      continue;
    }
    changed_.wait_for(lock, kTick, [this] { return ends_; });
    const auto now = Clock::now();
    for (HttpConnection& connection : open_) {
      if (connection.is_cut || (connection.deadline > now && !stalls(connection, now)))
        continue;
      // Its thread wakes up, finds the end, and closes it.
      ::shutdown(connection.socket, SHUT_RDWR);
      connection.is_cut = true;
    }
  }
}

bool Connections::stalls(HttpConnection& connection, Clock::time_point now) const {
  int unsent = 0;
  ::ioctl(connection.socket, SIOCOUTQ, &unsent);
  // Of a client that takes something the number moves, though the server adds to it.
  if (unsent == 0 || unsent != connection.unsent) {
    connection.unsent = unsent;
    connection.unsent_since = now;
  }
  return now - connection.unsent_since > limits_.send_time;
}

HttpPeer peer_of(int socket) {
  sockaddr_storage remote{};
  socklen_t size = sizeof remote;
  HttpPeer peer;
  if (::getpeername(socket, reinterpret_cast<sockaddr*>(&remote), &size) != 0) return peer;
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (remote.ss_family == AF_INET) {
    ::inet_ntop(AF_INET, &reinterpret_cast<sockaddr_in&>(remote).sin_addr, text.data(),
                text.size());
  } else if (remote.ss_family == AF_INET6) {
    ::inet_ntop(AF_INET6, &reinterpret_cast<sockaddr_in6&>(remote).sin6_addr, text.data(),
                text.size());
  } else {
    ucred credentials{};
    socklen_t length = sizeof credentials;
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0) {
      peer.user = credentials.uid;
      peer.process = credentials.pid;
    }
  }
  peer.address = text.data();
  return peer;
}

}  // namespace medisc
