#include "actors/conversation/connection.hpp"

#include <thread>

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "actors/conversation/broker_socket.hpp"
#include "actors/conversation/session_link.hpp"
#include "messages/codec.hpp"
#include "tests/actors/world.hpp"
#include "tests/cli/caller.hpp"

namespace medisc::test {
namespace {

using Clock = std::chrono::steady_clock;

/// What ends the conversation of the other side, as `Caller` hears of it.
Refusal refusal(Caller& caller) {
  const auto answer = caller.receive();
  if (!answer) throw std::runtime_error("closed without a word");
  return std::get<Refusal>(*answer);
}

Task<void> receive_one(Connection& connection) {
  const Bytes message = co_await connection.receive();
  connection.send_encoded(message);
}

std::string address_of(const Listener& listener) {
  return to_string(at(listener));
}

TEST(Connection, MessagesComeInOrderHoweverTheyAreCut) {
  World world;
  const auto listener = world.serve([](Process&, Connection& connection) -> Task<void> {
    for (int i = 0; i < 3; ++i) {
      const Bytes message = co_await connection.receive();
      connection.send_encoded(message);
    }
    EXPECT_EQ(connection.bytes_sent(), connection.bytes_received());
  });
  Caller caller(address_of(listener));
  for (const char* model : {"a", "b", "c"}) {
    Bytes frame;
    append_frame(frame, encode(PlanRequest{model}));
    for (const std::uint8_t byte : frame) caller.send_raw({byte});
  }
  for (const char* model : {"a", "b", "c"}) {
    EXPECT_EQ(std::get<PlanRequest>(caller.receive().value()).model, model);
  }
  EXPECT_FALSE(caller.receive().has_value());
}

TEST(Connection, AMessageIsOnItsWayBeforeTheConversationGoesOn) {
  World world;
  std::promise<void> seen;
  const auto listener = world.serve(
      [heard = seen.get_future().share()](Process&, Connection& connection) -> Task<void> {
        connection.send(PlanRequest{"now"});
        EXPECT_EQ(heard.wait_for(5s), std::future_status::ready);
        co_return;
      });
  Caller caller(address_of(listener));
  EXPECT_EQ(std::get<PlanRequest>(caller.receive().value()).model, "now");
  seen.set_value();
}

TEST(Connection, WhatIsNotReadYetComesInOrder) {
  World world;
  std::promise<void> seen;
  constexpr std::size_t kBig = std::size_t{16} << 20;  // more than sockets take at once
  const auto listener =
      world.serve([heard = seen.get_future().share()](Process& process,
                                                      Connection& connection) -> Task<void> {
        connection.set_limit(kConversationLimit);
        connection.send_turn({Bytes(kBig, 1), true});
        for (std::uint8_t i = 2; i < 5; ++i) connection.send_turn({Bytes{i}, true});
        co_await process.sleep(200ms);
        connection.send_turn({Bytes{5}, true});
        const Bytes answer = co_await connection.receive();
        connection.send_encoded(answer);
        EXPECT_EQ(heard.wait_for(5s), std::future_status::ready)
            << "not on its way at once again";
      });
  Caller caller(address_of(listener));
  std::this_thread::sleep_for(400ms);
  EXPECT_EQ(std::get<Turn>(caller.receive().value()).payload, Bytes(kBig, 1));
  for (std::uint8_t i = 2; i < 6; ++i) {
    EXPECT_EQ(std::get<Turn>(caller.receive().value()).payload, Bytes{i});
  }
  caller.send(PlanRequest{"done"});
  EXPECT_EQ(std::get<PlanRequest>(caller.receive().value()).model, "done");
  seen.set_value();
}

TEST(Connection, WhatIsUnsentAtItsEndStillGoesOut) {
  World world;
  constexpr std::size_t kBig = std::size_t{16} << 20;
  const auto listener = world.serve([](Process&, Connection& connection) -> Task<void> {
    connection.send_turn({Bytes(kBig, 1), true});
    co_return;
  });
  Caller caller(address_of(listener));
  std::this_thread::sleep_for(200ms);
  EXPECT_EQ(std::get<Turn>(caller.receive().value()).payload, Bytes(kBig, 1));
  EXPECT_FALSE(caller.receive().has_value());
}

TEST(Connection, CountsTheBytesThatTheKernelCounts) {
  World world;
  const auto listener = world.serve([](Process&, Connection& connection) -> Task<void> {
    const Bytes message = co_await connection.receive();
    connection.send_turn({Bytes(100'000, 1), true});
    connection.send_encoded(message);
    co_await connection.receive();  // so all has been sent
    tcp_info socket{};
    socklen_t size = sizeof socket;
    EXPECT_EQ(::getsockopt(static_cast<int>(
                               static_cast<BrokerSocket&>(connection.socket()).handle().id()),
                           IPPROTO_TCP, TCP_INFO, &socket, &size),
              0);
    EXPECT_EQ(connection.bytes_received(), socket.tcpi_bytes_received);
    EXPECT_EQ(connection.bytes_sent(), socket.tcpi_bytes_sent - socket.tcpi_bytes_retrans);
    connection.send_encoded(message);
  });
  Caller caller(address_of(listener));
  caller.send(PlanRequest{"one"});
  EXPECT_EQ(std::get<Turn>(caller.receive().value()).payload.size(), 100'000U);
  EXPECT_TRUE(caller.receive().has_value());
  caller.send(PlanRequest{"two"});
  EXPECT_TRUE(caller.receive().has_value());
}

TEST(Connection, SilenceIsBorneForThePatienceAndNoLonger) {
  World world;
  const auto listener = world.serve([](Process&, Connection& connection) {
    connection.set_patience(300ms);
    return receive_one(connection);
  });
  const auto started = Clock::now();
  Caller caller(address_of(listener));
  const Refusal ended = refusal(caller);
  EXPECT_EQ(ended.code, "peer-unavailable");
  EXPECT_THAT(ended.context, testing::HasSubstr("has been silent for"));
  EXPECT_GE(Clock::now() - started, 290ms);
  EXPECT_LT(Clock::now() - started, 3s);
  EXPECT_FALSE(caller.receive().has_value());
}

TEST(Connection, OurOwnWorkIsNotThePeersSilence) {
  World world;
  const auto listener = world.serve([](Process& process, Connection& connection) -> Task<void> {
    connection.set_patience(300ms);
    co_await process.sleep(1200ms);
    co_await receive_one(connection);
  });
  Caller caller(address_of(listener));
  caller.send(PlanRequest{"late"});
  EXPECT_EQ(std::get<PlanRequest>(caller.receive().value()).model, "late");
}

TEST(Connection, ADeadlineEndsAPeerThatDribbles) {
  World world;
  const auto listener = world.serve([](Process&, Connection& connection) {
    connection.set_patience(10s);
    connection.set_deadline(Clock::now() + 600ms);
    return receive_one(connection);
  });
  const auto started = Clock::now();
  Caller caller(address_of(listener));
  std::thread dribbling([&] {
    caller.send_raw({100, 0, 0, 0});
    for (int i = 0; i < 20; ++i) {
      caller.send_raw({1});
      std::this_thread::sleep_for(100ms);
    }
  });
  EXPECT_THAT(refusal(caller).context, testing::HasSubstr("takes too long"));
  EXPECT_LT(Clock::now() - started, 3s);
  dribbling.join();
}

TEST(Connection, AMessageOverTheLimitEndsIt) {
  World world;
  const auto listener = world.serve([](Process&, Connection& connection) {
    connection.set_limit(64);
    return receive_one(connection);
  });
  Caller caller(address_of(listener));
  caller.send_raw({65, 0, 0, 0});
  const Refusal ended = refusal(caller);
  EXPECT_EQ(ended.code, "protocol");
  EXPECT_THAT(ended.context, testing::HasSubstr("65 bytes, over the limit of 64"));
}

TEST(Connection, TellsAQuietEndFromABrokenSession) {
  World world;
  std::promise<bool> waiting, busy, session;
  const auto end_of = [](std::promise<bool>& quiet, bool work, bool linked) {
    return [&quiet, work, linked](Process& process, Connection& connection) -> Task<void> {
      co_await process.sleep(work ? 400ms : 0ms);
      std::optional<SessionLink> link;
      if (linked) link.emplace(connection);
      try {
        if (linked) {
          co_await link->receive();
        } else {
          co_await connection.receive();
        }
      } catch (const Failure& failure) {
        EXPECT_EQ(failure.error().code, ErrorCode::kPeerUnavailable);
      }
      EXPECT_TRUE(connection.closed());
      connection.send(ReceiptTaken{});  // goes nowhere, harms nothing
      quiet.set_value(connection.ended_quietly());
    };
  };
  const auto first = world.serve(end_of(waiting, false, false));
  const auto second = world.serve(end_of(busy, true, false));
  const auto third = world.serve(end_of(session, false, true));
  {
    Caller at_first(address_of(first));
    Caller at_second(address_of(second));
    Caller at_third(address_of(third));
    std::this_thread::sleep_for(100ms);
  }
  EXPECT_TRUE(waiting.get_future().get());
  EXPECT_TRUE(busy.get_future().get());
  EXPECT_FALSE(session.get_future().get());
}

TEST(Connection, WhatCameBeforeTheLinkIsItsFirst) {
  World world;
  std::promise<Bytes> taken;
  const auto listener =
      world.serve([&](Process& process, Connection& connection) -> Task<void> {
        co_await process.sleep(300ms);
        Bytes payload(2);
        {
          SessionLink link(connection);
          co_await link.receive();
          std::vector<std::uint32_t> bytes(2);
          link.in().words<std::uint32_t>(bytes, 8);
          std::ranges::transform(bytes, payload.begin(),
                                 [](auto byte) { return static_cast<std::uint8_t>(byte); });
        }
        taken.set_value(payload);
      });
  Caller caller(address_of(listener));
  caller.send(Turn{{7, 8}});
  EXPECT_EQ(taken.get_future().get(), (Bytes{7, 8}));
}

TEST(Connection, AnEndBeforeTheLinkReachesIt) {
  World world;
  std::promise<Error> seen;
  const auto listener =
      world.serve([&](Process& process, Connection& connection) -> Task<void> {
        co_await process.sleep(300ms);
        SessionLink link(connection);
        auto arrival = link.receive();
        try {
          co_await arrival;
        } catch (const Failure& failure) {
          seen.set_value(failure.error());
        }
      });
  { Caller caller(address_of(listener)); }
  auto error = seen.get_future();
  ASSERT_EQ(error.wait_for(5s), std::future_status::ready) << "the session hangs";
  EXPECT_EQ(error.get().code, ErrorCode::kPeerUnavailable);
}

TEST(Connection, OurOwnWorkInASessionIsNotThePeersSilence) {
  World world;
  std::promise<std::uint64_t> heard;
  const auto listener =
      world.serve([&](Process& process, Connection& connection) -> Task<void> {
        connection.set_patience(700ms);
        SessionLink link(connection);
        auto working = process.sleep(1800ms);  // three ticks
        co_await working;
        co_await link.receive();
        heard.set_value(link.bytes_received());
      });
  Caller caller(address_of(listener));
  std::this_thread::sleep_for(2000ms);
  caller.send(Turn{{7}});
  auto bytes = heard.get_future();
  ASSERT_EQ(bytes.wait_for(5s), std::future_status::ready);
  EXPECT_EQ(bytes.get(), 1U);
}

TEST(Connection, ASessionTakesNoMoreThanItsPlanAllows) {
  World world;
  const auto listener = world.serve([](Process&, Connection& connection) -> Task<void> {
    connection.set_limit(kConversationLimit);
    {
      SessionLink link(connection);
      link.reserve(1, 0, 10'000);
      co_await link.receive();
    }
    connection.send(Ping{});
    co_await connection.receive();
  });
  Caller allowed(address_of(listener));
  allowed.send(Turn{Bytes(10'000, 1)});
  EXPECT_TRUE(allowed.receive().has_value());
  allowed.send_raw({0, 0, 0, 1});
  EXPECT_FALSE(allowed.dropped_within(200ms)) << "the session's limit ends with it";

  Caller caller(address_of(listener));
  caller.send_raw({56, 39, 0, 0});  // 10,040
  EXPECT_THAT(refusal(caller).context,
              testing::HasSubstr("10040 bytes, over the limit of 10032"));
}

TEST(Connection, NoPlanRaisesTheLimitOfAConversation) {
  World world;
  const auto listener = world.serve([](Process&, Connection& connection) -> Task<void> {
    SessionLink link(connection);
    link.reserve(1, 0, kConversationLimit + 100);
    co_await link.receive();
  });
  Caller caller(address_of(listener));
  caller.send_raw({1, 0, 0, 2});  // one more than it is
  EXPECT_THAT(refusal(caller).context, testing::HasSubstr("over the limit of 33554432"));
}

TEST(Connection, ASessionTakesTurnsAlone) {
  World world;
  const auto listener = world.serve([](Process&, Connection& connection) -> Task<void> {
    SessionLink link(connection);
    co_await link.receive();
  });
  Caller other(address_of(listener));
  other.send(PlanRequest{"again"});
  const Refusal first = refusal(other);
  EXPECT_EQ(first.code, "protocol");
  EXPECT_THAT(first.context, testing::HasSubstr("plan request in the middle of a session"));

  Caller refusing(address_of(listener));
  refusing.send(Refusal{"busy", "not now", ""});
  EXPECT_THAT(refusal(refusing).context, testing::HasSubstr("not now"));

  Caller twice(address_of(listener));
  Bytes frames;
  append_frame(frames, encode(Turn{{1}}));
  append_frame(frames, encode(Turn{{1}}));
  twice.send_raw(frames);
  EXPECT_FALSE(twice.receive().has_value()) << "the first turn alone ends this session";
}

}  // namespace
}  // namespace medisc::test
