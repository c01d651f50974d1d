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
