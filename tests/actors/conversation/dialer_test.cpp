#include "actors/conversation/dialer.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/actors/world.hpp"

namespace medisc::test {
namespace {

using Clock = std::chrono::steady_clock;

/// A listening socket that nobody accepts from.
class DeafListener {
 public:
  explicit DeafListener(int backlog) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const plain = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(socket_, plain, size), 0);
    EXPECT_EQ(::listen(socket_, backlog), 0);
    EXPECT_EQ(::getsockname(socket_, plain, &size), 0);
    port_ = ntohs(address.sin_port);
  }
  DeafListener(const DeafListener&) = delete;
  DeafListener& operator=(const DeafListener&) = delete;
  ~DeafListener() { close(); }

  void close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }
  Address address() const { return {"127.0.0.1", port_}; }

 private:
  int socket_;
  std::uint16_t port_ = 0;
};

TEST(Dialer, AConnectedSocketNeverBlocksNorWaits) {
  const DeafListener listener(4);
  const auto socket = dial(listener.address(), 1s);
  ASSERT_TRUE(succeeded(socket));
  EXPECT_TRUE((::fcntl(*socket, F_GETFL) & O_NONBLOCK) != 0);
  EXPECT_TRUE((::fcntl(*socket, F_GETFD) & FD_CLOEXEC) != 0);
  int on = 0;
  socklen_t size = sizeof on;
  ::getsockopt(*socket, IPPROTO_TCP, TCP_NODELAY, &on, &size);
  EXPECT_NE(on, 0);
  ::close(*socket);
}

TEST(Dialer, ARefusedPortIsNamedAtOnce) {
  DeafListener listener(1);
  const Address address = listener.address();
  listener.close();
  const auto started = Clock::now();
  EXPECT_TRUE(failed(dial(address, 5s), ErrorCode::kPeerUnavailable,
                     "no connection to " + to_string(address) + ": Connection refused"));
  EXPECT_LT(Clock::now() - started, 1s);
}

TEST(Dialer, AHostThatIsNoneIsNamed) {
  EXPECT_TRUE(failed(dial({"no-such-process.invalid", 7800}, 1s), ErrorCode::kPeerUnavailable,
                     "no-such-process.invalid:7800"));
}

TEST(Dialer, ASilentHostCostsNoMoreThanThePatience) {
  const DeafListener listener(0);
  std::vector<int> filling;
  // The kernel completes connections until the backlog is full, then lets them wait.
  Result<int> last = 0;
  const auto started = Clock::now();
  auto waited = started;
  for (int i = 0; i < 8 && last; ++i) {
    waited = Clock::now();
    last = dial(listener.address(), 200ms);
    if (last) filling.push_back(*last);
  }
  for (const int socket : filling) ::close(socket);
  ASSERT_TRUE(failed(last, ErrorCode::kPeerUnavailable, "timed out"));
  EXPECT_GE(Clock::now() - waited, 190ms);
  EXPECT_LT(Clock::now() - waited, 1s);
}

TEST(Dialer, AnswersAsAnActor) {
  World world;
  const Dialer dialer = world.adopt(spawn_dialer(world.system()));
  DeafListener listener(1);
  const auto socket = world.ask<int>(dialer, listener.address(), std::chrono::milliseconds(1s));
  ASSERT_TRUE(succeeded(socket));
  ::close(*socket);
  listener.close();
  EXPECT_TRUE(failed(world.ask<int>(dialer, listener.address(), std::chrono::milliseconds(1s)),
                     ErrorCode::kPeerUnavailable, "refused"));
}

}  // namespace
}  // namespace medisc::test
