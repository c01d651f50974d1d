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

struct Case {
  Victim victim;
  const char* comparison;
  const char* mode;

  /// By the tree the victims that run sessions are tried alone, and while they do: all else
  /// differs in its size alone.
  bool sessions_alone() const { return comparison == std::string("tree"); }
};

std::ostream& operator<<(std::ostream& out, const Case& one) {
  return out << name_of(one.victim) << ", " << one.comparison << ", " << one.mode;
}

bool runs_sessions(Victim victim) {
  return victim == Victim::kService || victim == Victim::kDiagnose;
}

std::vector<Case> cases() {
  std::vector<Case> cases;
  for (const Victim victim : kVictims) {
    for (const char* comparison : kComparisons) {
      for (const char* mode : kModes) {
        const Case one{victim, comparison, mode};
        if (runs_sessions(victim) || !one.sessions_alone()) cases.push_back(one);
      }
    }
  }
  return cases;
}

/// Steps in the middle of three equal parts.
void spread(std::uint64_t from, std::uint64_t to, std::vector<std::uint64_t>& steps) {
  for (const std::uint64_t sixth : {1U, 3U, 5U}) {
    steps.push_back(from + (to - from) * sixth / 6 + 1);
  }
}

/// At which steps of its life the victim is struck.
std::vector<std::uint64_t> struck_steps(const Case& one, const Finding& whole) {
  std::vector<std::uint64_t> steps;
  const std::uint64_t before = one.sessions_alone() ? whole.before_sessions : 0;
  if (const char* every = std::getenv("FAULTS_EVERY")) {
    const std::uint64_t stride = std::strtoull(every, nullptr, 10);
    for (std::uint64_t at = before + stride; at <= whole.steps; at += stride) {
      steps.push_back(at);
    }
    return steps;
  }
  if (before < whole.before_sessions || !runs_sessions(one.victim)) {
    spread(before, whole.steps, steps);
  }
  if (runs_sessions(one.victim)) spread(whole.before_sessions, whole.steps, steps);
  return steps;
}

class Faults : public testing::TestWithParam<Case> {};

TEST_P(Faults, LeaveEveryMaskUsedOnce) {
  const auto [victim, comparison, mode] = GetParam();
  const Finding whole = try_fault({victim, comparison, mode, 0});
  for (const std::string& problem : whole.problems) ADD_FAILURE() << problem;
  ASSERT_GT(whole.steps, runs_sessions(victim) ? whole.before_sessions + 10 : 10);

  const std::vector<std::uint64_t> steps = struck_steps(GetParam(), whole);
  std::uint64_t struck = 0;
  for (const std::uint64_t at : steps) {
    const Finding finding = try_fault({victim, comparison, mode, at});
    for (const std::string& problem : finding.problems) {
      ADD_FAILURE() << GetParam() << " at step " << at << ": " << problem;
    }
    struck += finding.struck ? 1 : 0;
  }
  EXPECT_GE(struck, steps.size() * 9 / 10);  // a life's steps vary a little
  std::cout << GetParam() << ": " << whole.steps << " steps, " << whole.before_sessions
            << " before sessions, " << steps.size() << " faults, " << struck << " struck\n";
}

INSTANTIATE_TEST_SUITE_P(Every, Faults, testing::ValuesIn(cases()), [](const auto& row) {
  std::string name = name_of(row.param.victim);
  name[name.find(' ')] = '_';
  return name + "_" + row.param.comparison + "_" + row.param.mode;
});

}  // namespace
}  // namespace medisc::test
