#include <functional>
#include <set>

#include <gtest/gtest.h>

#include "tests/plan/sample_plan.hpp"

namespace medisc {
namespace {

TEST(PlanHash, IsStable) {
  EXPECT_EQ(hash_of(sample_plan()), hash_of(sample_plan()));
  // Another value here means that parties of two versions no longer agree on a plan.
  EXPECT_EQ(to_hex(hash_of(sample_plan())),
            "37edde7271f132702bb49175819e9a7176025613b7f1d3d05e6c6bf65080a9dc");
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

}  // namespace
}  // namespace medisc
