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
  EXPECT_TRUE(succeeded(world.talk([&](Host& host) -> Task<void> {
    auto first = gate.enter(host, hospital(1));
    const auto one = co_await first;
    auto second = gate.enter(host, hospital(1));
    auto two = std::make_optional(co_await second);
    EXPECT_EQ(gate.running(), 2U);
    two.reset();
    auto third = gate.enter(host, hospital(2));
    const auto three = co_await third;
    EXPECT_EQ(gate.running(), 2U);
  })));
  EXPECT_EQ(gate.running(), 0U);
  const auto crowded = world.talk([&](Host& host) -> Task<void> {
    auto first = gate.enter(host, hospital(1));
    const auto one = co_await first;
    auto second = gate.enter(host, hospital(1));
    const auto two = co_await second;
    auto third = gate.enter(host, hospital(2));
    const auto three = co_await third;
  });
  EXPECT_TRUE(failed(crowded, ErrorCode::kBusy, "2 sessions at once"));
  EXPECT_EQ(gate.running(), 0U);
}

TEST(SessionGate, WaitsForSoLongAndNoLonger) {
  World world;
  SessionGate gate({1, 5, 50ms});
  const auto held = gate.try_enter(hospital(1));
  ASSERT_TRUE(held.has_value());
  EXPECT_TRUE(failed(world.talk([&](Host& host) -> Task<void> {
    auto entering = gate.enter(host, hospital(2));
    const auto place = co_await entering;
  }),
                     ErrorCode::kBusy));
  EXPECT_EQ(gate.waiting(), 0U);
  EXPECT_EQ(gate.running(), 1U);
}

/// Enters, notes its name, lets the others have a look, leaves.
Task<void> visit(Host& host, SessionGate& gate, std::uint8_t who, std::string& order) {
  auto entering = gate.enter(host, hospital(who));
  const auto place = co_await entering;
  order += static_cast<char>('0' + who);
  auto pause = host.sleep(20ms);
  co_await pause;
}

TEST(SessionGate, AHospitalWithManyRequestsDoesNotHoldUpAnother) {
  World world;
  SessionGate gate({2, 99, 10s});
  std::string order;  // the network thread's
  std::vector<std::future<Result<void>>> visits;
  auto first = gate.try_enter(hospital(1));
  auto second = gate.try_enter(hospital(1));
  for (const int who : {1, 1, 1, 2}) {
    visits.push_back(std::async(std::launch::async, [&, who] {
      return world.talk([&, who](Host& host) {
        return visit(host, gate, static_cast<std::uint8_t>(who), order);
      });
    }));
    const auto waiting = visits.size();
    EXPECT_TRUE(succeeded(world.talk([&](Host& host) -> Task<void> {
      while (gate.waiting() < waiting) {
        auto pause = host.sleep(1ms);
        co_await pause;
      }
    })));
  }
  // One of hospital 1's sessions ends: hospital 2 has none, and is next.
  EXPECT_TRUE(succeeded(world.talk([&](Host&) -> Task<void> {
    first.reset();
    co_return;
  })));
  EXPECT_TRUE(succeeded(world.talk([&](Host& host) -> Task<void> {
    while (order.empty()) {
      auto pause = host.sleep(1ms);
      co_await pause;
    }
    second.reset();
  })));
  for (auto& one : visits) EXPECT_TRUE(succeeded(one.get()));
  EXPECT_EQ(order, "2111");
  EXPECT_EQ(gate.running(), 0U);
}

}  // namespace
}  // namespace medisc::test
