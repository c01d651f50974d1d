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
            "b50a78cc03388205e79a0684e8c432a522f7a695a36b9cfa0e800abdeba966c9");
  Plan graph = sample_graph();
  graph.input.centre = {0.5, -2};
  graph.input.factor = {3, 0.25};
  graph.output = Output::kLabel;
  EXPECT_EQ(to_hex(hash_of(graph)),
            "f85ca8568305e9aeb15b787f8b86dd50014ea4ace30abebb2d81fa725fc81495");
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
      [](Plan& p) { p.manifest.preprocessing[0].filter = ResizeFilter::kArea; },
      [](Plan& p) { p.manifest.preprocessing[0].aspect = ResizeAspect::kPad; },
      [](Plan& p) { p.manifest.parts[0].pixels.values = PixelValues::kStored; },
      [](Plan& p) { p.manifest.parts[0].pixels.bits = 1; },
      [](Plan& p) {
        p.manifest.parts[0].pixels.window = {1, 2};
      },
      [](Plan& p) { p.manifest.parts[0].pixels.function = WindowFunction::kSigmoid; },
      [](Plan& p) {
        p.manifest.parts[0].pixels.range = {1, 2};
      },
      [](Plan& p) { p.manifest.parts[0].pixels.polarity = Polarity::kStored; },
      [](Plan& p) { p.manifest.parts[0].pixels.colour = ColourTo::kLuminance; },
      [](Plan& p) {
        p.manifest.parts[0].pixels.orientation = {"L", "P"};
      },
      [](Plan& p) {
        p.manifest.parts[0].pixels.modalities = {"L", "P"};
      },
      [](Plan& p) {
        p.splines = {{"fc", 4, 0.5}};
      },
      [](Plan& p) {
        p.splines = {{"f", 4, 0.5}};
      },
      [](Plan& p) {
        p.splines = {{"fc", 2, 0.5}};
      },
      [](Plan& p) {
        p.splines = {{"fc", 4, 0.25}};
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
      {"dense", "a9d6e71f412f796f5c36b2a2778cc3e11be867cbdcc4ee7247bbd867a19c8c5e"},
      {"threshold", "fc82b7b2d617da0fbc6ef243992ed27d2c2d7a92526fa7c17a4170473de9d158"},
      {"conv", "f6250e57df27e369804fa7767d3f0e440a67204e1a9852a0252e7932ab67e500"},
      {"sum-pool", "363662b19cf05a04b75d1a360bcf9cbde74a282ac7f68048ccf452a6c0b3a30e"},
      {"max-pool", "c258de3c07adc7b3d58c484609607f0124dac09fd97e68d55d4041b71a51a4fb"},
      {"sum", "54d72ec746a8aaa30fe8098bc4c76d6262db45ff5b76e623f9780fc9da0de2b6"},
      {"product", "c4abcaae21b89fb7bb2ae5ebbd549ac07475b5db1dda2002e41ca6c0a1bb2524"},
      {"concat", "daf5289b9345aaab3d1e45dd15b6d203d2eeaa6a7802ea6b2240005c7448ae6f"},
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
