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
            "d4d9b1c402075d73af86ae1024127806231010cc1494c7bf1c19203cb79b8754");
  Plan graph = sample_graph();
  graph.input.centre = {0.5, -2};
  graph.input.factor = {3, 0.25};
  graph.output = Output::kLabel;
  EXPECT_EQ(to_hex(hash_of(graph)),
            "8feed8c953a1b59655b8bc6f20280338bdf4d0a525ab92930da767edded93a03");
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
      [](Plan& p) { p.manifest.outcome.labels = {}; },
      [](Plan& p) {
        p.manifest.outcome.labels = {"malignant", "benign"};
      },
      [](Plan& p) {
        p.manifest.outcome.labels = {"benignm", "alignant"};
      },
      [](Plan& p) { p.manifest.outcome.task = TaskKind::kFindings; },
      [](Plan& p) { p.manifest.outcome.thresholds = {0.5}; },
      [](Plan& p) { p.manifest.outcome.unit = "cm"; },
      [](Plan& p) {
        p.manifest.outcome.shape = {1, 2};
      },
      [](Plan& p) { p.manifest.model = "other"; },
      [](Plan& p) { p.manifest.version = "2"; },
      [](Plan& p) { std::swap(p.manifest.model, p.manifest.version); },
      [](Plan& p) { p.manifest.parts.pop_back(); },
      [](Plan& p) { p.manifest.parts[0].name = "t"; },
      [](Plan& p) {
        p.manifest.parts[0].shape = {2, 1};
      },
      [](Plan& p) { p.manifest.parts[1].layout = Layout::kChannelsLast; },
      [](Plan& p) {
        std::swap(p.manifest.parts[0].features[0], p.manifest.parts[0].features[1]);
      },
      [](Plan& p) { p.manifest.parts[0].units[0] = "months"; },
      [](Plan& p) { p.manifest.parts[0].least[0] = -1; },
      [](Plan& p) { p.manifest.parts[0].largest[1] = 90; },
      [](Plan& p) { p.manifest.preprocessing.clear(); },
      [](Plan& p) { p.manifest.preprocessing[0].part = 1; },
      [](Plan& p) { p.manifest.preprocessing[0].kind = StepKind::kInvert; },
      [](Plan& p) { p.manifest.preprocessing[0].numbers[1] = 2; },
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
      {"dense", "8c9d47b85b2c450b43680ff90988f4b638e11f2f1c0e81bf7d1dea9547fa8922"},
      {"threshold", "9e46b9946ac7730af92e18a2295b41e9a96667cb47c4285a435e9c98301f4e3f"},
      {"conv", "3988340f134096869325857559f973834b1ac5974b04854e7048c2d37a0eea64"},
      {"sum-pool", "d689ffbde85f83694dbbdd60b419ec5fa81ac2d6f8bf1dd29cf508d5f4eadd0a"},
      {"max-pool", "6e2b514f77860c4f5c873ee8cd7e64c428bd0f229bd33465e2a1ba118076cd95"},
      {"sum", "d17bb71bfcf9391245db76786ad0b4d603d829baf09f9eaca5e36227710fc48a"},
      {"product", "e86432fedea454cb3efdcf82880b97559908860970f1db16b11466149827aad3"},
      {"concat", "4ab46ad3f24d0fe1880960814b4851f72f327d2b7388be1dd4621facd06f99fd"},
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
