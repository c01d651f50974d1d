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
            "39e542110abcc8e4c06a7d8075f7c126616e7e2f6c6254d6a17c6eeae2ab8f45");
  Plan graph = sample_graph();
  graph.input.centre = {0.5, -2};
  graph.input.factor = {3, 0.25};
  graph.output = Output::kLabel;
  EXPECT_EQ(to_hex(hash_of(graph)),
            "535ae1daaddba709e967805022e1f5fed945ec0fd6e7d4539a6ec3f3a204d47d");
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
      {"dense", "5fcae122db12937c3e09bf24d86ab21542fd9d8007b64980ec15560f10cb86f2"},
      {"threshold", "1db0902445458a9c9d6a8ecafceee505df5a03e8d12c410a1ab2a09a9a25ca55"},
      {"conv", "af2b67141af3e0113115f9b8dd24e0fb25153822d674503a08ce90196fd0fecd"},
      {"sum-pool", "aba5f7249299016defa782526b7d24433135bb276edae9840031f05a16233a2d"},
      {"max-pool", "6d1db5f3f32a252833fd8d2f58e6155f2caac4af2c06d4633740d6b91753f72a"},
      {"sum", "1d343500e4da7e01281e350fb7777b61ece4cdcc62f5d4cec66f6b65b199100b"},
      {"product", "d71383c131d43abec97bd75af6c6b0b69e5ed756f966ef5e8547c3daf36e7588"},
      {"concat", "45203aa15241cf5c77c1314f924adc7a0fe384c353b2b7602520aefde2d97171"},
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
