#include <functional>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "tests/plan/every_field.hpp"
#include "tests/plan/sample_plan.hpp"

namespace medisc {
namespace {

TEST(PlanHash, IsStable) {
  EXPECT_EQ(hash_of(sample_plan()), hash_of(sample_plan()));
  // Another value here means that parties of two versions no longer agree on a plan.
  EXPECT_EQ(to_hex(hash_of(sample_plan())),
            "37edde7271f132702bb49175819e9a7176025613b7f1d3d05e6c6bf65080a9dc");
  Plan graph = sample_graph();
  graph.input.centre = {0.5, -2};
  graph.input.factor = {3, 0.25};
  graph.output = Output::kLabel;
  EXPECT_EQ(to_hex(hash_of(graph)),
            "594fabccf4a3f1fef666a6d5aab0aacdb2a15c6d4b5d6c54c8a45923e82cc416");
}

TEST(PlanHash, ChangesWithEveryField) {
  const std::function<void(Plan&)> changes[] = {
      [](Plan&) {},
      [](Plan& p) { p.ring_bits = 64; },
      [](Plan& p) { p.input.features = 4; },
      [](Plan& p) { p.input.bits = 11; },
      [](Plan& p) { p.input.range_log2[1] = 1; },
      [](Plan& p) { p.input.range_log2 = {4}; },
      [](Plan& p) { p.input.range_log2 = {-4}; },
      [](Plan& p) { p.steps.pop_back(); },
      [](Plan& p) { p.steps[0].name = "fc"; },
      [](Plan& p) { p.steps[0].scale = 21; },
      [](Plan& p) { p.steps[0].scale = -20; },
      [](Plan& p) { dense_at(p, 0).inputs = 4; },
      [](Plan& p) { dense_at(p, 0).outputs = 6; },
      [](Plan& p) { dense_at(p, 0).width = 26; },
      [](Plan& p) { relu_at(p, 1).size = 6; },
      [](Plan& p) { relu_at(p, 1).width = 26; },
      [](Plan& p) { relu_at(p, 1).shift = 11; },
      [](Plan& p) { relu_at(p, 1).output_width = 24; },
      [](Plan& p) { p.labels = {}; },
      [](Plan& p) {
        p.labels = {"malignant", "benign"};
      },
      [](Plan& p) {
        p.labels = {"benignm", "alignant"};
      },
      [](Plan& p) { p.weights_tag[15] = 1; },
  };
  std::set<PlanHash> hashes;
  for (const auto& change : changes) {
    Plan plan = sample_plan();
    change(plan);
    hashes.insert(hash_of(plan));
  }
  EXPECT_EQ(hashes.size(), std::size(changes));
}

TEST(PlanHash, ChangesWithEveryFieldOfAGraph) {
  const std::function<void(Plan&)> changes[] = {
      [](Plan&) {},
      [](Plan& p) { std::get<ConvStep>(p.steps[0].op).in.channels = 3; },
      [](Plan& p) { std::get<ConvStep>(p.steps[0].op).out.width = 3; },
      [](Plan& p) { std::get<ConvStep>(p.steps[0].op).window.pad_top = 1; },
      [](Plan& p) { std::get<ConvStep>(p.steps[0].op).window.dilation_width = 2; },
      [](Plan& p) { std::get<ConvStep>(p.steps[0].op).groups = 1; },
      [](Plan& p) { std::get<ConvStep>(p.steps[0].op).width = 24; },
      [](Plan& p) { std::get<MaxPoolStep>(p.steps[1].op).window.stride_height = 2; },
      [](Plan& p) { std::get<MaxPoolStep>(p.steps[1].op).width = 20; },
      [](Plan& p) {
        p.steps[1].op = SumPoolStep{{4, 2, 2}, {4, 1, 1}, {2, 2}, 22};
      },
      [](Plan& p) { p.steps[2].inputs = {}; },
      [](Plan& p) { p.steps[2].inputs = {1}; },
      [](Plan& p) { std::get<SumPoolStep>(p.steps[3].op).width = 22; },
      [](Plan& p) { std::get<SumStep>(p.steps[4].op).size = 5; },
      [](Plan& p) { std::get<SumStep>(p.steps[4].op).multipliers[0] = 1; },
      [](Plan& p) { std::get<SumStep>(p.steps[4].op).offset = 1; },
      [](Plan& p) { p.input.centre = {1}; },
      [](Plan& p) { p.input.factor = {1}; },
      [](Plan& p) { p.output = Output::kLabel; },
      [](Plan& p) { std::get<ConcatStep>(p.steps[5].op).sizes[0] = 5; },
      [](Plan& p) { std::get<ConcatStep>(p.steps[5].op).shifts[0] = 1; },
      [](Plan& p) { std::get<ConcatStep>(p.steps[5].op).width = 22; },
  };
  std::set<PlanHash> hashes;
  for (const auto& change : changes) {
    Plan plan = sample_graph();
    change(plan);
    hashes.insert(hash_of(plan));
  }
  EXPECT_EQ(hashes.size(), std::size(changes));
}

// A kind of step that is new here has to be added; a value that differs is a plan that two
// versions hash differently.
TEST(PlanHash, EveryFieldOfEveryStepIsStable) {
  const std::map<std::string, std::string> golden{
      {"dense", "927248242074ee3e20060974ad12ed914f8d09f873b66cb3d4f6bea04c354d8d"},
      {"relu", "8e57fd6ea73c9a877e1bce1a7c62dffe8d748007656792cf73254bc890d6ebcc"},
      {"conv", "06a5608cefd2cec183156fe8fee26f62486ee68d33ccd81c523e68f162c39de7"},
      {"sum-pool", "8bef031c6f21e2b03e407c1842d527060e7d34fa8f23163767aba706c6a31563"},
      {"max-pool", "c911df96259f7e3d86b563b2cc77e98118327590bcab87a1d1642d952543761d"},
      {"sum", "8ffb5e384e061727d2dd1b9fd62b8f1b18982038a6d54b7f48df26e16db160e9"},
      {"concat", "a99d4ead001266daf5e92a7d22fcb7f4dd102deb137077bee1de0dab462c2003"},
  };
  for (const Plan& plan : plans_of_every_field()) {
    const std::string op = op_name(plan.steps.front());
    ASSERT_TRUE(golden.contains(op)) << op;
    EXPECT_EQ(to_hex(hash_of(plan)), golden.at(op)) << op;
  }
}

TEST(PlanHash, ChangesWithEveryFieldOfEveryStep) {
  for (const Plan& plan : plans_of_every_field()) {
    std::set<PlanHash> hashes;
    for (const Step& step : plan.steps) {
      Plan one;
      one.steps = {{"", 0, step.op}};
      hashes.insert(hash_of(one));
    }
    EXPECT_EQ(hashes.size(), plan.steps.size()) << op_name(plan.steps.front());
  }
}

}  // namespace
}  // namespace medisc
