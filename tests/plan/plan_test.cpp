#include "plan/plan.hpp"

#include <functional>

#include <gmock/gmock.h>

#include "tests/plan/refused.hpp"
#include "tests/plan/sample_plan.hpp"

namespace medisc {
namespace {

TEST(Plan, WhatItGives) {
  const Plan plan = sample_plan();
  EXPECT_EQ(plan.outputs(), 2U);
  EXPECT_EQ(plan.output_scale(), 16);
  EXPECT_EQ(plan.output_width(), 26U);
  EXPECT_STREQ(op_name(plan.steps[0]), "dense");
  EXPECT_STREQ(op_name(plan.steps[1]), "relu");
  EXPECT_EQ(Plan{}.outputs(), 0U);
  EXPECT_EQ(Plan{}.output_scale(), 0);
  EXPECT_EQ(Plan{}.output_width(), 0U);
}

TEST(Plan, Hexadecimal) {
  PlanHash hash{};
  hash[0] = 0xAB;
  hash[31] = 0x01;
  EXPECT_EQ(to_hex(hash), "ab" + std::string(60, '0') + "01");
}

TEST(Plan, ValidOnesPass) {
  EXPECT_TRUE(validate(sample_plan()).has_value());
  for (const std::uint32_t ring : {32U, 64U}) {
    Plan plan;
    plan.ring_bits = ring;
    plan.input = {1, ring - 1, {-62}};
    plan.steps = {{"a", 0, DenseStep{1, 1, ring}},
                  {"r", 0, relu_step(1, ring, ring - 2, 2)},
                  {"b", 0, DenseStep{1, 1, 2}}};
    EXPECT_TRUE(validate(plan).has_value()) << ring;
  }
}

struct BrokenPlan {
  const char* says;
  std::function<void(Plan&)> change;
};

class BrokenPlans : public testing::TestWithParam<BrokenPlan> {};

TEST_P(BrokenPlans, AreRefused) {
  Plan plan = sample_plan();
  GetParam().change(plan);
  EXPECT_THAT(validate(plan), Refused(ErrorCode::kBadInput, GetParam().says));
}

const BrokenPlan kBroken[] = {
    {"the output is a label",
     [](Plan& p) {
       p.output = Output::kLabel;
     }},
    {"output is 2",
     [](Plan& p) {
       p.output = static_cast<Output>(2);
     }},
    {"input.centre has 1 entries and input.factor 0",
     [](Plan& p) {
       p.input.centre = {0};
     }},
    {"input.factor[0] is not a number",
     [](Plan& p) {
       p.input.centre = {0};
       p.input.factor = {0};
     }},
    {"ring_bits is 33",
     [](Plan& p) {
       p.ring_bits = 33;
     }},
    {"ring_bits is 0",
     [](Plan& p) {
       p.ring_bits = 0;
     }},
    {"input.features is 0",
     [](Plan& p) {
       p.input.features = 0;
     }},
    {"input.features is 16777217",
     [](Plan& p) {
       p.input.features = kMaxTensor + 1;
     }},
    {"input.bits is 0",
     [](Plan& p) {
       p.input.bits = 0;
     }},
    {"input.bits is 32",
     [](Plan& p) {
       p.input.bits = 32;
     }},
    {"range_log2 has 2 entries",
     [](Plan& p) {
       p.input.range_log2.pop_back();
     }},
    {"range_log2 has 0 entries",
     [](Plan& p) {
       p.input.range_log2.clear();
     }},
    {"range_log2[1] is 63",
     [](Plan& p) {
       p.input.range_log2[1] = 63;
     }},
    {"range_log2[2] is -63",
     [](Plan& p) {
       p.input.range_log2[2] = -63;
     }},
    {"range_log2[0] is -2147483648",
     [](Plan& p) {
       p.input.range_log2[0] = INT32_MIN;
     }},
    {"there are 0 steps",
     [](Plan& p) {
       p.steps.clear();
     }},
    {"there are 4097 steps",
     [](Plan& p) {
       p.steps.resize(kMaxSteps + 1);
     }},
    {"steps[0] is a threshold",
     [](Plan& p) {
       p.steps.erase(p.steps.begin());
     }},
    {"steps[2].scale is 4097",
     [](Plan& p) {
       p.steps[2].scale = kMaxScale + 1;
     }},
    {"steps[0].scale is -2147483648",
     [](Plan& p) {
       p.steps[0].scale = INT32_MIN;
     }},
    {"steps[0].inputs is 4",
     [](Plan& p) {
       dense_at(p, 0).inputs = 4;
     }},
    {"steps[2].inputs is 6",
     [](Plan& p) {
       dense_at(p, 2).inputs = 6;
     }},
    {"steps[2].outputs is 0",
     [](Plan& p) {
       dense_at(p, 2).outputs = 0;
     }},
    {"steps[0].outputs is 16777217",
     [](Plan& p) {
       dense_at(p, 0).outputs = kMaxTensor + 1;
     }},
    {"weights at most",
     [](Plan& p) {
       p.input = {1U << 20, 12, {0}};
       dense_at(p, 0) = {1U << 20, 1U << 20, 24};
     }},
    {"steps[0].width is 1",
     [](Plan& p) {
       dense_at(p, 0).width = 1;
     }},
    {"steps[2].width is 33",
     [](Plan& p) {
       dense_at(p, 2).width = 33;
     }},
    {"steps[2].width is 28",
     [](Plan& p) {
       dense_at(p, 2).width = 28;
     }},
    {"steps[1].size is 4",
     [](Plan& p) {
       relu_at(p, 1).size = 4;
     }},
    {"steps[1].width is 26; expected 2 to 24",
     [](Plan& p) {
       relu_at(p, 1).width = 26;
     }},
    {"steps[1] reads tensor 2",
     [](Plan& p) {
       p.steps[1].inputs = {2};
     }},
    {"steps[1] reads 2 tensors; expected 1",
     [](Plan& p) {
       p.steps[1].inputs = {1, 1};
     }},
    {"steps[1].shift is 23",
     [](Plan& p) {
       relu_at(p, 1).shift = 23;
     }},
    {"steps[1].output_width is 1",
     [](Plan& p) {
       relu_at(p, 1).output_width = 1;
     }},
    {"steps[1].output_width is 33",
     [](Plan& p) {
       relu_at(p, 1).output_width = 33;
     }},
    {"steps[1].function has 0 knots",
     [](Plan& p) {
       relu_at(p, 1).function.knots.clear();
     }},
    {"steps[1].function has 65 knots",
     [](Plan& p) {
       relu_at(p, 1).function.knots.resize(kMostKnots + 1);
     }},
    {"steps[1].function.knots[1].at is 0",
     [](Plan& p) {
       relu_at(p, 1).function.knots.push_back({0, 1, 0});
     }},
    {"steps[1].function.knots[0].at is 2048",  // of 24 bits, 12 are shifted off
     [](Plan& p) {
       relu_at(p, 1).function.knots[0].at = 2048;
     }},
    {"steps[1].function counts elsewhere than from 0 on; expected a knot at 0",
     [](Plan& p) {
       relu_at(p, 1).function = {1, 0, {{5, 1, 0}}};
     }},
    {"its task 'number'",
     [](Plan& p) {
       p.output = Output::kLabel;
       p.steps.push_back({"one", 0, relu_step(2, 26, 0, 2)});
       p.manifest.outcome.task = TaskKind::kNumber;
     }},
    {"labels has 3 entries",
     [](Plan& p) {
       p.manifest.outcome.labels.emplace_back("unknown");
     }},
};

INSTANTIATE_TEST_SUITE_P(Plan, BrokenPlans, testing::ValuesIn(kBroken));

class BrokenGraphs : public testing::TestWithParam<BrokenPlan> {};

TEST(Plan, GraphOfEveryStepPasses) {
  const auto valid = validate(sample_graph());
  EXPECT_TRUE(valid.has_value()) << render(valid.error());
}

TEST_P(BrokenGraphs, AreRefused) {
  Plan plan = sample_graph();
  GetParam().change(plan);
  EXPECT_THAT(validate(plan), Refused(ErrorCode::kBadInput, GetParam().says));
}

template <class Op>
Op& op_at(Plan& plan, std::size_t step) {
  return std::get<Op>(plan.steps[step].op);
}

const BrokenPlan kBrokenGraphs[] = {
    {"steps[0].groups is 3",
     [](Plan& p) {
       op_at<ConvStep>(p, 0).groups = 3;
     }},
    {"steps[0].groups is 0",
     [](Plan& p) {
       op_at<ConvStep>(p, 0).groups = 0;
     }},
    {"steps[0].in is 54",
     [](Plan& p) {
       op_at<ConvStep>(p, 0).in.height = 9;
     }},
    {"steps[0].window has a 0",
     [](Plan& p) {
       op_at<ConvStep>(p, 0).window.stride_width = 0;
     }},
    {"padding of 1048577",
     [](Plan& p) {
       op_at<ConvStep>(p, 0).window.pad_left = kMaxWindow + 1;
     }},
    {"steps[0].window has over 1099511627776 taps",
     [](Plan& p) {
       auto& conv = op_at<ConvStep>(p, 0);
       conv.window.kernel_height = conv.window.kernel_width = kMaxWindow;
       conv.window.pad_top = conv.window.pad_left = kMaxWindow;
       conv.window.stride_height = conv.window.stride_width = 1;
       conv.window.dilation_height = conv.window.dilation_width = 1;
       conv.out.height = conv.window.output_height(conv.in);
       conv.out.width = conv.window.output_width(conv.in);
     }},
    {"steps[0].out is 4 x 3 x 2",
     [](Plan& p) {
       op_at<ConvStep>(p, 0).out.height = 3;
     }},
    {"steps[0].window has a 1048577",
     [](Plan& p) {
       op_at<ConvStep>(p, 0).window.kernel_height = kMaxWindow + 1;
     }},
    {"steps[0].out is 0 x",
     [](Plan& p) {
       op_at<ConvStep>(p, 0).out.channels = 0;
     }},
    {"steps[1].out has 2 channels",
     [](Plan& p) {
       op_at<MaxPoolStep>(p, 1).out.channels = 2;
     }},
    {"padding that no position",
     [](Plan& p) {
       auto& pool = op_at<MaxPoolStep>(p, 1);
       pool.window.pad_top = 2;
       pool.out.height = pool.window.output_height(pool.in);
     }},
    {"sees nothing at one of its positions",
     [](Plan& p) {
       auto& pool = op_at<MaxPoolStep>(p, 1);
       pool.window = {};
       pool.window.kernel_height = 2;
       pool.window.dilation_height = 100;
       pool.window.pad_top = 50;
       pool.window.pad_bottom = 100;
       pool.out.height = pool.window.output_height(pool.in);
       pool.out.width = pool.window.output_width(pool.in);
     }},
    {"steps[1] is a max-pool",
     [](Plan& p) {
       p.steps[1].op = MaxPoolStep{{2, 3, 3}, {2, 1, 1}, {3, 3}, 22};
       p.steps[1].inputs = {0};
     }},
    {"steps[1].width is 24",
     [](Plan& p) {
       op_at<MaxPoolStep>(p, 1).width = 24;
     }},
    {"steps[3].out has 5 channels",
     [](Plan& p) {
       op_at<SumPoolStep>(p, 3).out.channels = 5;
     }},
    {"steps[4] reads 1 tensors; expected 2",
     [](Plan& p) {
       p.steps[4].inputs = {4};
     }},
    {"steps[4].size is 5",
     [](Plan& p) {
       op_at<SumStep>(p, 4).size = 5;
     }},
    {"multipliers",
     [](Plan& p) {
       op_at<SumStep>(p, 4).multipliers[1] = std::int64_t{1} << 23;
     }},
    {"steps[5] reads 2 tensors; expected 1",
     [](Plan& p) {
       op_at<ConcatStep>(p, 5).sizes = {4};
     }},
    {"2 sizes and 1 shifts",
     [](Plan& p) {
       op_at<ConcatStep>(p, 5).shifts = {0};
     }},
    {"steps[5].shifts[1]",
     [](Plan& p) {
       op_at<ConcatStep>(p, 5).shifts[1] = 60;
     }},
    {"steps[5].sizes is 3",
     [](Plan& p) {
       op_at<ConcatStep>(p, 5).sizes[0] = 3;
     }},
    {"first step is not linear",
     [](Plan& p) {
       p.steps = {{"p", 0, SumPoolStep{{2, 3, 3}, {2, 1, 1}, {3, 3}, 16}}};
     }},
};

INSTANTIATE_TEST_SUITE_P(Plan, BrokenGraphs, testing::ValuesIn(kBrokenGraphs));

/// 57 x 57 positions of 40000 taps: a few bytes that would become a tree of gigabytes.
TEST(PlanLimits, MaxPoolsCompareSoMuchAndNoMore) {
  constexpr std::uint32_t kSide = 256;
  const auto pooled = [](std::uint32_t kernel) {
    Window window;
    window.kernel_height = window.kernel_width = kernel;
    const std::uint32_t side = kSide - kernel + 1;
    Plan plan;
    plan.input = {1, 8, {0}, {}, {}};
    plan.steps = {{"a", 0, DenseStep{1, kSide * kSide, 20}, {}},
                  {"p", 0, MaxPoolStep{{1, kSide, kSide}, {1, side, side}, window, 20}, {}}};
    return plan;
  };
  EXPECT_TRUE(validate(pooled(24)).has_value()) << render(validate(pooled(24)).error());
  EXPECT_THAT(validate(pooled(200)), Refused(ErrorCode::kBadInput, "compare over"));
  Plan many = pooled(20);
  for (std::uint32_t i = 0; i < 2; ++i) many.steps.push_back(many.steps[1]);
  for (std::uint32_t i = 1; i < 4; ++i) many.steps[i].inputs = {1};
  EXPECT_THAT(validate(many), Refused(ErrorCode::kBadInput, "compare over"));
}

}  // namespace
}  // namespace medisc
