#include "actors/conversation/process.hpp"

#include <gtest/gtest.h>

#include "actors/conversation/attempt.hpp"
#include "tests/actors/memory/memory_network.hpp"
#include "tests/error/outcomes.hpp"

namespace medisc::test {
namespace {

using namespace std::chrono_literals;

LedgerAnswer no_answers(const LedgerRequest&) {
  return Result<void>(fail(ErrorCode::kInternal, "nobody was to ask"));
}

constexpr std::uint16_t kPort = 7;

TEST(Process, SleepsAsLongAsItIsTold) {
  MemoryNetwork network;
  const SteadyTime began = network.now();
  ASSERT_TRUE(succeeded(network.run(
      [&](Process& process) -> Task<void> {
        co_await process.sleep(3s);
        EXPECT_EQ(process.now() - began, 3s);
        co_await process.sleep(0s);
        EXPECT_EQ(process.now() - began, 3s);
      },
      no_answers)));
}

TEST(Process, ASignalIsGivenOrItsPatienceEnds) {
  MemoryNetwork network;
  ASSERT_TRUE(succeeded(network.run(
      [&](Process& process) -> Task<void> {
        const SteadyTime began = process.now();
        Process::Signal given(process, 10s);
        const auto give_later = [&]() -> Task<void> {
          co_await process.sleep(2s);
          given.give();
        };
        auto branch = process.branch(give_later());
        EXPECT_TRUE(co_await given);
        EXPECT_EQ(process.now() - began, 2s);
        co_await branch;
        Process::Signal never(process, 10s);
        EXPECT_FALSE(co_await never);
        EXPECT_EQ(process.now() - began, 12s);
      },
      no_answers)));
}

TEST(Process, WhatIsThrownEndsItAsAnError) {
  MemoryNetwork network;
  EXPECT_TRUE(failed(network.run(
                         [](Process& process) -> Task<void> {
                           co_await process.sleep(1ms);
                           throw std::bad_alloc();
                         },
                         no_answers),
                     ErrorCode::kInternal));
}

Task<int> fail_after(Process& process, std::chrono::milliseconds time) {
  co_await process.sleep(time);
  throw Failure({ErrorCode::kOverflow, "too wide", ""});
}

Task<int> give_after(Process& process, std::chrono::milliseconds time) {
  co_await process.sleep(time);
  co_return 42;
}

TEST(Attempt, OutcomesOfTasksAndBranchesAreValues) {
  MemoryNetwork network;
  ASSERT_TRUE(succeeded(network.run(
      [](Process& process) -> Task<void> {
        for (const auto time : {0ms, 5ms}) {
          const Result<int> failing = co_await attempt(fail_after(process, time));
          EXPECT_TRUE(failed(failing, ErrorCode::kOverflow, "too wide"));
          const Result<int> giving = co_await attempt(give_after(process, time));
          EXPECT_EQ(giving.value(), 42);
          auto failing_branch = process.branch(fail_after(process, time));
          auto giving_branch = process.branch(give_after(process, time));
          co_await process.sleep(1ms);
          const Result<int> failed_branch = co_await attempt(failing_branch);
          EXPECT_TRUE(failed(failed_branch, ErrorCode::kOverflow));
          const Result<int> given_branch = co_await attempt(giving_branch);
          EXPECT_EQ(given_branch.value(), 42);
        }
      },
      no_answers)));
}

/// The other side says nothing for so long.
Conversation silent_for(std::chrono::milliseconds time) {
  return [time](Process& process, Connection& connection) -> Task<void> {
    co_await process.sleep(time);
    connection.send(Pong());
  };
}

TEST(Connection, SilenceIsBorneForThePatienceAndNoLongerByTheClock) {
  for (const auto silence : {9s, 12s}) {
    MemoryNetwork network;
    network.listen(kPort, silent_for(silence), no_answers);
    const Result<void> talked = network.run(
        [](Process& process) -> Task<void> {
          const Address address{"here", kPort};
          auto socket = value_of(co_await process.dial(address, 1s));
          Connection& connection = process.adopt(std::move(socket), "the other");
          connection.set_patience(10s);
          const Bytes answer = co_await connection.receive();
        },
        no_answers);
    if (silence == 9s) {
      EXPECT_TRUE(succeeded(talked));
    } else {
      EXPECT_TRUE(
          failed(talked, ErrorCode::kPeerUnavailable, "the other has been silent for 10 s"));
    }
  }
}

TEST(Connection, AWireThatIsCutIsAnEnd) {
  MemoryNetwork network;
  network.listen(kPort, silent_for(5s), no_answers);
  network.strike(MemoryNetwork::Fault::kCut, 1);
  EXPECT_TRUE(failed(network.run(
                         [](Process& process) -> Task<void> {
                           const Address address{"here", kPort};
                           auto socket = value_of(co_await process.dial(address, 1s));
                           Connection& connection =
                               process.adopt(std::move(socket), "the other");
                           co_await process.sleep(1s);
                           const Bytes answer = co_await connection.receive();
                         },
                         no_answers),
                     ErrorCode::kPeerUnavailable, "has closed the connection"));
}

TEST(Process, NobodyListeningIsAnError) {
  MemoryNetwork network;
  ASSERT_TRUE(succeeded(network.run(
      [](Process& process) -> Task<void> {
        const Address address{"here", kPort};
        const auto socket = co_await process.dial(address, 1s);
        EXPECT_TRUE(failed(socket, ErrorCode::kPeerUnavailable));
      },
      no_answers)));
}

}  // namespace
}  // namespace medisc::test
