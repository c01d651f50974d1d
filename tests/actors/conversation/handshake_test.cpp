#include "actors/conversation/handshake.hpp"

#include "actors/conversation/dialer.hpp"
#include "tests/actors/world.hpp"
#include "tests/cli/caller.hpp"
#include "tests/messages/samples.hpp"

namespace medisc::test {
namespace {

using Clock = std::chrono::steady_clock;

class Meeting : public testing::Test {
 protected:
  /// A service that welcomes one hospital, then answers plan requests with a receipt.
  Listener serve(std::chrono::milliseconds patience = kHandshakePatience) {
    return world_.serve([this, patience](Process&, Connection& connection) -> Task<void> {
      auto greeting = accept_peer(
          connection, {&service_, Role::kService},
          [this](const Peer& peer) {
            return peer == Peer{hospital_.public_key(), Role::kHospital};
          },
          patience);
      const Peer peer = co_await greeting;
      EXPECT_EQ(peer.key, hospital_.public_key());
      for (;;) {
        const std::optional<Message> message = co_await next_request(connection);
        if (!message) co_return;
        connection.send(ReceiptTaken{});
      }
    });
  }

  Result<void> meet_at(const Listener& listener, const Identity& self, const Peer& expected,
                       const std::function<Task<void>(Connection&)>& then = nullptr) {
    const PeerAddress target{at(listener), expected};
    return world_.talk([&](Process& process) -> Task<void> {
      auto meeting =
          connect_to(process, {&self, Role::kHospital}, target, Patience{2, 50ms, 1s});
      Connection* connection = co_await meeting;
      if (then) {
        co_await then(*connection);
      }
    });
  }

  World world_;
  const Identity hospital_ = samples::identity(1);
  const Identity service_ = samples::identity(2);
  const Identity stranger_ = samples::identity(3);
  const Peer the_service_{service_.public_key(), Role::kService};
};

TEST_F(Meeting, BothSidesProveTheirKeysAndTalk) {
  const Listener listener = serve();
  EXPECT_TRUE(succeeded(
      meet_at(listener, hospital_, the_service_, [](Connection& connection) -> Task<void> {
        for (int i = 0; i < 3; ++i) {
          co_await request<ReceiptTaken, PlanRequest>(connection, "m");
        }
      })));
}

TEST_F(Meeting, AnAnswerOfAnotherKindIsAnError) {
  const Listener listener = serve();
  EXPECT_TRUE(failed(meet_at(listener, hospital_, the_service_,
                             [](Connection& connection) -> Task<void> {
                               co_await request<PlanOffer, PlanRequest>(connection, "m");
                             }),
                     ErrorCode::kProtocol, "answers with a receipt taken"));
}

TEST_F(Meeting, AnUnregisteredKeyIsToldSoByTheOtherSide) {
  const Listener listener = serve();
  EXPECT_TRUE(failed(meet_at(listener, stranger_, the_service_), ErrorCode::kRefused,
                     "the other side answers: key " + to_hex(stranger_.public_key()) +
                         " is not registered as a hospital"));
  EXPECT_TRUE(world_.notes()->await("conversation-failed"));
}

TEST_F(Meeting, APeerWithAnotherKeyIsNotMet) {
  const Listener listener = serve();
  EXPECT_TRUE(failed(meet_at(listener, hospital_, {stranger_.public_key(), Role::kService}),
                     ErrorCode::kRefused, "which is not ours"));
  EXPECT_TRUE(failed(meet_at(listener, hospital_, {service_.public_key(), Role::kDealer}),
                     ErrorCode::kRefused, "is a service, expected a dealer"));
}

TEST_F(Meeting, NobodyThereIsSaidAfterTheLastAttempt) {
  const Listener listener = serve();
  stop(listener, 0ms);
  std::this_thread::sleep_for(50ms);
  const auto started = Clock::now();
  EXPECT_TRUE(failed(meet_at(listener, hospital_, the_service_), ErrorCode::kPeerUnavailable,
                     "the service is not there: no connection to " + to_string(at(listener)) +
                         ": Connection refused, 2 attempts"));
  EXPECT_GE(Clock::now() - started, 50ms);
  EXPECT_LT(Clock::now() - started, 2s);
}

TEST_F(Meeting, WhoNeverProvesAKeyIsSentAway) {
  const Listener listener = serve(700ms);
  const std::string address = to_string(at(listener));
  const auto started = Clock::now();
  Caller silent(address);
  Caller dribbling(address);
  std::thread drops([&] {
    for (int i = 0; i < 20; ++i) {
      dribbling.send_raw({static_cast<std::uint8_t>(i == 0 ? 200 : 0)});
      std::this_thread::sleep_for(100ms);
    }
  });
  EXPECT_TRUE(silent.dropped_within(3s));
  EXPECT_TRUE(dribbling.dropped_within(3s));
  EXPECT_LT(Clock::now() - started, 3s);
  drops.join();
  EXPECT_TRUE(succeeded(meet_at(listener, hospital_, the_service_)));
}

TEST_F(Meeting, TheHandshakesDeadlineEndsWithIt) {
  const Listener listener = serve(700ms);
  EXPECT_TRUE(succeeded(
      meet_at(listener, hospital_, the_service_, [](Connection& connection) -> Task<void> {
        std::this_thread::sleep_for(1500ms);
        co_await request<ReceiptTaken, PlanRequest>(connection, "m");
      })));
}

TEST_F(Meeting, BeforeTheHandshakeMessagesAreShort) {
  const Listener listener = serve();
  Caller caller(to_string(at(listener)));
  Bytes frame;
  append_frame(frame, Bytes(kHandshakeLimit + 1));
  caller.send_raw(frame);
  const auto answer = caller.receive();
  if (answer) {
    EXPECT_EQ(std::get<Refusal>(*answer).code, "protocol");
  }
  EXPECT_TRUE(caller.dropped_within(2s));
}

TEST_F(Meeting, AfterItTheyMayBeLong) {
  const Listener listener = serve();
  Caller caller(to_string(at(listener)));
  ASSERT_TRUE(caller.shake_hands(hospital_, Role::kHospital, the_service_));
  caller.send(Turn{Bytes(1u << 20, 5)});
  EXPECT_TRUE(std::holds_alternative<ReceiptTaken>(caller.receive().value()));
}

}  // namespace
}  // namespace medisc::test
