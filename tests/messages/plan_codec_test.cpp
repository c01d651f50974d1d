#include "messages/plan_codec.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "messages/codec.hpp"
#include "messages/message.hpp"
#include "tests/messages/samples.hpp"

namespace medisc {
namespace {

using testing::HasSubstr;

void expect_refused(const Plan& plan, const std::string& text) {
  const auto decoded = decode_plan(encode_plan(plan));
  ASSERT_FALSE(decoded) << text;
  EXPECT_EQ(decoded.error().code, ErrorCode::kProtocol);
  EXPECT_THAT(decoded.error().context, HasSubstr(text));
}

/// Every kind of step, and tensors that are read twice.
Plan graph_plan() {
  Plan plan;
  plan.ring_bits = 32;
  plan.input = {4, 10, {0}, {0.5, -2}, {3, 0.25}};
  Window square;
  square.kernel_height = 2;
  square.kernel_width = 2;
  Window column;
  column.kernel_height = 2;
  column.pad_bottom = 1;
  column.stride_height = 2;
  plan.steps = {{"conv", 12, ConvStep{{1, 2, 2}, {2, 2, 2}, {}, 1, 24}},
                {"max", 12, MaxPoolStep{{2, 2, 2}, {2, 1, 1}, square, 24}},
                {"relu", 8, ReluStep{2, 24, 4, 22}},
                {"sum", 8, SumStep{2, {1, -3}, 7, 22}, {3, 3}},
                {"concat", 8, ConcatStep{{2, 2}, {0, 3}, 22}, {3, 4}},
                {"sum", 8, SumPoolStep{{1, 2, 2}, {1, 1, 2}, column, 22}},
                {"fc", 14, DenseStep{2, 2, 22}}};
  return plan;
}

TEST(PlanCodec, EveryKindOfStepComesBack) {
  const Plan plan = graph_plan();
  ASSERT_TRUE(validate(plan)) << render(validate(plan).error());
  const auto back = decode_plan(encode_plan(plan));
  ASSERT_TRUE(back) << render(back.error());
  EXPECT_EQ(*back, plan);
}

TEST(PlanCodec, AGraphThatReadsAheadIsRefused) {
  Plan plan = graph_plan();
  plan.steps[3].inputs = {3, 5};
  EXPECT_FALSE(decode_plan(encode_plan(plan)));
}

TEST(PlanCodec, APlanComesBack) {
  const Plan plan = samples::plan();
  const auto decoded = decode_plan(encode_plan(plan));
  ASSERT_TRUE(decoded) << render(decoded.error());
  EXPECT_EQ(*decoded, plan);
  EXPECT_EQ(encode_plan(*decoded), encode_plan(plan));
}

TEST(PlanCodec, OneRangeForAllAndNoLabelsComeBack) {
  Plan plan = samples::plan();
  plan.input.range_log2 = {-3};
  plan.labels.clear();
  const auto decoded = decode_plan(encode_plan(plan));
  ASSERT_TRUE(decoded) << render(decoded.error());
  EXPECT_EQ(*decoded, plan);
}

TEST(PlanCodec, NoPrefixIsAPlan) {
  const Bytes encoded = encode_plan(samples::plan());
  for (std::size_t size = 0; size < encoded.size(); ++size) {
    EXPECT_FALSE(decode_plan(std::span(encoded).first(size))) << size;
  }
}

TEST(PlanCodec, SingleByteCorruptionsNeverCrash) {
  Bytes encoded = encode_plan(samples::plan());
  for (std::size_t at = 0; at < encoded.size(); ++at) {
    for (const unsigned flip : {0x01u, 0x10u, 0x80u, 0xffu}) {
      encoded[at] = static_cast<std::uint8_t>(encoded[at] ^ flip);
      const auto decoded = decode_plan(encoded);
      if (!decoded) {
        EXPECT_EQ(decoded.error().code, ErrorCode::kProtocol);
      }
      encoded[at] = static_cast<std::uint8_t>(encoded[at] ^ flip);
    }
  }
}

TEST(PlanCodec, LimitsAreKept) {
  Plan plan = samples::plan();
  plan.labels.assign(kMaxLabels + 1, "label");
  expect_refused(plan, "plan labels");
  plan = samples::plan();
  plan.labels[0] = std::string(kMaxName + 1, 'x');
  expect_refused(plan, "label: found length 257");
  plan = samples::plan();
  plan.steps[1].name = std::string(kMaxName + 1, 'x');
  expect_refused(plan, "step name: found length 257");
  plan = samples::plan();
  plan.steps.resize(kMaxSteps + 1);
  expect_refused(plan, "plan steps");
}

TEST(PlanCodec, TextThatCouldDriveATerminalIsRefused) {
  Plan plan = samples::plan();
  plan.labels[1] = "benign\x1b]0;title\x07";
  expect_refused(plan, "label: found a control character");
  plan = samples::plan();
  plan.steps[0].name = "a\rb";
  expect_refused(plan, "step name: found a control character");
}

TEST(PlanCodec, APlanThatDoesNotHoldTogetherIsRefused) {
  Plan plan = samples::plan();
  plan.steps.clear();
  expect_refused(plan, "plan: ");
  plan = samples::plan();
  std::get<DenseStep>(plan.steps[0].op).outputs = 0;
  expect_refused(plan, "plan: ");
  plan = samples::plan();
  plan.input.range_log2.clear();
  expect_refused(plan, "plan: ");
}

TEST(PlanCodec, AMessageIsNoPlan) {
  for (const Message& message : samples::all_messages()) {
    EXPECT_FALSE(decode_plan(encode(message))) << message_name(message);
  }
}

}  // namespace
}  // namespace medisc
