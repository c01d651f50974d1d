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
      {"dense", "4618714ab8bd191832ad2da2e2c0a229f2e19ffa50e7ea8f752ddca04bb9250a"},
      {"threshold", "0866eedf227806ea8da8980499d48b612c25c14db7884f03f9c40ad6d9de93cb"},
      {"conv", "45eeb5f2dc6ccebea7c5af02a316c0057953141050d75d278188a04a7a4b0e3e"},
      {"sum-pool", "a4e52fb4b63a64ed8eb096ccb21f8cb29882692469851e9dcd0e6a58b11257c2"},
      {"max-pool", "d83f615a027c38a8e6e125d093b9e42eb8ccf3ea3ad65c7a63f6fd629dbf1acf"},
      {"sum", "c0b7e4b38ea3b462bdf30d702e6b796bcd8a6a22126e473f35c068f2d2c33dd6"},
      {"product", "0ff73247a4732819a9773447378f55c436f1d454086979c845b8199feeb65d6b"},
      {"concat", "cf4350a204740e72d2e122d817001e375c51bfb42e97144dfc53fd2cb368ef20"},
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
  PixelMeaning& pixels = manifest.parts[0].pixels;
  pixels.values = PixelValues::kWindow;
  pixels.window = {40, 400};
  pixels.function = WindowFunction::kSigmoid;
  pixels.range = {-1024, 3071};
  pixels.polarity = Polarity::kStored;
  pixels.colour = ColourTo::kLuminance;
  pixels.orientation = {"L", "P"};
  pixels.modalities = {"CT", "PT"};
  manifest.preprocessing = {
      {0, StepKind::kResize, {7}, ResizeFilter::kAntialias, ResizeAspect::kPad},
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
