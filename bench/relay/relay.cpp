#include "bench/relay/relay.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <list>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace medisc::bench {
namespace {

Instant now() {
  return std::chrono::steady_clock::now().time_since_epoch();
}

/// A socket, closed when it goes.
class Socket {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Socket& operator=(Socket&&) = delete;
  ~Socket() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

bool would_block() {
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

std::string text_of(const sockaddr_in& address) {
  char host[INET_ADDRSTRLEN] = {};
  ::inet_ntop(AF_INET, &address.sin_addr, host, sizeof host);
  return std::string(host) + ":" + std::to_string(ntohs(address.sin_port));
}

}  // namespace

struct Relay::Direction {
  int from;
  int to;
  DelayLine line;
  bool reading = true;   ///< the source has not ended
  bool blocked = false;  ///< the destination takes nothing more for now
  bool done = false;     ///< the destination knows of the end, or is gone

  bool wants_input() const { return reading && line.room() > 0; }

  void read() {
    Bytes chunk(line.room());
    const ssize_t got = ::recv(from, chunk.data(), chunk.size(), 0);
    if (got < 0 && would_block()) return;
    if (got > 0) {
      chunk.resize(static_cast<std::size_t>(got));
      line.put(std::move(chunk), now());
    } else {
      reading = false;
      line.end(now());
    }
  }

  void write() {
    const Instant instant = now();
    while (!done) {
      const auto bytes = line.ready(instant);
      if (bytes.empty()) break;
      const ssize_t sent = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      blocked = sent < 0 && would_block();
      if (blocked) return;
      if (sent < 0) {
        reading = false;
        done = true;
      } else {
        line.take(static_cast<std::size_t>(sent));
      }
    }
    if (!done && line.ended(instant)) {
      ::shutdown(to, SHUT_WR);
      done = true;
    }
  }
};

struct Relay::Connection {
  Connection(Socket calling, Socket called, LineLimits limits)
      : caller(std::move(calling)),
        callee(std::move(called)),
        directions{Direction{caller.get(), callee.get(), DelayLine(limits)},
                   Direction{callee.get(), caller.get(), DelayLine(limits)}} {}

  bool done() const { return directions[0].done && directions[1].done; }

  Socket caller;
  Socket callee;
  std::array<Direction, 2> directions;
};

struct Relay::State {
  Socket listener;
  sockaddr_in to;
  LineLimits limits;
  std::list<Connection> connections{};
};

Result<sockaddr_in> parse_address(const std::string& text) {
  const auto colon = text.rfind(':');
  sockaddr_in address{};
  address.sin_family = AF_INET;
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  if (colon != std::string::npos &&
      ::inet_pton(AF_INET, text.substr(0, colon).c_str(), &address.sin_addr) == 1) {
    const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, port);
    if (error == std::errc{} && stop == end) {
      address.sin_port = htons(port);
      return address;
    }
  }
  return fail(ErrorCode::kUsage, "\"" + text + "\" is not an address",
              "give an IPv4 address in numbers and a port, such as 127.0.0.1:7801");
}

Result<std::unique_ptr<Relay>> Relay::open(const sockaddr_in& listen, const sockaddr_in& to,
                                           LineLimits limits) {
  Socket listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int on = 1;
  ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(listener.get(), reinterpret_cast<const sockaddr*>(&listen), sizeof listen) != 0 ||
      ::listen(listener.get(), SOMAXCONN) != 0) {
    return fail(ErrorCode::kPeerUnavailable,
                "can't listen at " + text_of(listen) + ": " + std::strerror(errno),
                "choose a free port, or 0");
  }
  auto state = std::make_unique<State>(State{std::move(listener), to, limits});
  return std::unique_ptr<Relay>(new Relay(std::move(state)));
}

Relay::Relay(std::unique_ptr<State> state) : state_(std::move(state)) {}
Relay::~Relay() = default;

std::string Relay::address() const {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(state_->listener.get(), reinterpret_cast<sockaddr*>(&address), &size);
  return text_of(address);
}

void Relay::admit() {
  constexpr int kFlags = SOCK_CLOEXEC | SOCK_NONBLOCK;
  Socket caller(::accept4(state_->listener.get(), nullptr, nullptr, kFlags));
  if (caller.get() < 0) return;
  Socket callee(::socket(AF_INET, SOCK_STREAM | kFlags, 0));
  const auto* const to = reinterpret_cast<const sockaddr*>(&state_->to);
  // Until it is connected, it only blocks; where it fails, reading tells.
  if (::connect(callee.get(), to, sizeof state_->to) != 0 && errno != EINPROGRESS) return;
  const int on = 1;
  for (const int end : {caller.get(), callee.get()}) {
    ::setsockopt(end, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  state_->connections.emplace_back(std::move(caller), std::move(callee), state_->limits);
}

void Relay::run() {
  std::vector<pollfd> polled;
  for (;;) {
    polled.assign(1, {state_->listener.get(), POLLIN, 0});
    std::optional<Instant> wake;
    for (const Connection& connection : state_->connections) {
      for (const Direction& way : connection.directions) {
        // Without interest no descriptor is given, since an error or a hang-up would be
        // reported over and over.
        polled.push_back({way.wants_input() ? way.from : -1, POLLIN, 0});
        polled.push_back({way.blocked && !way.done ? way.to : -1, POLLOUT, 0});
        const auto due = way.line.due();
        if (!way.blocked && !way.done && due && (!wake || *due < *wake)) wake = due;
      }
    }
    timespec patience{};
    if (wake) {
      const auto left = std::max(*wake - now(), Instant{0});
      patience.tv_sec = left / std::chrono::seconds(1);
      patience.tv_nsec = (left % std::chrono::seconds(1)).count();
    }
    if (::ppoll(polled.data(), polled.size(), wake ? &patience : nullptr, nullptr) < 0) {
      continue;
    }
    std::size_t next = 1;
    for (Connection& connection : state_->connections) {
      for (Direction& way : connection.directions) {
        if (polled[next++].revents != 0) way.read();
        if (polled[next++].revents != 0) way.blocked = false;
        if (!way.blocked) way.write();
      }
    }
    state_->connections.remove_if([](const Connection& c) { return c.done(); });
    if (polled[0].revents != 0) admit();
  }
}

}  // namespace medisc::bench
