#include "actors/conversation/process.hpp"

#include <atomic>
#include <thread>

#include "tests/actors/world.hpp"

namespace medisc::test {
namespace {

using Clock = std::chrono::steady_clock;

/// A ledger that finds as many bundles as it is asked for, and knows no session without a name.
Ledger spawn_small_ledger(World& world) {
  return world.adopt(world.system().spawn([]() -> Ledger::behavior_type {
    return {[](const LedgerRequest& request) -> LedgerAnswer {
      if (const auto* find = std::get_if<FindBundles>(&request)) {
        if (find->limit == 0) return Result<Ids>(fail(ErrorCode::kBadInput, "none"));
        return Result<Ids>(Ids(find->limit));
      }
      const auto& end = std::get<EndSession>(request);
      return end.id.empty() ? Result<void>(fail(ErrorCode::kStorage, "no name"))
                            : Result<void>();
    }};
  }));
}

HelperActors asking(const Ledger& ledger) {
  return {ledger, {}, nullptr};
}

HelperActors working(std::size_t threads) {
  return {{}, {}, std::make_shared<WorkerPool>(threads)};
}

TEST(BrokerProcess, AsksItsLedgerForValuesAndErrors) {
  World world;
  const auto talked = world.talk(
      [](Process& process) -> Task<void> {
        const PoolKey pool;
        for (std::size_t count = 1; count <= 3; ++count) {
          const Result<Ids> found =
              co_await process.ask<FindBundles>(pool, BundleState::kPrepared, count);
          EXPECT_EQ(found.value().size(), count);
        }
        const Result<Ids> refused =
            co_await process.ask<FindBundles>(pool, BundleState::kPrepared, std::size_t(0));
        EXPECT_TRUE(failed(refused, ErrorCode::kBadInput, "none"));
        const SessionEnd end;
        const Result<void> told = co_await process.ask<EndSession>("name", end);
        EXPECT_TRUE(succeeded(told));
        const Result<void> untold = co_await process.ask<EndSession>("", end);
        EXPECT_TRUE(failed(untold, ErrorCode::kStorage, "no name"));
      },
      asking(spawn_small_ledger(world)));
  EXPECT_TRUE(succeeded(talked));
}

TEST(BrokerProcess, ALedgerThatIsGoneIsAnErrorNotAHang) {
  World world;
  const Ledger ledger = spawn_small_ledger(world);
  caf::anon_send_exit(ledger, caf::exit_reason::user_shutdown);
  {
    caf::scoped_actor self{world.system()};
    self->wait_for(ledger);
  }
  EXPECT_TRUE(succeeded(world.talk(
      [](Process& process) -> Task<void> {
        const PoolKey pool;
        const Result<Pace> answer = co_await process.ask<FindPace>(pool);
        EXPECT_TRUE(failed(answer, ErrorCode::kInternal, "an actor failed"));
      },
      asking(ledger))));
}

TEST(BrokerProcess, SleepsWithoutHoldingUpOthers) {
  World world;
  const auto started = Clock::now();
  std::vector<std::thread> threads;
  for (int i = 0; i < 5; ++i) {
    threads.emplace_back([&] {
      EXPECT_TRUE(succeeded(world.talk([](Process& process) -> Task<void> {
        co_await process.sleep(300ms);
        co_await process.sleep(0ms);
      })));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GE(Clock::now() - started, 300ms);
  EXPECT_LT(Clock::now() - started, 1200ms);
}

TEST(BrokerProcess, WhatTheConversationThrowsEndsIt) {
  World world;
  EXPECT_TRUE(failed(world.talk([](Process& process) -> Task<void> {
    co_await process.sleep(1ms);
    throw Failure({ErrorCode::kOverflow, "too wide", ""});
  }),
                     ErrorCode::kOverflow, "too wide"));
  EXPECT_TRUE(failed(world.talk([](Process&) -> Task<void> {
    throw std::runtime_error("a library threw this");
    co_return;
  }),
                     ErrorCode::kInternal, "a library threw this"));
}

TEST(BrokerProcess, LongWorkRunsInThePoolAndTheConversationGoesOnInItsThread) {
  World world;
  EXPECT_TRUE(succeeded(world.talk(
      [](Process& process) -> Task<void> {
        const auto pool = process.work_host();
        const auto own = std::this_thread::get_id();
        std::thread::id elsewhere;
        std::thread::id here;
        for (int i = 0; i < 100; ++i) {
          auto long_work = work(pool.get(), kLongWork,
                                [&](Workers&) { elsewhere = std::this_thread::get_id(); });
          co_await long_work;
          EXPECT_NE(elsewhere, own);
          EXPECT_EQ(std::this_thread::get_id(), own);
        }
        auto short_work = work(pool.get(), kLongWork - 1,
                               [&](Workers&) { here = std::this_thread::get_id(); });
        co_await short_work;
        EXPECT_EQ(here, own);
      },
      working(2))));
}

TEST(BrokerProcess, WhatLongWorkThrowsComesToTheConversation) {
  World world;
  EXPECT_TRUE(failed(world.talk(
                         [](Process& process) -> Task<void> {
                           const auto pool = process.work_host();
                           auto failing = work(pool.get(), kLongWork, [](Workers&) {
                             throw Failure({ErrorCode::kOverflow, "too wide", ""});
                           });
                           co_await failing;
                         },
                         working(2)),
                     ErrorCode::kOverflow, "too wide"));
}

/// The first conversation's work ends only once the second has talked from its beginning to its
/// end: were the network thread held up, neither would.
TEST(BrokerProcess, OthersTalkWhileOneWorks) {
  World world;
  std::promise<void> begun;
  std::promise<void> talked;
  auto other_ended = talked.get_future();
  bool in_order = false;
  std::thread first([&] {
    EXPECT_TRUE(succeeded(world.talk(
        [&](Process& process) -> Task<void> {
          const auto pool = process.work_host();
          auto long_work = work(pool.get(), kLongWork, [&](Workers&) {
            begun.set_value();
            in_order = other_ended.wait_for(10s) == std::future_status::ready;
          });
          co_await long_work;
        },
        working(1))));
  });
  begun.get_future().wait();
  EXPECT_TRUE(succeeded(world.talk(
      [](Process& process) -> Task<void> {
        co_await process.sleep(1ms);
        const PoolKey pool;
        const Result<Ids> four =
            co_await process.ask<FindBundles>(pool, BundleState::kPrepared, std::size_t(4));
        EXPECT_EQ(four.value().size(), 4U);
      },
      asking(spawn_small_ledger(world)))));
  talked.set_value();
  first.join();
  EXPECT_TRUE(in_order);
}

/// Each one's work ends only once the other's has begun.
TEST(BrokerProcess, ABranchWorksWhileTheConversationDoes) {
  World world;
  EXPECT_TRUE(succeeded(world.talk(
      [](Process& process) -> Task<void> {
        std::promise<void> begun[2];
        std::future<void> other[2] = {begun[1].get_future(), begun[0].get_future()};
        const auto meet_other = [&](std::size_t self) -> Task<bool> {
          const auto pool = process.work_host();
          bool met = false;
          auto long_work = work(pool.get(), kLongWork, [&](Workers&) {
            begun[self].set_value();
            met = other[self].wait_for(10s) == std::future_status::ready;
          });
          co_await long_work;
          co_return met;
        };
        auto branch = process.branch(meet_other(0));
        const bool own_met = co_await meet_other(1);
        const bool branch_met = co_await branch;
        EXPECT_TRUE(own_met);
        EXPECT_TRUE(branch_met);
      },
      working(2))));
}

TEST(BrokerProcess, ABranchsEndOrErrorComesToWhoAwaitsIt) {
  World world;
  EXPECT_TRUE(succeeded(world.talk([](Process& process) -> Task<void> {
    const auto fail_after = [&](std::chrono::milliseconds time) -> Task<int> {
      co_await process.sleep(time);
      throw Failure({ErrorCode::kOverflow, "too wide", ""});
    };
    // Done before it is awaited, and after.
    for (const auto time : {0ms, 20ms}) {
      auto branch = process.branch(fail_after(time));
      co_await process.sleep(5ms);
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

TEST(BrokerProcess, OneThatIsCutOffWaitsForItsWork) {
  std::promise<void> begun;
  std::atomic<bool> ended{false};
  {
    World world;
    const auto listener = world.serve(
        [&](Process& process, Connection&) -> Task<void> {
          const auto pool = process.work_host();
          auto long_work = work(pool.get(), kLongWork, [&](Workers&) {
            begun.set_value();
            std::this_thread::sleep_for(100ms);
            ended = true;
          });
          co_await long_work;
        },
        {}, working(1));
    EXPECT_TRUE(succeeded(world.talk([&](Process& process) -> Task<void> {
      auto socket = co_await process.dial(at(listener), 2s);
      process.adopt(std::move(socket.value()), "the test");
      co_await process.sleep(1ms);
    })));
    begun.get_future().wait();
  }
  EXPECT_TRUE(ended);
}

TEST(BrokerProcess, LongChainsOfAnswersUseNoStack) {
  World world;
  EXPECT_TRUE(succeeded(world.talk(
      [](Process& process) -> Task<void> {
        const PoolKey pool;
        std::size_t sum = 0;
        for (int i = 0; i < 5'000; ++i) {
          const Result<Ids> two =
              co_await process.ask<FindBundles>(pool, BundleState::kPrepared, std::size_t(2));
          sum += two.value().size();
        }
        EXPECT_EQ(sum, 10'000U);
      },
      asking(spawn_small_ledger(world)))));
}

}  // namespace
}  // namespace medisc::test
