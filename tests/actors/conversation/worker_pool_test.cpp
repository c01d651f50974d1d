#include "actors/conversation/worker_pool.hpp"

#include <algorithm>
#include <atomic>
#include <functional>
#include <future>
#include <numeric>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace medisc::test {
namespace {

/// A job that calls a function; withdrawn where it goes.
class Calling final : public WorkerPool::Job {
 public:
  Calling(WorkerPool& pool, std::function<void(Workers&)> function)
      : pool_(pool), function_(std::move(function)) {
    pool_.submit(*this);
  }
  ~Calling() { pool_.withdraw(*this); }

 private:
  void run(Workers& workers) noexcept override { function_(workers); }

  WorkerPool& pool_;
  std::function<void(Workers&)> function_;
};

TEST(WorkerPool, RunsEveryPieceOnceWithSeatsOfTheirOwn) {
  for (const std::size_t threads : {1U, 2U, 5U}) {
    WorkerPool pool(threads);
    ASSERT_EQ(pool.width(), threads);
    for (const std::size_t count : {0U, 1U, 2U, 1000U}) {
      std::vector<std::atomic<int>> called(count);
      std::vector<std::atomic<int>> busy(threads);
      std::atomic<bool> shared{false};
      pool.run(count, [&](std::size_t index, std::size_t seat) {
        if (busy.at(seat)++ != 0) shared = true;
        ++called[index];
        --busy[seat];
      });
      EXPECT_TRUE(
          std::all_of(called.begin(), called.end(), [](const auto& n) { return n == 1; }));
      EXPECT_FALSE(shared);
    }
  }
}

TEST(WorkerPool, ManyCallersAtOnceGetTheirOwnSums) {
  WorkerPool pool(3);
  std::vector<std::thread> callers;
  std::vector<std::size_t> sums(8);
  for (std::size_t caller = 0; caller < sums.size(); ++caller) {
    callers.emplace_back([&, caller] {
      for (int round = 0; round < 50; ++round) {
        std::vector<std::size_t> squares(20);
        pool.run(20, [&](std::size_t i, std::size_t) { squares[i] = i * caller; });
        sums[caller] += std::accumulate(squares.begin(), squares.end(), std::size_t{0});
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  for (std::size_t caller = 0; caller < sums.size(); ++caller) {
    EXPECT_EQ(sums[caller], 50 * 190 * caller);
  }
}

TEST(WorkerPool, WhatAPieceThrowsComesOutOnceAllHaveEnded) {
  WorkerPool pool(2);
  std::atomic<int> ended{0};
  EXPECT_THROW(pool.run(10,
                        [&](std::size_t i, std::size_t) {
                          ++ended;
                          if (i == 3) throw std::runtime_error("three");
                        }),
               std::runtime_error);
  EXPECT_EQ(ended, 10);
}

TEST(WorkerPool, JobsBeginInTheOrderTheyCame) {
  WorkerPool pool(1);
  std::promise<void> queued;
  std::vector<char> order;
  // One thread: no job begins before both wait.
  const Calling holding(pool, [&](Workers&) { queued.get_future().wait(); });
  std::promise<void> first_ended;
  std::promise<void> second_ended;
  const Calling first(pool, [&](Workers&) {
    order.push_back('a');
    first_ended.set_value();
  });
  const Calling second(pool, [&](Workers&) {
    order.push_back('b');
    second_ended.set_value();
  });
  queued.set_value();
  first_ended.get_future().wait();
  second_ended.get_future().wait();
  EXPECT_THAT(order, testing::ElementsAre('a', 'b'));
}

/// While a job's long computation goes on, another job begins and ends.
TEST(WorkerPool, NoComputationKeepsAllThreads) {
  WorkerPool pool(2);
  std::promise<void> begun;
  std::promise<void> short_ended;
  auto short_done = short_ended.get_future();
  std::promise<void> long_ended;
  std::atomic<bool> once{false};
  const Calling long_job(pool, [&](Workers& workers) {
    workers.run(1000, [&](std::size_t, std::size_t) {
      if (!once.exchange(true)) begun.set_value();
      // All but the last pieces are quick; those wait until the short job has ended.
      if (short_done.wait_for(std::chrono::milliseconds(1)) == std::future_status::ready)
        return;
    });
    long_ended.set_value();
  });
  begun.get_future().wait();
  const Calling short_job(pool, [&](Workers&) { short_ended.set_value(); });
  long_ended.get_future().wait();
  EXPECT_EQ(short_done.wait_for(std::chrono::seconds(0)), std::future_status::ready);
}

TEST(WorkerPool, AWithdrawnJobDoesNotRunAnyMore) {
  WorkerPool pool(1);
  std::promise<void> release;
  const Calling holding(pool, [&](Workers&) { release.get_future().wait(); });
  bool ran = false;
  {
    const Calling waiting(pool, [&](Workers&) { ran = true; });
  }
  release.set_value();
  std::promise<void> behind;
  const Calling last(pool, [&](Workers&) { behind.set_value(); });
  behind.get_future().wait();
  EXPECT_FALSE(ran);
}

TEST(WorkerPool, WithdrawingWaitsForAJobThatRuns) {
  WorkerPool pool(1);
  std::promise<void> begun;
  std::atomic<bool> ended{false};
  {
    const Calling job(pool, [&](Workers&) {
      begun.set_value();
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      ended = true;
    });
    begun.get_future().wait();
  }
  EXPECT_TRUE(ended);
}

}  // namespace
}  // namespace medisc::test
