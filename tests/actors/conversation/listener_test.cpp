#include "actors/conversation/listener.hpp"

#include "tests/actors/tally.hpp"
#include "tests/actors/world.hpp"
#include "tests/cli/caller.hpp"

namespace medisc::test {
namespace {

using Clock = std::chrono::steady_clock;

std::string address_of(const Listener& listener) {
  return to_string(at(listener));
}

Task<void> echo(Process&, Connection& connection) {
  for (;;) {
    std::optional<Message> message = co_await next_request(connection);
    if (!message) co_return;
    const auto& request = std::get<PlanRequest>(*message);
    if (request.model == "bad") throw Failure({ErrorCode::kRefused, "not this one", "try b"});
    if (request.model == "worse") throw std::runtime_error("a library threw this");
    connection.send(*message);
  }
}

std::string echoed(Caller& caller, const std::string& model) {
  caller.send(PlanRequest{model});
  return std::get<PlanRequest>(caller.receive().value()).model;
}

/// Whether everything that was counted as open ends soon.
bool all_ended(const Listener& listener) {
  for (int i = 0; i < 300 && *listener.open > 0; ++i) std::this_thread::sleep_for(10ms);
  return *listener.open == 0;
}

TEST(Listener, EveryConnectionIsAConversation) {
  World world;
  const Listener listener = world.serve(echo);
  EXPECT_NE(listener.port, 0);
  {
    Caller first(address_of(listener));
    Caller second(address_of(listener));
    EXPECT_EQ(echoed(first, "a"), "a");
    EXPECT_EQ(echoed(second, "b"), "b");
    EXPECT_EQ(echoed(first, "c"), "c");
    EXPECT_EQ(*listener.open, 2);
  }
  EXPECT_TRUE(all_ended(listener));
  EXPECT_TRUE(world.notes()->await("conversation-ended remote=127.0.0.1:"));
}

TEST(Listener, AnErrorEndsItsConversationAlone) {
  World world;
  const Listener listener = world.serve(echo);
  Caller bystander(address_of(listener));
  EXPECT_EQ(echoed(bystander, "a"), "a");

  Caller refused(address_of(listener));
  refused.send(PlanRequest{"bad"});
  EXPECT_EQ(std::get<Refusal>(refused.receive().value()),
            (Refusal{"refused", "not this one", "try b"}));
  EXPECT_FALSE(refused.receive().has_value()) << "told once, then closed";
  EXPECT_TRUE(world.notes()->await("conversation-failed remote=127.0.0.1:"));
  EXPECT_TRUE(world.notes()->await("error=refused: not this one (try b)"));

  Caller broken(address_of(listener));
  broken.send(PlanRequest{"worse"});
  EXPECT_EQ(std::get<Refusal>(broken.receive().value()),
            (Refusal{"internal", "it has trouble of its own", "its log says more"}));
  EXPECT_FALSE(broken.receive().has_value());
  EXPECT_TRUE(world.notes()->await("a library threw this"));

  Caller garbled(address_of(listener));
  garbled.send_raw({5, 0, 0, 0, 1, 2, 3, 4, 5});
  EXPECT_EQ(std::get<Refusal>(garbled.receive().value()).code, "protocol");
  EXPECT_EQ(echoed(bystander, "b"), "b");
  EXPECT_EQ(*listener.open, 1);
}

TEST(Listener, CountsConversationsAndWhatEndsThem) {
  World world;
  const auto tally = std::make_shared<Tally>();
  const auto listener =
      listen(world.system(), {"127.0.0.1", 0}, echo, {}, world.notes(), {}, tally).value();
  world.adopt(listener);
  {
    Caller first(address_of(listener));
    Caller second(address_of(listener));
    EXPECT_EQ(echoed(first, "a"), "a");
    EXPECT_EQ(echoed(second, "b"), "b");
    EXPECT_EQ(tally->value("medisc_conversations_open"), 2);
    EXPECT_EQ(tally->value("medisc_conversations_total"), 2);
    second.send(PlanRequest{"bad"});
    EXPECT_TRUE(second.receive().has_value());
  }
  ASSERT_TRUE(all_ended(listener));
  EXPECT_TRUE(world.notes()->await("conversation-ended"));
  EXPECT_EQ(tally->value("medisc_conversations_open"), 0);
  EXPECT_EQ(tally->value("medisc_conversations_total"), 2);
  EXPECT_EQ(tally->value("medisc_refusals_total error=refused"), 1);
}

TEST(Listener, StopsAtOnceWhereNobodyTalks) {
  World world;
  const Listener listener = world.serve(echo);
  { Caller caller(address_of(listener)); }
  ASSERT_TRUE(all_ended(listener));
  const auto started = Clock::now();
  EXPECT_EQ(stop(listener, 5s), 0);
  EXPECT_LT(Clock::now() - started, 1s);
}

TEST(Listener, StopLetsAConversationEndInItsGrace) {
  World world;
  const Listener listener = world.serve(echo);
  auto caller = std::make_unique<Caller>(address_of(listener));
  EXPECT_EQ(echoed(*caller, "a"), "a");
  std::thread ending([&] {
    std::this_thread::sleep_for(200ms);
    EXPECT_EQ(echoed(*caller, "b"), "b");                            // still served
    EXPECT_THROW(Caller{address_of(listener)}, std::runtime_error);  // nobody new
    caller.reset();
  });
  EXPECT_EQ(stop(listener, 5s), 0);
  ending.join();
}

TEST(Listener, StopCutsOffWhoStaysLonger) {
  World world;
  const Listener listener = world.serve(echo);
  Caller idle(address_of(listener));
  EXPECT_EQ(echoed(idle, "a"), "a");
  const auto started = Clock::now();
  EXPECT_EQ(stop(listener, 200ms), 1);
  EXPECT_LT(Clock::now() - started, 2s);
  EXPECT_TRUE(idle.dropped_within(2s));
}

TEST(Listener, ListensInTheClearAtFreeLoopbackPortsAlone) {
  World world;
  const Listener listener = world.serve(echo);
  EXPECT_TRUE(failed(listen(world.system(), at(listener), echo, {}, world.notes()),
                     ErrorCode::kUsage, "can't listen at 127.0.0.1:"));
  for (const char* host : {"0.0.0.0", "192.0.2.1", "::", "example.org"}) {
    EXPECT_TRUE(failed(listen(world.system(), {host, 0}, echo, {}, world.notes()),
                       ErrorCode::kUsage, "is not a loopback address"));
  }
  for (const char* host : {"127.0.0.1", "localhost"}) {
    const auto other = listen(world.system(), {host, 0}, echo, {}, world.notes());
    ASSERT_TRUE(succeeded(other));
    world.adopt(*other);
    Caller caller(address_of(*other));
    EXPECT_EQ(echoed(caller, "a"), "a");
  }
}

}  // namespace
}  // namespace medisc::test
