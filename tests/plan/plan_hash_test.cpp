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
            "86e545fadfb1fe12abb3b7c8346f1966d531d583e4073f1f5a0b5ff2d8e082c1");
  Plan graph = sample_graph();
  graph.input.centre = {0.5, -2};
  graph.input.factor = {3, 0.25};
  graph.output = Output::kLabel;
  EXPECT_EQ(to_hex(hash_of(graph)),
            "8a39e0f63d003e7e2d1a92d5c5c96c72a75ea6c9a4ddeaf5e930958f8a174dfa");
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
      {"dense", "ea1aa98f35223c985004342a82c454a33e4065960d803590f881d7fa405887ce"},
      {"relu", "502d73010231223692b161d39c1192ea0fc0d89ee9118770730226bc629f42f9"},
      {"conv", "7cda6934121a4279e7bef64933d55971e1fcb33d38df702fbc4309d5c01cda83"},
      {"sum-pool", "f0dbec50451fae01e8f03a1d0b136857b765e474dde4a3942834d0eec51fa7fd"},
      {"max-pool", "60f3949733b8c63a33bc5c11eab537f246b37319e1b036fcd739e7aa933170a3"},
      {"sum", "cf496bff66c1dc993991399ce2c55d66be426c9cc1f965d6e9e079d8dc96e5de"},
      {"concat", "b667995ce119c9855a128aa58ab143a18b60502f289a0aba51dc05ac49a99119"},
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
