#include "protocol/task.hpp"

#include <memory>
#include <stdexcept>

#include <gtest/gtest.h>

namespace medisc::test {
namespace {

/// Enough awaits to overflow any stack on which each would leave a frame.
constexpr int kMany = 300000;

Task<int> one() {
  co_return 1;
}

Task<int> in_a_row(int count) {
  int sum = 0;
  for (int i = 0; i < count; ++i) {
    sum += co_await one();
  }
  co_return sum;
}

Task<int> nested(int depth) {
  if (depth == 0) co_return 0;
  const int below = co_await nested(depth - 1);
  co_return below + 1;
}

template <class T>
T run(Task<T> task) {
  Trampoline trampoline;
  task.start(trampoline);
  EXPECT_TRUE(task.done());
  return task.result();
}

TEST(Task, ManyAwaitsInARowUseNoStack) {
  EXPECT_EQ(run(in_a_row(kMany)), kMany);
}

TEST(Task, ManyNestedAwaitsUseNoStack) {
  EXPECT_EQ(run(nested(kMany)), kMany);
}

TEST(Task, StartsNothingBeforeItIsStarted) {
  bool ran = false;
  const auto body = [&]() -> Task<void> {
    ran = true;
    co_return;
  };
  auto task = body();
  EXPECT_FALSE(ran);
  Trampoline trampoline;
  task.start(trampoline);
  EXPECT_TRUE(ran);
  EXPECT_TRUE(task.done());
  task.result();
}

Task<int> throws_at(int depth) {
  if (depth == 0) throw std::runtime_error("at the bottom");
  const int below = co_await throws_at(depth - 1);
  co_return below + 1;
}

TEST(Task, ExceptionsReachTheRoot) {
  for (const int depth : {0, 1, 2, 1000}) {
    EXPECT_THROW(run(throws_at(depth)), std::runtime_error) << depth;
  }
}

TEST(Task, ExceptionsAreCaughtOnTheWay) {
  const auto body = []() -> Task<int> {
    auto inner = throws_at(3);
    int result = 0;
    try {
      result = co_await inner;
    } catch (const std::runtime_error&) {
      result = -1;
    }
    result += co_await one();
    co_return result;
  };
  EXPECT_EQ(run(body()), 0);
}

TEST(Task, OwnsItsFrame) {
  const auto resource = std::make_shared<int>(1);
  const auto body = [](std::shared_ptr<int> held) -> Task<void> {
    co_await one();
    EXPECT_EQ(*held, 1);
  };
  {
    auto never_started = body(resource);
    EXPECT_EQ(resource.use_count(), 2);
    auto moved = std::move(never_started);
    EXPECT_EQ(resource.use_count(), 2);
  }
  EXPECT_EQ(resource.use_count(), 1);
  run(body(resource));
  EXPECT_EQ(resource.use_count(), 1);
}

TEST(Task, ReturnsWhatOnlyMoves) {
  const auto body = []() -> Task<std::unique_ptr<int>> {
    co_return std::make_unique<int>(7);
  };
  EXPECT_EQ(*run(body()), 7);
}

}  // namespace
}  // namespace medisc::test
