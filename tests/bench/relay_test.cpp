#include "bench/relay/relay.hpp"

#include <chrono>
#include <filesystem>
#include <random>
#include <thread>

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/cli/process.hpp"
#include "tests/files/folder.hpp"

namespace medisc::test {
namespace {

using Words = std::vector<std::string>;
using testing::HasSubstr;

/// A blocking socket, every wait of which ends.
class Plug {
 public:
  explicit Plug(int descriptor) : descriptor_(descriptor) {
    const timeval patience{20, 0};
    for (const int option : {SO_RCVTIMEO, SO_SNDTIMEO}) {
      ::setsockopt(descriptor_, SOL_SOCKET, option, &patience, sizeof patience);
    }
  }
  Plug(Plug&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Plug& operator=(Plug&&) = delete;
  ~Plug() { close(); }

  int get() const { return descriptor_; }
  void close() {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
  }
  void end_output() const { ::shutdown(descriptor_, SHUT_WR); }

  void send(const Bytes& bytes) const {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
      const ssize_t step =
          ::send(descriptor_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (step <= 0) return;
      sent += static_cast<std::size_t>(step);
    }
  }

  /// Up to `count` bytes; fewer where the other side ends.
  Bytes receive(std::size_t count) const {
    Bytes bytes(count);
    std::size_t got = 0;
    while (got < count) {
      const ssize_t step = ::recv(descriptor_, bytes.data() + got, count - got, 0);
      if (step <= 0) break;
      got += static_cast<std::size_t>(step);
    }
    bytes.resize(got);
    return bytes;
  }

 private:
  int descriptor_;
};

Plug connect_to(const std::string& text) {
  const sockaddr_in address = bench::parse_address(text).value();
  Plug plug(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::connect(plug.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error("can't connect to " + text);
  }
  return plug;
}

Bytes random_bytes(std::size_t count) {
  std::mt19937_64 random(count);
  Bytes bytes(count);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

/// The relay is a process of its own; the test is at both ends of it.
class RelayTest : public testing::Test {
 protected:
  RelayTest() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = bench::parse_address("127.0.0.1:0").value();
    socklen_t size = sizeof address;
    auto* const plain = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_.get(), plain, size) != 0 || ::listen(listener_.get(), 8) != 0 ||
        ::getsockname(listener_.get(), plain, &size) != 0) {
      throw std::runtime_error("can't listen");
    }
    target_ = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  }

