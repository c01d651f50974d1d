#include "messages/plan_codec.hpp"

#include <array>
#include <map>
#include <string>

#include <capnp/message.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sodium.h>

#include "messages/codec.hpp"
#include "messages/message.hpp"
#include "messages/plan_steps_wire.hpp"
#include "tests/messages/samples.hpp"
#include "tests/plan/every_field.hpp"

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
                {"relu", 8, relu_step(2, 24, 4, 22)},
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

std::string blake2b(const Bytes& bytes) {
  PlanHash hash{};
  crypto_generichash(hash.data(), hash.size(), bytes.data(), bytes.size(), nullptr, 0);
  return to_hex(hash);
}

// A kind of step that is new here has to be added; a value that differs is a change of
// protocol, and of the plans that are stored.
TEST(PlanCodec, BytesOfEveryFieldOfEveryStepAreStable) {
  const std::map<std::string, std::string> golden{
      {"dense", "ff5e17ce574529161f83b83448badae020ded3739d2bae107e36f783a69bddba"},
      {"threshold", "b970da584e6cc4f9bfb1ae8ba5eb74a94a74e71f15a2282517eaf08b17a0fa85"},
      {"conv", "f06cf73049871a3dfae93a737f1cc171ce3db32c47b236c2a2c3edc18c71a4cd"},
      {"sum-pool", "902fdceffafc88fdd198fe8c6e2a515f88a5a6f72fd99880b1b96d82a8972cf5"},
      {"max-pool", "70bcd8a1413e321c2811efe9335354ec4de58375c698334e9a503e8c98d63662"},
      {"sum", "979a3bf52f996f827b083923c451847c9b1f511a643e608aa286395ccf87347b"},
      {"product", "9bbbc62e0f64dbfc70669e2f1b562e5813966f6367f666e519e94780770fb836"},
      {"concat", "12f02734937023077cb13301d7ad44a6f8e5a9c657749157d2225f051e7d4b7a"},
  };
  for (const Plan& plan : plans_of_every_field()) {
    const std::string op = op_name(plan.steps.front());
    ASSERT_TRUE(golden.contains(op)) << op;
    EXPECT_EQ(blake2b(encode_plan(plan)), golden.at(op)) << op;
  }
}

TEST(PlanCodec, EveryFieldOfEveryStepComesBack) {
  for (const Plan& plan : plans_of_every_field()) {
    for (const Step& step : plan.steps) {
      capnp::MallocMessageBuilder message;
      auto root = message.initRoot<wire::Step>();
      wire::write_step(root, step);
      EXPECT_EQ(wire::read_step(root.asReader()), step) << op_name(step);
    }
  }
}

TEST(PlanCodec, ListsOfAStepAreLimited) {
  const std::vector<std::uint32_t> many(kMaxSteps + 1, 1);
  Plan plan = graph_plan();
  plan.steps[3].inputs = many;
  expect_refused(plan, "field step inputs: found length 4097, expected at most 4096");
  plan = graph_plan();
  std::get<SumStep>(plan.steps[3].op).multipliers.assign(kMaxSteps + 1, 1);
  expect_refused(plan, "field sum multipliers: found length 4097");
  plan = graph_plan();
  std::get<ConcatStep>(plan.steps[4].op).sizes = many;
  expect_refused(plan, "field concat sizes: found length 4097");
  plan = graph_plan();
  std::get<ConcatStep>(plan.steps[4].op).shifts = many;
  expect_refused(plan, "field concat shifts: found length 4097");
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

TEST(PlanCodec, EveryFieldOfAManifestComesBack) {
  Plan plan = samples::plan();
  Manifest& manifest = plan.manifest;
  manifest.parts = {{"image", {1, 1, 3}, Layout::kChannelsLast, {}, {"HU"}, {-1024}, {3071}},
                    {"age", {1}, Layout::kFlat, {"age"}, {"years"}, {0}, {120}}};
  manifest.preprocessing = {{0, StepKind::kResize, {}},
                            {0, StepKind::kInvert, {255}},
                            {0, StepKind::kNormalise, {1, 2, 3, 4, 5, 6}},
                            {1, StepKind::kScale, {0.01, 0}}};
  manifest.outcome = {TaskKind::kFindings, {"effusion", "oedème"}, {0.25, 0.75}, "", {2}};
  const auto valid = validate(plan);
  ASSERT_TRUE(valid) << render(valid.error());
  const auto back = decode_plan(encode_plan(plan));
  ASSERT_TRUE(back) << render(back.error());
  EXPECT_EQ(back->manifest, manifest);
  EXPECT_EQ(*back, plan);
  manifest.outcome = {TaskKind::kNumber, {"sys", "dia"}, {}, "mmHg", {2}};
  EXPECT_EQ(decode_plan(encode_plan(plan)).value(), plan);
}

TEST(PlanCodec, OneRangeForAllAndNoLabelsComeBack) {
  Plan plan = samples::plan();
  plan.input.range_log2 = {-3};
  plan.manifest.outcome.labels.clear();
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
  plan.manifest.outcome.labels.assign(kMaxTexts + 1, "label");
  expect_refused(plan, "outcome labels: found length 65537");
  plan = samples::plan();
  plan.manifest.parts.resize(kMaxPreprocessing + 1);
  expect_refused(plan, "manifest parts: found length 65");
  plan = samples::plan();
  plan.manifest.preprocessing.resize(kMaxPreprocessing + 1);
  expect_refused(plan, "manifest preprocessing: found length 65");
  plan = samples::plan();
  plan.manifest.outcome.labels[0] = std::string(kMaxName + 1, 'x');
  expect_refused(plan, "outcome labels: found length 257");
  plan = samples::plan();
  plan.steps[1].name = std::string(kMaxName + 1, 'x');
  expect_refused(plan, "step name: found length 257");
  plan = samples::plan();
  plan.steps.resize(kMaxSteps + 1);
  expect_refused(plan, "plan steps");
}

TEST(PlanCodec, TextThatCouldDriveATerminalIsRefused) {
  Plan plan = samples::plan();
  plan.manifest.outcome.labels[1] = "benign\x1b]0;title\x07";
  expect_refused(plan, "entry 2 of labels is no printable UTF-8");
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
