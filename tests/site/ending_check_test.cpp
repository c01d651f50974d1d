#include "site/ending_check.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "tests/error/outcomes.hpp"

namespace medisc::test {
namespace {

struct Case {
  NetworkEnding ending;
  TaskKind task;
  std::uint32_t results;
  bool fits;
};

Result<void> check(const Case& one, Output output = Output::kLogits) {
  NetworkFacts facts;
  facts.ending = one.ending;
  Outcome outcome;
  outcome.task = one.task;
  outcome.shape = {one.results};
  return check_ending(facts, outcome, output);
}

TEST(EndingCheck, ATaskTellsWhatTheFileComputes) {
  using enum NetworkEnding;
  using enum TaskKind;
  for (const Case& one : std::vector<Case>{{NetworkEnding::kNone, kNumber, 1, true},
                                           {kSigmoid, kNumber, 1, false},
                                           {kSigmoid, kBinary, 1, true},
                                           {kSigmoid, kBinary, 2, false},
                                           {kSigmoid, kFindings, 2, true},
                                           {kSigmoid, kMap, 2, true},
                                           {kSoftmax, kNumber, 2, false},
                                           {kSoftmax, kFindings, 2, false},
                                           {kSoftmax, kClasses, 2, true},
                                           {kSoftmax, kBinary, 2, true},
                                           {NetworkEnding::kLabel, kNumber, 2, false},
                                           {NetworkEnding::kLabel, kClasses, 2, true},
                                           {kShares, kFindings, 3, false}}) {
    EXPECT_EQ(check(one).has_value(), one.fits)
        << static_cast<int>(one.ending) << ' ' << task_name(one.task) << ' ' << one.results;
  }
}

TEST(EndingCheck, OfOneAgainstTheRestTheLabelAloneIsTold) {
  for (const NetworkEnding ending : {NetworkEnding::kShares, NetworkEnding::kSigmoid}) {
    const Case one{ending, TaskKind::kClasses, 3, false};
    EXPECT_TRUE(failed(check(one), ErrorCode::kUnsupported, "a task 'classes' with 3 results"));
    EXPECT_TRUE(succeeded(check(one, Output::kLabel)));
  }
}

}  // namespace
}  // namespace medisc::test