  void start(const std::string& delay_ms, const std::string& bytes_per_s) {
    relay_.emplace(Words{WIRE_RELAY_BINARY, "--to", target_, "--delay-ms", delay_ms,
                         "--bytes-per-s", bytes_per_s},
                   folder_ / "relay");
    address_ = relay_->await("wire-relay-ready address=");
  }
  Plug call() const { return connect_to(address_); }
  Plug accept() const {
    pollfd ready{listener_.get(), POLLIN, 0};
    if (::poll(&ready, 1, 10000) != 1) throw std::runtime_error("nobody calls");
    return Plug(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
  }

  Plug listener_;
  std::string target_;
  std::string address_;
  Folder folder_;
  std::optional<Process> relay_;
};

TEST_F(RelayTest, AnEchoTakesTwoDelays) {
  start("30", "0");
  const Plug caller = call();
  const Plug callee = accept();
  for (int round = 0; round < 3; ++round) {
    const auto begin = std::chrono::steady_clock::now();
    caller.send({1, 2, 3});
    callee.send(callee.receive(3));
    EXPECT_EQ(caller.receive(3), (Bytes{1, 2, 3}));
    EXPECT_GE(std::chrono::steady_clock::now() - begin, 60ms);
  }
}

TEST_F(RelayTest, TheRateHolds) {
  start("0", "1000000");
  const Plug caller = call();
  const Plug callee = accept();
  const auto begin = std::chrono::steady_clock::now();
  caller.send(Bytes(200000));
  EXPECT_EQ(callee.receive(200000).size(), 200000u);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 200ms);
}

/// Both ways at once, more than all buffers hold, by a reader who begins late.
TEST_F(RelayTest, KeepsOrderAndContent) {
  start("2", "400000000");
  const Plug caller = call();
  const Plug callee = accept();
  const Bytes up = random_bytes(24 << 20);
  const Bytes down = random_bytes(3 << 20);
  std::thread up_sender([&] {
    caller.send(up);
    caller.end_output();
  });
  std::thread down_sender([&] {
    callee.send(down);
    callee.end_output();
  });
  pause(100ms);
  // One byte more than there is: the end must come as well.
  EXPECT_TRUE(callee.receive(up.size() + 1) == up);
  EXPECT_TRUE(caller.receive(down.size() + 1) == down);
  up_sender.join();
  down_sender.join();
}

/// A reader who does not read stops the sender: no buffer in between grows without end.
TEST_F(RelayTest, PassesBackPressureOn) {
  start("1", "100000000");
  const Plug caller = call();
  const Plug callee = accept();
  const Bytes chunk(1 << 20);
  std::size_t sent = 0;
  for (int i = 0; i < 256 && sent == static_cast<std::size_t>(i) * chunk.size(); ++i) {
    // Room within half a second, or never.
    for (std::size_t part = 0; part < chunk.size();) {
      pollfd ready{caller.get(), POLLOUT, 0};
      if (::poll(&ready, 1, 500) != 1) break;
      const ssize_t step =
          ::send(caller.get(), chunk.data(), chunk.size() - part, MSG_DONTWAIT | MSG_NOSIGNAL);
      if (step <= 0) break;
      part += static_cast<std::size_t>(step);
      sent += static_cast<std::size_t>(step);
    }
  }
  EXPECT_LT(sent, 64u << 20);
  caller.end_output();
  EXPECT_EQ(callee.receive(sent + 1).size(), sent);
}

TEST_F(RelayTest, PassesAHalfCloseAndThenTheAnswer) {
  start("5", "0");
  const Plug caller = call();
  const Plug callee = accept();
  caller.send({9});
  caller.end_output();
  EXPECT_EQ(callee.receive(2), (Bytes{9}));
  callee.send({8, 7});
  callee.end_output();
  EXPECT_EQ(caller.receive(3), (Bytes{8, 7}));
}

TEST_F(RelayTest, ForgetsConnectionsThatEnded) {
  start("1", "0");
  const std::size_t before = relay_->open_files();
  for (int i = 0; i < 5; ++i) {
    Plug caller = call();
    Plug callee = accept();
    caller.close();
    EXPECT_TRUE(callee.receive(1).empty());
  }
  EXPECT_TRUE(eventually([&] { return relay_->open_files() == before; }));
}

TEST_F(RelayTest, EndsACallThatNobodyTakes) {
  start("1", "0");
  listener_.close();
  const Plug caller = call();
  EXPECT_TRUE(caller.receive(1).empty());
}

/// Two connections do not wait for one another.
TEST_F(RelayTest, ServesConnectionsSideBySide) {
  start("1", "0");
  const Plug first = call();
  const Plug first_end = accept();
  const Plug second = call();
  const Plug second_end = accept();
  second.send({2});
  first.send({1});
  EXPECT_EQ(first_end.receive(1), (Bytes{1}));
  EXPECT_EQ(second_end.receive(1), (Bytes{2}));
}

TEST_F(RelayTest, RefusesWhatItCantUse) {
  const struct {
    Words options;
    std::string complaint;
  } cases[] = {{{"--to", "nowhere"}, "\"nowhere\" is not an address"},
               {{"--to", "127.0.0.1:70000"}, "is not an address"},
               {{"--to", "127.0.0.1:7x"}, "is not an address"},
               {{}, "\"\" is not an address"},
               {{"--to", target_, "--listen", "127.0.0.1"}, "is not an address"},
               {{"--to", target_, "--listen", target_}, "can't listen at " + target_},
               {{"--to", target_, "--delay-ms", "-1"}, "--delay-ms -1"},
               {{"--to", target_, "--delay-ms", "nan"}, "--delay-ms nan"},
               {{"--to", target_, "--delay-ms", "1s"}, "--delay-ms 1s"},
               {{"--to", target_, "--bytes-per-s", "-4"}, "--bytes-per-s -4"},
               {{"--to"}, "--to has no value"},
               {{"--speed", "1"}, "--speed is unknown"}};
  for (const auto& [options, complaint] : cases) {
    Words command{WIRE_RELAY_BINARY};
    command.insert(command.end(), options.begin(), options.end());
    Process relay(command, folder_ / "refused");
    const auto status = relay.wait(10s);
    ASSERT_TRUE(status) << complaint;
    EXPECT_NE(*status, 0) << complaint;
    EXPECT_THAT(relay.err(), HasSubstr(complaint));
  }
}

}  // namespace
}  // namespace medisc::test
