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
            "5143a2049089de0399c778f3b27ff87155ee242249b6489c0c6a47504c62148a");
  Plan graph = sample_graph();
  graph.input.centre = {0.5, -2};
  graph.input.factor = {3, 0.25};
  graph.output = Output::kLabel;
  EXPECT_EQ(to_hex(hash_of(graph)),
            "57e2ff7720917295ff3916e4239891e01d0e82509ef8be9b61021f7fdf180b1b");
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
      {"dense", "dfca7203c572f8cf32bf24585ad40cb3f44870c2c02c962abad83b096c58389c"},
      {"relu", "d425b932e68580eece26ea11be4efa4b5c11a0143668816a810b3ddd58d848e3"},
      {"conv", "a399b48cfb092518958b59006d5cda56d7a6dcbf2cc62307e29d5ba015b4ba56"},
      {"sum-pool", "32a98a1393d3017b3bd52bf59a5908248bed34192f96e14aec69b0a2a66a7ab8"},
      {"max-pool", "5c5aac69c484e9399fd36f99edc320f1a53178fe0ab4f4ed21f56840bd3dd0c5"},
      {"sum", "350d54e8c510a5275f57aacb2482149ef8e81adb06624ba312668fff01ebbb24"},
      {"concat", "6dcc9196af93e9c79e80cb0bdc7f30256ef9bccd0f59e5ee597f4142c4e4e4a2"},
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
