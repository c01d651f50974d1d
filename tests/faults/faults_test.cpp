// Whatever ends a process, and whenever: no mask is used for two values, nobody hangs, and
// after a restart all works.
//
// FAULTS_EVERY=n tries every n-th step of each victim's life, instead of a few.
#include <cstdlib>
#include <iostream>

#include <gtest/gtest.h>

#include "tests/faults/trial.hpp"

namespace medisc::test {
namespace {

constexpr std::uint64_t kTried = 3;  ///< steps of a life

class Faults : public testing::TestWithParam<std::tuple<Victim, const char*>> {};

TEST_P(Faults, LeaveEveryMaskUsedOnce) {
  const auto [victim, mode] = GetParam();
  const Finding whole = try_fault({victim, mode, 0});
  for (const std::string& problem : whole.problems) ADD_FAILURE() << problem;
  ASSERT_GT(whole.steps, kTried);

  const char* every = std::getenv("FAULTS_EVERY");
  const std::uint64_t stride =
      every != nullptr ? std::strtoull(every, nullptr, 10) : whole.steps / kTried;
  std::uint64_t tried = 0;
  std::uint64_t struck = 0;
  for (std::uint64_t at = stride; at <= whole.steps; at += stride) {
    const Finding finding = try_fault({victim, mode, at});
    for (const std::string& problem : finding.problems) {
      ADD_FAILURE() << name_of(victim) << ", " << mode << " at step " << at << ": " << problem;
    }
    ++tried;
    struck += finding.struck ? 1 : 0;
  }
  EXPECT_GE(struck, tried * 9 / 10);  // a life's steps vary a little
  std::cout << name_of(victim) << ", " << mode << ": " << whole.steps << " steps, " << tried
            << " faults, " << struck << " struck\n";
}

INSTANTIATE_TEST_SUITE_P(Every, Faults,
                         testing::Combine(testing::ValuesIn(kVictims),
                                          testing::ValuesIn(kModes)),
                         [](const auto& row) {
                           std::string name = name_of(std::get<0>(row.param));
                           name[name.find(' ')] = '_';
                           return name + "_" + std::get<1>(row.param);
                         });

}  // namespace
}  // namespace medisc::test
