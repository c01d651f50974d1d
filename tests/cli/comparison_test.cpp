// How a plan compares, from the command line and from a configuration to the session.
#include "tests/cli/site.hpp"

namespace medisc::test {
namespace {

const std::string kModel = (examples() / "model.onnx").string();
const std::string kRecords = (examples() / "records.csv").string();

Outcome plan(const Site& site, const Words& more) {
  Words words{"plan", kModel, "--samples", kRecords, "--explain", "--format", "json"};
  words.insert(words.end(), more.begin(), more.end());
  return site.run(words);
}

/// How the ReLUs of the plan compare.
std::vector<std::string> comparisons(const Outcome& outcome) {
  std::vector<std::string> found;
  for (const auto& step : outcome.report().table("steps")) {
    if (step.at("op") == "relu") found.push_back(step.at("comparison"));
  }
  return found;
}

TEST(Comparison, IsChosenByHandOrForALine) {
  const Site site;
  const Outcome tree = plan(site, {"--comparison", "tree"});
  const Outcome chain = plan(site, {"--comparison", "chain"});
  ASSERT_TRUE(succeeded(tree));
  ASSERT_TRUE(succeeded(chain));
  EXPECT_EQ(comparisons(tree), (std::vector<std::string>{"tree", "tree"}));
  EXPECT_EQ(comparisons(chain), (std::vector<std::string>{"chain 4", "chain 4"}));
  EXPECT_EQ(tree.report().fact("flights"), "10");
  EXPECT_EQ(chain.report().fact("flights"), "6");

  const Outcome far = plan(site, {"--delay-ms", "50", "--bundle-mb", "10"});
  EXPECT_EQ(far.report().fact("flights"), "6");
  const auto ms = [&](const std::string& comparison) {
    const Outcome slow =
        plan(site, {"--delay-ms", "0", "--mbit-s", "1", "--comparison", comparison});
    return std::stod(slow.report().fact("line_ms"));
  };
  EXPECT_LE(ms("auto"), ms("tree"));
  EXPECT_LE(ms("auto"), ms("chain"));
}

TEST(Comparison, ALineIsToldWithItsTime) {
  const Site site;
  const Outcome outcome = plan(site, {"--comparison", "tree", "--delay-ms", "20"});
  ASSERT_TRUE(succeeded(outcome));
  const double ms = std::stod(outcome.report().fact("line_ms"));
  EXPECT_GE(ms, 200);
  EXPECT_LT(ms, 201);
}

TEST(Comparison, WhatIsNoChoiceIsRefused) {
  const Site site;
  EXPECT_TRUE(refused(plan(site, {"--comparison", "adder"}), 2, {"--comparison"}));
  EXPECT_TRUE(refused(plan(site, {"--delay-ms", "-1"}), 2, {"--delay-ms"}));
  EXPECT_TRUE(refused(plan(site, {"--bundle-mb", "0"}), 2, {"--bundle-mb"}));
}

}  // namespace
}  // namespace medisc::test
