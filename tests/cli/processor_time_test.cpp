#include "cli/processor_time.hpp"

#include <chrono>
#include <thread>

#include <gtest/gtest.h>
#include <unistd.h>

namespace medisc {
namespace {

/// Keeps a processor busy until this process has taken so many seconds more.
void work(double seconds) {
  const double until = processor_seconds() + seconds;
  while (processor_seconds() < until) {
  }
}

TEST(ProcessorTime, CountsThreadsThatHaveEnded) {
  const double before = processor_seconds();
  ASSERT_GT(before, 0);
  std::thread(work, 0.02).join();
  EXPECT_GE(processor_seconds(), before + 0.02);
}

TEST(ProcessorTime, DoesNotCountSleep) {
  const double before = processor_seconds();
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_LT(processor_seconds(), before + 0.2);
}

TEST(ProcessorTime, OfAProcessByItsId) {
  const double before = processor_seconds();
  const double same = processor_seconds(::getpid());
  EXPECT_GE(same, before);
  EXPECT_GE(processor_seconds(), same);
}

TEST(ProcessorTime, OfNoProcessIsNothing) {
  constexpr pid_t kBeyondAll = 1 << 24;
  EXPECT_EQ(processor_seconds(kBeyondAll), 0);
}

}  // namespace
}  // namespace medisc
