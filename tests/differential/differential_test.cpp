// Networks compared in numbers, and that the comparison can fail.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/process.hpp"
#include "tests/differential/run.hpp"

namespace medisc::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

struct Compared {
  Tally tally;
  std::vector<std::string> lines;
};

Compared compared(const RunOptions& options) {
  Compared result;
  result.tally = compare_networks(
      options, [](std::uint64_t) {},
      [&](const std::string& line) { result.lines.push_back(line); });
  return result;
}

std::string name_of_kind(const testing::TestParamInfo<Kind>& info) {
  return name_of(info.param);
}

class Networks : public testing::TestWithParam<Kind> {};

/// The same networks in every run: a failure here is a change of the code, never of the day.
/// scripts/differential draws others each time.
TEST_P(Networks, AreTheReferenceAtTheDeclaredCost) {
  const Compared run = compared({.networks = 1500, .first_seed = 1, .kind = GetParam()});
  for (const std::string& line : run.lines) ADD_FAILURE() << line;
  EXPECT_GT(run.tally.total().networks, 150U);
}

INSTANTIATE_TEST_SUITE_P(Kinds, Networks, testing::ValuesIn(kKinds), name_of_kind);

class Flips : public testing::TestWithParam<const char*> {};

/// A single wrong bit is seen, and the command that is printed shows it again.
TEST_P(Flips, AreSeen) {
  const Flip flip = *flip_named(GetParam());
  const Compared run = compared({.networks = 100, .first_seed = 1, .flip = flip});
  ASSERT_FALSE(run.lines.empty());
  const std::string command = "differential --networks 1 --seed ";
  ASSERT_THAT(run.lines[0], StartsWith(command));
  const std::uint64_t seed = std::stoull(run.lines[0].substr(command.size()));
  const Compared again = compared({.networks = 1, .first_seed = seed, .flip = flip});
  EXPECT_EQ(again.lines, std::vector{run.lines[0]});
  EXPECT_TRUE(compared({.networks = 1, .first_seed = seed}).lines.empty());
}

INSTANTIATE_TEST_SUITE_P(Bits, Flips,
                         testing::Values("weight", "share", "correction", "opening"),
                         [](const auto& flip) { return std::string(flip.param); });

struct Ended {
  int status = -1;
  std::string out;
};

Ended run_program(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), DIFFERENTIAL_BINARY);
  Process process(arguments, testing::TempDir() + "differential-" + std::to_string(getpid()));
  Ended ended;
  ended.status = process.wait(60s).value_or(-1);
  ended.out = process.out();
  return ended;
}

TEST(DifferentialProgram, EndsWithATable) {
  const Ended ended = run_program({"--networks", "20", "--seed", "1"});
  EXPECT_EQ(ended.status, 0) << ended.out;
  EXPECT_THAT(ended.out, StartsWith("kind"));
  EXPECT_THAT(ended.out, HasSubstr("\nall "));
}

TEST(DifferentialProgram, ADisagreementIsItsStatus) {
  const Ended ended = run_program({"--networks", "20", "--seed", "1", "--flip", "share"});
  EXPECT_EQ(ended.status, 1);
  EXPECT_THAT(ended.out, StartsWith("differential --networks 1 --seed "));
}

TEST(DifferentialProgram, RefusesWhatItDoesNotKnow) {
  for (const std::vector<std::string>& wrong : {std::vector<std::string>{"--networks", "many"},
                                                {"--kind", "round"},
                                                {"--flip", "a"},
                                                {"more"},
                                                {"--unknown"}}) {
    EXPECT_EQ(run_program(wrong).status, 2) << wrong[0];
  }
  EXPECT_EQ(run_program({"--help"}).status, 0);
}

}  // namespace
}  // namespace medisc::test
