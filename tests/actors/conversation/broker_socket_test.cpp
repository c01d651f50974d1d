#include "actors/conversation/broker_socket.hpp"

#include <array>
#include <future>
#include <numeric>
#include <thread>

#include <sys/socket.h>
#include <unistd.h>

#include <gtest/gtest.h>
#include <caf/io/all.hpp>

#include "actors/conversation/actor_system.hpp"
#include "actors/conversation/broker.hpp"
#include "messages/message.hpp"

namespace medisc {
namespace {

using namespace std::chrono_literals;
using Go = caf::atom_constant<caf::atom("go")>;

/// What a broker does at each `Go`.
using Step = std::function<void(BrokerSocket&)>;

struct WriterState {
  std::unique_ptr<BrokerSocket> writer;
};

caf::behavior write_on_request(StatefulBroker<WriterState>* self, int socket,
                               const std::shared_ptr<Step>& step) {
  self->state.writer = std::make_unique<BrokerSocket>(self, self->add_scribe(socket));
  return {[self, step](Go) {
            const Step next = std::move(*step);
            next(*self->state.writer);
          },
          [self](const caf::io::data_transferred_msg& message) {
            self->state.writer->on_written(message.remaining);
          },
          [](const caf::io::connection_closed_msg&) {
          }};
}

/// A broker with a writer at one end of a pair of sockets, and the other end.
class BrokerSocketTest : public testing::Test {
 protected:
  BrokerSocketTest() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()),
              0);
    peer_ = ends[1];
    broker_ = actors_.get().middleman().spawn_broker(write_on_request, ends[0], step_);
  }
  ~BrokerSocketTest() override {
    hang_up();
    caf::anon_send_exit(broker_, caf::exit_reason::user_shutdown);
  }

  void hang_up() {
    if (peer_ >= 0) ::close(std::exchange(peer_, -1));
  }

  /// Runs `step` on the network thread, and what it returns.
  template <class Function>
  auto run(Function step) {
    using Value = std::invoke_result_t<Function, BrokerSocket&>;
    const auto done = std::make_shared<std::promise<Value>>();
    *step_ = [done, step](BrokerSocket& writer) {
      if constexpr (std::is_void_v<Value>) {
        step(writer);
        done->set_value();
      } else {
        done->set_value(step(writer));
      }
    };
    caf::anon_send(broker_, Go::value);
    return done->get_future().get();
  }

  std::size_t unsent() {
    return run([](BrokerSocket& writer) { return writer.unsent(); });
  }

  /// What has come by now, up to `most` bytes.
  Bytes read(std::size_t most = 1U << 20) const {
    Bytes bytes(most);
    const ssize_t count = ::recv(peer_, bytes.data(), bytes.size(), 0);
    bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return bytes;
  }

  /// So many bytes, however long they take.
  Bytes read_all(std::size_t count) const {
    Bytes bytes;
    for (int tries = 0; bytes.size() < count && tries < 5000; ++tries) {
      const Bytes more = read(count - bytes.size());
      bytes.insert(bytes.end(), more.begin(), more.end());
      if (more.empty()) std::this_thread::sleep_for(1ms);
    }
    return bytes;
  }

 private:
  ActorSystem actors_;
  std::shared_ptr<Step> step_ = std::make_shared<Step>();
  caf::actor broker_;
  int peer_ = -1;
};

void write(BrokerSocket& writer, const std::vector<Bytes>& messages) {
  std::vector<std::span<const std::uint8_t>> parts(messages.begin(), messages.end());
  writer.write(parts);
}

Bytes counted(std::size_t count, std::uint8_t first) {
  Bytes bytes(count);
  std::iota(bytes.begin(), bytes.end(), first);
  return bytes;
}

TEST_F(BrokerSocketTest, WhatTheSocketTakesIsThereAtOnce) {
  run([&](BrokerSocket& writer) {
    write(writer, {{1, 2}, {}, {3}});
    EXPECT_EQ(read(), (Bytes{1, 2, 3}));
    write(writer, {{4}});
    EXPECT_EQ(read(), Bytes{4});
    writer.write({});
    EXPECT_EQ(writer.unsent(), 0U);
  });
}

TEST_F(BrokerSocketTest, WhatItDoesNotTakeFollowsInOrder) {
  const Bytes big = counted(3U << 20, 7);
  const Bytes small = counted(100, 50);
  run([&](BrokerSocket& writer) {
    write(writer, {big, small});
    const std::size_t waits = writer.unsent();
    EXPECT_GT(waits, 0U);
    EXPECT_LT(waits, big.size() + small.size());
    write(writer, {small});
    EXPECT_EQ(writer.unsent(), waits + small.size()) << "it stands behind the other";
  });
  Bytes expected = big;
  expected.insert(expected.end(), small.begin(), small.end());
  expected.insert(expected.end(), small.begin(), small.end());
  EXPECT_EQ(read_all(expected.size()), expected);
  EXPECT_EQ(unsent(), 0U);
  run([&](BrokerSocket& writer) {
    write(writer, {small});
    EXPECT_EQ(read(), small) << "at once again";
  });
}

TEST_F(BrokerSocketTest, ADeadConnectionTakesNothing) {
  hang_up();
  run([](BrokerSocket& writer) {
    write(writer, {{1}, {2}});
    EXPECT_EQ(writer.unsent(), 0U);
  });
}

TEST_F(BrokerSocketTest, TakesAnyNumberOfParts) {
  std::vector<Bytes> parts;
  Bytes expected;
  for (std::uint8_t i = 0; i < 20; ++i) {
    parts.push_back(counted(i, i));
    expected.insert(expected.end(), parts.back().begin(), parts.back().end());
  }
  run([&](BrokerSocket& writer) { write(writer, parts); });
  EXPECT_EQ(read_all(expected.size()), expected);
}

}  // namespace
}  // namespace medisc
