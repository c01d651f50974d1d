#include "model/plan.hpp"

#include <functional>

#include <gmock/gmock.h>

#include "tests/model/refused.hpp"
#include "tests/model/sample_plan.hpp"

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
  for (const std::uint32_t ring : {8U, 16U, 32U, 64U}) {
    Plan plan;
    plan.ring_bits = ring;
    plan.input = {1, ring - 1, {-62}};
    plan.steps = {{"a", 0, DenseStep{1, 1, ring}},
                  {"r", 0, ReluStep{1, ring, ring - 2, 2}},
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
    {"steps[0] is a relu",
     [](Plan& p) {
       p.steps.erase(p.steps.begin());
     }},
    {"the last step is a relu",
     [](Plan& p) {
       p.steps.pop_back();
     }},
    {"steps[1] follows a dense step",
     [](Plan& p) {
       p.steps.erase(p.steps.begin() + 1);
     }},
    {"steps[2] is a relu",
     [](Plan& p) {
       p.steps.insert(p.steps.begin() + 1, p.steps[1]);
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
    {"steps[1].width is 22",
     [](Plan& p) {
       relu_at(p, 1).width = 22;
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
    {"there are 3 labels",
     [](Plan& p) {
       p.labels.emplace_back("unknown");
     }},
};

INSTANTIATE_TEST_SUITE_P(Plan, BrokenPlans, testing::ValuesIn(kBroken));

}  // namespace
}  // namespace medisc
