#include "actors/conversation/broker.hpp"

#include <chrono>
#include <future>
#include <memory>
#include <thread>

#include <unistd.h>

#include <gtest/gtest.h>
#include <caf/io/all.hpp>

#include "actors/conversation/actor_system.hpp"

namespace medisc {
namespace {

using namespace std::chrono_literals;
using Ask = caf::atom_constant<caf::atom("ask")>;
using Later = caf::atom_constant<caf::atom("later")>;

/// Answers late, from a thread of its own.
caf::behavior answer_late(caf::event_based_actor*, std::promise<void>* asked) {
  return {[asked](Ask) {
    asked->set_value();
    std::this_thread::sleep_for(100ms);
    return 1;
  }};
}

/// Asks, and has a timer that fires when it has ended.
caf::behavior ask_and_wait(Broker* self, const caf::actor& slow) {
  self->delayed_send(self, 50ms, Later::value);
  self->request(slow, caf::infinite, Ask::value).then([](int) {}, [](const caf::error&) {});
  return {[](Later) {
  }};
}

TEST(Broker, IsFreedWhateverComesAfterItsEnd) {
  ActorSystem actors;
  std::promise<void> asked;
  auto slow = actors.get().spawn<caf::detached>(answer_late, &asked);
  auto broker = actors.get().middleman().spawn_broker(ask_and_wait, slow);
  const auto watched = caf::actor_cast<caf::weak_actor_ptr>(broker);
  asked.get_future().wait();
  caf::anon_send_exit(broker, caf::exit_reason::user_shutdown);
  broker = nullptr;
  for (int tries = 0; tries < 500 && watched.lock(); ++tries) {
    std::this_thread::sleep_for(10ms);
  }
  EXPECT_FALSE(watched.lock());
  caf::anon_send_exit(slow, caf::exit_reason::user_shutdown);
}

TEST(Broker, HoldsUpNoDetachedActorThatAnswersTooLate) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        ::alarm(20);  // an end that does not come would hold up all tests
        {
          ActorSystem actors;
          std::promise<void> asked;
          auto slow = actors.get().spawn<caf::detached>(answer_late, &asked);
          auto broker = actors.get().middleman().spawn_broker(ask_and_wait, slow);
          asked.get_future().wait();
          caf::anon_send_exit(broker, caf::exit_reason::user_shutdown);
          caf::anon_send_exit(slow, caf::exit_reason::user_shutdown);
          std::this_thread::sleep_for(300ms);  // the timer fires, the answer comes
        }
        ::_exit(0);
      },
      testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace medisc
