#include "cli/daemon.hpp"

#include <unistd.h>

#include <gtest/gtest.h>

namespace medisc {
namespace {

using namespace std::chrono_literals;

TEST(Daemon, EndsWithinABoundWhateverHangs) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        bound_shutdown(20ms);
        for (;;) ::pause();
      },
      testing::ExitedWithCode(0), "did not end in time");
}

}  // namespace
}  // namespace medisc
