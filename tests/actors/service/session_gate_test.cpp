// Who may run a session, and who is next.
#include "actors/service/session_gate.hpp"

#include "tests/actors/world.hpp"

namespace medisc::test {
namespace {

PublicKey hospital(std::uint8_t number) {
  PublicKey key{};
  key[0] = number;
  return key;
}

TEST(SessionGate, LetsInSoManyAndSaysBusyToTheRest) {
  World world;
  SessionGate gate({2, 0, 10s});
  EXPECT_TRUE(succeeded(world.talk([&](Process& process) -> Task<void> {
    const auto one = co_await gate.enter(process, hospital(1), 1);
    auto two = std::make_optional(co_await gate.enter(process, hospital(1), 1));
    EXPECT_EQ(gate.running(), 2U);
    two.reset();
    const auto three = co_await gate.enter(process, hospital(2), 1);
    EXPECT_EQ(gate.running(), 2U);
  })));
  EXPECT_EQ(gate.running(), 0U);
  const auto crowded = world.talk([&](Process& process) -> Task<void> {
    const auto one = co_await gate.enter(process, hospital(1), 1);
    const auto two = co_await gate.enter(process, hospital(1), 1);
    const auto three = co_await gate.enter(process, hospital(2), 1);
  });
  EXPECT_TRUE(failed(crowded, ErrorCode::kBusy, "2 sessions at once"));
  EXPECT_EQ(gate.running(), 0U);
}

TEST(SessionGate, WaitsForSoLongAndNoLonger) {
  World world;
  SessionGate gate({1, 5, 50ms});
  const auto held = gate.try_enter(hospital(1), 1);
  ASSERT_TRUE(held.has_value());
  EXPECT_TRUE(failed(world.talk([&](Process& process) -> Task<void> {
    const auto place = co_await gate.enter(process, hospital(2), 1);
  }),
                     ErrorCode::kBusy));
  EXPECT_EQ(gate.waiting(), 0U);
  EXPECT_EQ(gate.running(), 1U);
}

/// Enters, notes its name, lets the others have a look, leaves.
Task<void> visit(Process& process, SessionGate& gate, std::uint8_t who, std::string& order) {
  const auto place = co_await gate.enter(process, hospital(who), 1);
  order += static_cast<char>('0' + who);
  co_await process.sleep(20ms);
}

TEST(SessionGate, AHospitalWithManyRequestsDoesNotHoldUpAnother) {
  World world;
  SessionGate gate({2, 99, 10s});
  std::string order;  // the network thread's
  std::vector<std::future<Result<void>>> visits;
  auto first = gate.try_enter(hospital(1), 1);
  auto second = gate.try_enter(hospital(1), 1);
  for (const int who : {1, 1, 1, 2}) {
    visits.push_back(std::async(std::launch::async, [&, who] {
      return world.talk([&, who](Process& process) {
        return visit(process, gate, static_cast<std::uint8_t>(who), order);
      });
    }));
    const auto waiting = visits.size();
    EXPECT_TRUE(succeeded(world.talk([&](Process& process) -> Task<void> {
      while (gate.waiting() < waiting) {
        co_await process.sleep(1ms);
      }
    })));
  }
  // One of hospital 1's sessions ends: hospital 2 has none, and is next.
  EXPECT_TRUE(succeeded(world.talk([&](Process&) -> Task<void> {
    first.reset();
    co_return;
  })));
  EXPECT_TRUE(succeeded(world.talk([&](Process& process) -> Task<void> {
    while (order.empty()) {
      co_await process.sleep(1ms);
    }
    second.reset();
  })));
  for (auto& one : visits) EXPECT_TRUE(succeeded(one.get()));
  EXPECT_EQ(order, "2111");
  EXPECT_EQ(gate.running(), 0U);
}

TEST(SessionGate, WhatNeverHasRoomIsRefusedAtOnce) {
  World world;
  constexpr std::uint64_t kLimit = 100u << 20;
  SessionGate gate({9, 5, 10s, kLimit});
  EXPECT_TRUE(failed(world.talk([&](Process& process) -> Task<void> {
    const auto place = co_await gate.enter(process, hospital(1), kLimit + 1);
  }),
                     ErrorCode::kRefused, "needs 101 MB at the service; its limit is 100 MB"));
  EXPECT_EQ(gate.waiting(), 0U);
}

/// Enters with so many bytes, notes its name, stays until it is let go.
Task<void> stay(Process& process, SessionGate& gate, std::uint8_t who, std::uint64_t bytes,
                std::string& order, const bool& go) {
  const auto place = co_await gate.enter(process, hospital(who), bytes);
  order += static_cast<char>('0' + who);
  while (!go) {
    co_await process.sleep(1ms);
  }
}

TEST(SessionGate, SessionsShareItsMemoryAndWaitInOrder) {
  World world;
  SessionGate gate({9, 9, 10s, 10});
  std::string order;  // the network thread's
  bool go = false;
  auto first = gate.try_enter(hospital(9), 6);
  ASSERT_TRUE(first.has_value());
  std::vector<std::future<Result<void>>> stays;
  const auto come = [&](std::uint8_t who, std::uint64_t bytes) {
    stays.push_back(std::async(std::launch::async, [&, who, bytes] {
      return world.talk([&, who, bytes](Process& process) {
        return stay(process, gate, who, bytes, order, go);
      });
    }));
    const auto waiting = stays.size();
    EXPECT_TRUE(succeeded(world.talk([&](Process& process) -> Task<void> {
      while (gate.waiting() < waiting) {
        co_await process.sleep(1ms);
      }
    })));
  };
  come(1, 7);
  come(2, 1);  // would fit, and waits for the one before it
  come(3, 3);
  EXPECT_EQ(gate.taken(), 6U);
  EXPECT_TRUE(succeeded(world.talk([&](Process& process) -> Task<void> {
    EXPECT_FALSE(gate.try_enter(hospital(4), 1).has_value()) << "nobody overtakes";
    first.reset();
    while (order.size() < 2) {
      co_await process.sleep(1ms);
    }
    EXPECT_EQ(order, "12");
    EXPECT_EQ(gate.taken(), 8U);
    go = true;
  })));
  for (auto& one : stays) EXPECT_TRUE(succeeded(one.get()));
  EXPECT_EQ(order, "123");
  EXPECT_EQ(gate.taken(), 0U);
  EXPECT_EQ(gate.running(), 0U);
}

TEST(SessionGate, WhoGivesUpStandsInNobodysWay) {
  World world;
  SessionGate gate({9, 9, 100ms, 10});
  auto first = gate.try_enter(hospital(9), 6);
  auto large = std::async(std::launch::async, [&] {
    return world.talk([&](Process& process) -> Task<void> {
      const auto place = co_await gate.enter(process, hospital(1), 7);
    });
  });
  EXPECT_TRUE(succeeded(world.talk([&](Process& process) -> Task<void> {
    while (gate.waiting() == 0) {
      co_await process.sleep(1ms);
    }
    co_await process.sleep(50ms);
    const auto place = co_await gate.enter(process, hospital(2), 1);
    EXPECT_EQ(gate.taken(), 7U);
  })));
  EXPECT_TRUE(failed(large.get(), ErrorCode::kBusy));
}

}  // namespace
}  // namespace medisc::test
