#include "actors/conversation/host.hpp"

#include <atomic>
#include <thread>

#include "actors/conversation/dialer.hpp"
#include "tests/actors/world.hpp"

namespace medisc::test {
namespace {

using Clock = std::chrono::steady_clock;

caf::actor spawn_doubler(World& world) {
  return world.adopt(world.system().spawn([]() -> caf::behavior {
    return {[](int number) -> caf::result<int> {
              if (number < 0) return to_caf({ErrorCode::kBadInput, "below zero", ""});
              return number * 2;
            },
            [](const std::string& word) -> caf::result<void> {
              if (word.empty()) return to_caf({ErrorCode::kStorage, "no word", ""});
              return caf::unit;
            }};
  }));
}

TEST(Host, AsksActorsForValuesAndErrors) {
  World world;
  const caf::actor doubler = spawn_doubler(world);
  const auto talked = world.talk([&](Host& host) -> Task<void> {
    for (int number = 1; number <= 3; ++number) {
      auto asking = host.ask<int>(doubler, number);
      const Result<int> doubled = co_await asking;
      EXPECT_EQ(doubled.value(), 2 * number);
    }
    auto failing = host.ask<int>(doubler, -1);
    const Result<int> refused = co_await failing;
    EXPECT_TRUE(failed(refused, ErrorCode::kBadInput, "below zero"));
    auto telling = host.ask<void>(doubler, std::string("word"));
    const Result<void> told = co_await telling;
    EXPECT_TRUE(succeeded(told));
    auto wrong = host.ask<void>(doubler, std::string());
    const Result<void> untold = co_await wrong;
    EXPECT_TRUE(failed(untold, ErrorCode::kStorage, "no word"));
  });
  EXPECT_TRUE(succeeded(talked));
}

TEST(Host, AnActorThatIsGoneIsAnErrorNotAHang) {
  World world;
  const caf::actor doubler = spawn_doubler(world);
  caf::anon_send_exit(doubler, caf::exit_reason::user_shutdown);
  {
    caf::scoped_actor self{world.system()};
    self->wait_for(doubler);
  }
  EXPECT_TRUE(succeeded(world.talk([&](Host& host) -> Task<void> {
    auto asking = host.ask<int>(doubler, 1);
    const Result<int> answer = co_await asking;
    EXPECT_TRUE(failed(answer, ErrorCode::kInternal, "an actor failed"));
  })));
}

TEST(Host, SleepsWithoutHoldingUpOthers) {
  World world;
  const auto started = Clock::now();
  std::vector<std::thread> threads;
  for (int i = 0; i < 5; ++i) {
    threads.emplace_back([&] {
      EXPECT_TRUE(succeeded(world.talk([](Host& host) -> Task<void> {
        auto pause = host.sleep(300ms);
        co_await pause;
        auto none = host.sleep(0ms);
        co_await none;
      })));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GE(Clock::now() - started, 300ms);
  EXPECT_LT(Clock::now() - started, 1200ms);
}

TEST(Host, WhatTheConversationThrowsEndsIt) {
  World world;
  EXPECT_TRUE(failed(world.talk([](Host& host) -> Task<void> {
    auto pause = host.sleep(1ms);
    co_await pause;
    throw Failure({ErrorCode::kOverflow, "too wide", ""});
  }),
                     ErrorCode::kOverflow, "too wide"));
  EXPECT_TRUE(failed(world.talk([](Host&) -> Task<void> {
    throw std::runtime_error("a library threw this");
    co_return;
  }),
                     ErrorCode::kInternal, "a library threw this"));
}

TEST(Host, LongWorkRunsInThePoolAndTheConversationGoesOnInItsThread) {
  World world;
  WorkerPool pool(2);
  EXPECT_TRUE(succeeded(world.talk([&](Host& host) -> Task<void> {
    PooledWork pooled(host, pool);
    const auto own = std::this_thread::get_id();
    std::thread::id elsewhere;
    std::thread::id here;
    for (int i = 0; i < 100; ++i) {
      auto long_work =
          work(&pooled, kLongWork, [&](Workers&) { elsewhere = std::this_thread::get_id(); });
      co_await long_work;
      EXPECT_NE(elsewhere, own);
      EXPECT_EQ(std::this_thread::get_id(), own);
    }
    auto short_work =
        work(&pooled, kLongWork - 1, [&](Workers&) { here = std::this_thread::get_id(); });
    co_await short_work;
    EXPECT_EQ(here, own);
  })));
}

TEST(Host, WhatLongWorkThrowsComesToTheConversation) {
  World world;
  WorkerPool pool(2);
  EXPECT_TRUE(failed(world.talk([&](Host& host) -> Task<void> {
    PooledWork pooled(host, pool);
    auto failing = work(&pooled, kLongWork, [](Workers&) {
      throw Failure({ErrorCode::kOverflow, "too wide", ""});
    });
    co_await failing;
  }),
                     ErrorCode::kOverflow, "too wide"));
}

/// The first conversation's work ends only once the second has talked from its beginning to its
/// end: were the network thread held up, neither would.
TEST(Host, OthersTalkWhileOneWorks) {
  World world;
  WorkerPool pool(1);
  std::promise<void> begun;
  std::promise<void> talked;
  auto other_ended = talked.get_future();
  bool in_order = false;
  std::thread working([&] {
    EXPECT_TRUE(succeeded(world.talk([&](Host& host) -> Task<void> {
      PooledWork pooled(host, pool);
      auto long_work = work(&pooled, kLongWork, [&](Workers&) {
        begun.set_value();
        in_order = other_ended.wait_for(10s) == std::future_status::ready;
      });
      co_await long_work;
    })));
  });
  begun.get_future().wait();
  const caf::actor doubler = spawn_doubler(world);
  EXPECT_TRUE(succeeded(world.talk([&](Host& host) -> Task<void> {
    auto pause = host.sleep(1ms);
    co_await pause;
    auto asking = host.ask<int>(doubler, 4);
    const Result<int> eight = co_await asking;
    EXPECT_EQ(eight.value(), 8);
  })));
  talked.set_value();
  working.join();
  EXPECT_TRUE(in_order);
}

/// Each one's work ends only once the other's has begun.
TEST(Host, ABranchWorksWhileTheConversationDoes) {
  World world;
  WorkerPool pool(2);
  EXPECT_TRUE(succeeded(world.talk([&](Host& host) -> Task<void> {
    std::promise<void> begun[2];
    std::future<void> other[2] = {begun[1].get_future(), begun[0].get_future()};
    const auto connect_to = [&](std::size_t self) -> Task<bool> {
      PooledWork pooled(host, pool);
      bool met = false;
      auto long_work = work(&pooled, kLongWork, [&](Workers&) {
        begun[self].set_value();
        met = other[self].wait_for(10s) == std::future_status::ready;
      });
      co_await long_work;
      co_return met;
    };
    auto branch = host.branch(connect_to(0));
    auto own = connect_to(1);
    const bool own_met = co_await own;
    const bool branch_met = co_await branch;
    EXPECT_TRUE(own_met);
    EXPECT_TRUE(branch_met);
  })));
}

TEST(Host, ABranchsEndOrErrorComesToWhoAwaitsIt) {
  World world;
  EXPECT_TRUE(succeeded(world.talk([](Host& host) -> Task<void> {
    const auto fail_after = [&](std::chrono::milliseconds time) -> Task<int> {
      auto pause = host.sleep(time);
      co_await pause;
      throw Failure({ErrorCode::kOverflow, "too wide", ""});
    };
    // Done before it is awaited, and after.
    for (const auto time : {0ms, 20ms}) {
      auto branch = host.branch(fail_after(time));
      auto pause = host.sleep(5ms);
      co_await pause;
      std::optional<Error> error;
      try {
        co_await branch;
      } catch (const Failure& failure) {
        error = failure.error();
      }
      EXPECT_EQ(error.value().context, "too wide");
    }
  })));
}

TEST(Host, OneThatIsCutOffWaitsForItsWork) {
  WorkerPool pool(1);
  std::promise<void> begun;
  std::atomic<bool> ended{false};
  {
    World world;
    const auto listener = world.serve([&](Host& host, Connection&) -> Task<void> {
      PooledWork pooled(host, pool);
      auto long_work = work(&pooled, kLongWork, [&](Workers&) {
        begun.set_value();
        std::this_thread::sleep_for(100ms);
        ended = true;
      });
      co_await long_work;
    });
    EXPECT_TRUE(succeeded(world.talk([&](Host& host) -> Task<void> {
      const Dialer dialer = world.adopt(spawn_dialer(world.system()));
      auto dialling = host.ask<int>(dialer, at(listener), std::chrono::milliseconds(2000));
      const Result<int> socket = co_await dialling;
      host.adopt_socket(socket.value(), "the test");
      auto pause = host.sleep(1ms);
      co_await pause;
    })));
    begun.get_future().wait();
  }
  EXPECT_TRUE(ended);
}

TEST(Host, LongChainsOfAnswersUseNoStack) {
  World world;
  const caf::actor doubler = spawn_doubler(world);
  EXPECT_TRUE(succeeded(world.talk([&](Host& host) -> Task<void> {
    int sum = 0;
    for (int i = 0; i < 5'000; ++i) {
      auto asking = host.ask<int>(doubler, 1);
      const Result<int> two = co_await asking;
      sum += two.value();
    }
    EXPECT_EQ(sum, 10'000);
  })));
}

}  // namespace
}  // namespace medisc::test
