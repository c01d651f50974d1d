// Conversations over TLS, and sides that do not agree on it.
#include "actors/conversation/dialer.hpp"
#include "messages/codec.hpp"
#include "messages/frame.hpp"
#include "tests/actors/world.hpp"
#include "tests/cli/caller.hpp"
#include "tests/messages/samples.hpp"

namespace medisc::test {
namespace {

using Clock = std::chrono::steady_clock;

Channels encrypted() {
  TlsConfig config;
  config.mode = TlsMode::kAlways;
  return Channels::open(config, std::chrono::system_clock::now()).value();
}

/// Takes any number of requests, each answered by a receipt.
Task<void> take_receipts(Connection& connection) {
  for (;;) {
    const std::optional<Message> message = co_await next_request(connection);
    if (!message) co_return;
    connection.send(ReceiptTaken{});
  }
}

class TlsChannel : public testing::Test {
 protected:
  Conversation service_side(std::chrono::milliseconds patience = kHandshakePatience) {
    return [this, patience](Process&, Connection& connection) -> Task<void> {
      auto greeting = accept_peer(
          connection, {&service_, Role::kService},
          [this](const Peer& peer) { return peer.key == hospital_.public_key(); }, patience);
      co_await greeting;
      co_await take_receipts(connection);
    };
  }

  Result<void> meet_at(const Address& address, const Channels& channels,
                       const std::function<Task<void>(Connection&)>& then = nullptr) {
    const PeerAddress target{address, {service_.public_key(), Role::kService}, channels};
    return world_.talk([&](Process& process) -> Task<void> {
      auto meeting =
          connect_to(process, {&hospital_, Role::kHospital}, target, Patience{2, 50ms, 1s});
      Connection* connection = co_await meeting;
      if (then) {
        co_await then(*connection);
      }
    });
  }

  World world_;
  const Identity hospital_ = samples::identity(1);
  const Identity service_ = samples::identity(2);
};

TEST_F(TlsChannel, CarriesMessagesOfAnySize) {
  const Listener listener = world_.serve(service_side(), encrypted());
  EXPECT_TRUE(
      succeeded(meet_at(at(listener), encrypted(), [](Connection& connection) -> Task<void> {
        EXPECT_TRUE(connection.encrypted());
        for (const std::size_t size : {1u, 100u, 16'384u, 1'000'000u, 8'000'000u, 1u}) {
          co_await request<ReceiptTaken, Turn>(connection, Bytes(size, 5));
        }
      })));
}

TEST_F(TlsChannel, CountsWhatTheSocketCarried) {
  const Listener listener = world_.serve(service_side(), encrypted());
  EXPECT_TRUE(
      succeeded(meet_at(at(listener), encrypted(), [](Connection& connection) -> Task<void> {
        const auto sent = connection.bytes_sent();
        const auto received = connection.bytes_received();
        co_await request<ReceiptTaken, Turn>(connection, Bytes(1000, 5));
        auto plain = frame_size(encode(Turn{Bytes(1000, 5)}).size());
        EXPECT_EQ(connection.bytes_sent() - sent, plain + 22) << "a record's header and tag";
        plain = frame_size(encode(ReceiptTaken{}).size());
        EXPECT_EQ(connection.bytes_received() - received, plain + 22);
      })));
}

TEST_F(TlsChannel, APlainCallerIsToldAndTellsQuickly) {
  const Listener listener = world_.serve(service_side(), encrypted());
  const auto started = Clock::now();
  EXPECT_TRUE(failed(meet_at(at(listener), Channels()), ErrorCode::kProtocol,
                     "the peer speaks TLS, and this side does not"));
  EXPECT_TRUE(world_.notes()->await("the peer does not speak TLS, and this side does"));
  EXPECT_LT(Clock::now() - started, 3s);
}

TEST_F(TlsChannel, ACallerOfAPlainListenerIsToldAndTellsQuickly) {
  const Listener listener = world_.serve(service_side());
  const auto started = Clock::now();
  EXPECT_TRUE(failed(meet_at(at(listener), encrypted()), ErrorCode::kProtocol,
                     "the peer does not speak TLS, and this side does"));
  EXPECT_TRUE(world_.notes()->await("the peer speaks TLS, and this side does not"));
  EXPECT_LT(Clock::now() - started, 3s);
}

TEST_F(TlsChannel, WhoStaysSilentIsSentAway) {
  const Listener listener = world_.serve(service_side(700ms), encrypted());
  Caller silent(to_string(at(listener)));
  Caller begun(to_string(at(listener)));
  begun.send_raw({0x16, 0x03, 0x01, 0x02, 0x00, 0x01});
  EXPECT_TRUE(silent.dropped_within(3s));
  EXPECT_TRUE(begun.dropped_within(3s));
  EXPECT_TRUE(succeeded(meet_at(at(listener), encrypted())));
}

TEST_F(TlsChannel, AListenerThatSaysNothingIsGivenUp) {
  const Listener listener = world_.serve(
      [](Process& process, Connection&) -> Task<void> { co_await process.sleep(60s); });
  const PeerAddress target{at(listener), {service_.public_key(), Role::kService}, encrypted()};
  const auto started = Clock::now();
  EXPECT_TRUE(failed(world_.talk([&](Process& process) -> Task<void> {
    auto meeting =
        connect_to(process, {&hospital_, Role::kHospital}, target, Patience{1, 50ms, 1s});
    co_await meeting;
  }),
                     ErrorCode::kPeerUnavailable, "the service at 127.0.0.1"));
  EXPECT_LT(Clock::now() - started, kHandshakePatience + 3s);
}

TEST_F(TlsChannel, AnEndIsHeardAsSuch) {
  std::promise<bool> quiet;
  const Listener listener = world_.serve(
      [&](Process& process, Connection& connection) -> Task<void> {
        co_await service_side()(process, connection);
        quiet.set_value(connection.ended_quietly());
      },
      encrypted());
  EXPECT_TRUE(succeeded(meet_at(at(listener), encrypted())));
  EXPECT_TRUE(quiet.get_future().get());
}

TEST_F(TlsChannel, AStrangerIsRefusedBehindIt) {
  const Identity stranger = samples::identity(3);
  const Listener listener = world_.serve(service_side(), encrypted());
  const PeerAddress target{at(listener), {service_.public_key(), Role::kService}, encrypted()};
  EXPECT_TRUE(failed(world_.talk([&](Process& process) -> Task<void> {
    auto meeting =
        connect_to(process, {&stranger, Role::kHospital}, target, Patience{1, 50ms, 1s});
    co_await meeting;
  }),
                     ErrorCode::kRefused, "is not registered as a hospital"));
}

TEST_F(TlsChannel, ReachesEveryAddressOfTheMachine) {
  TlsConfig automatic;
  const Channels channels = Channels::open(automatic, std::chrono::system_clock::now()).value();
  for (const char* host : {"0.0.0.0", "::", "::1"}) {
    SCOPED_TRACE(host);
    const auto listener =
        listen(world_.system(), {host, 0}, service_side(), {}, world_.notes(), channels);
    ASSERT_TRUE(succeeded(listener));
    world_.adopt(*listener);
    const bool six = std::string(host).find(':') != std::string::npos;
    const bool wildcard = !is_loopback({host, 0});
    EXPECT_TRUE(succeeded(meet_at({six ? "::1" : "127.0.0.1", listener->port},
                                  wildcard ? encrypted() : channels)));
  }
}

}  // namespace
}  // namespace medisc::test
