/// Images, windows, branches: what the importer makes of them.
#include <gmock/gmock.h>

#include "tests/import/run_sample.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::Pointwise;

constexpr auto kBadInput = ErrorCode::kBadInput;
constexpr auto kUnsupported = ErrorCode::kUnsupported;

/// "x" is a 1 x 3 x 3 image, "w" a 2 x 2 kernel.
OnnxSample image_sample() {
  OnnxSample sample({1, 3, 3});
  sample.constant("w", {1, 1, 2, 2}, {1, 10, 100, 1000});
  return sample;
}

const std::vector<double> kImage{1, 2, 3, 4, 5, 6, 7, 8, 9};

TEST(OnnxGraph, ConvPlain) {
  auto sample = image_sample();
  sample.node("Conv", "x w", "y");
  EXPECT_THAT(run(sample, kImage), ElementsAre(5421, 6532, 8754, 9865));
}

TEST(OnnxGraph, ConvWithBiasStridesAndPads) {
  auto sample = image_sample();
  sample.constant("b", {1}, {0.5});
  auto& conv = sample.node("Conv", "x w b", "y");
  set_ints(conv, "strides", {2, 1});
  set_ints(conv, "pads", {1, 0, 0, 0});
  set_ints(conv, "kernel_shape", {2, 2});
  EXPECT_THAT(run(sample, kImage), ElementsAre(2100.5, 3200.5, 8754.5, 9865.5));
}

TEST(OnnxGraph, ConvWithDilation) {
  auto sample = image_sample();
  set_ints(sample.node("Conv", "x w", "y"), "dilations", {2, 2});
  EXPECT_THAT(run(sample, kImage), ElementsAre(9731));
}

TEST(OnnxGraph, ConvAutoPads) {
  for (const auto& [mode, first] :
       {std::pair("SAME_UPPER", 5421.0), {"SAME_LOWER", 1000.0}, {"VALID", 5421.0}}) {
    auto sample = image_sample();
    set_text(sample.node("Conv", "x w", "y"), "auto_pad", mode);
    const auto result = run(sample, kImage);
    EXPECT_EQ(result.size(), std::string(mode) == "VALID" ? 4U : 9U);
    EXPECT_EQ(result.front(), first) << mode;
  }
}

TEST(OnnxGraph, ConvInGroups) {
  OnnxSample sample({2, 1, 2});
  sample.constant("w", {2, 1, 1, 1}, {3, 5});
  set_int(sample.node("Conv", "x w", "y"), "group", 2);
  EXPECT_THAT(run(sample, {1, 2, 3, 4}), ElementsAre(3, 6, 15, 20));
}

TEST(OnnxGraph, ConvOfASeries) {
  OnnxSample sample({2, 4});
  sample.constant("w", {1, 2, 2}, {1, 10, 100, 1000});
  auto& conv = sample.node("Conv", "x w", "c");
  set_ints(conv, "pads", {1, 0});
  set_ints(conv, "strides", {2});
  set_ints(sample.node("AveragePool", "c", "y"), "kernel_shape", {2});
  EXPECT_THAT(run(sample, {1, 2, 3, 4, 5, 6, 7, 8}), ElementsAre((5010 + 7632) / 2.0));
}

TEST(OnnxGraph, BatchNormFoldsIntoAConv) {
  auto sample = image_sample();
  sample.constant("s", {1}, {2}).constant("t", {1}, {1});
  sample.constant("mean", {1}, {5}).constant("var", {1}, {3});
  sample.node("Conv", "x w", "c");
  set_float(sample.node("BatchNormalization", "c s t mean var", "y"), "epsilon", 1.0F);
  EXPECT_THAT(run(sample, kImage),
              Pointwise(DoubleNear(1e-9), {5417.0, 6528.0, 8750.0, 9861.0}));
  EXPECT_EQ(sample.import()->layers.size(), 1U);
}

TEST(OnnxGraph, NormalisationByChannel) {
  OnnxSample sample({2, 1, 2});
  sample.constant("mean", {1, 2, 1, 1}, {1, 2}).constant("std", {2, 1, 1}, {2, 4});
  sample.constant("w", {1, 2, 1, 2}, {1, 1, 1, 1});
  sample.node("Sub", "x mean", "a");
  sample.node("Div", "a std", "b");
  sample.node("Conv", "b w", "y");
  EXPECT_THAT(run(sample, {3, 5, 6, 10}), ElementsAre(1 + 2 + 1 + 2));
  EXPECT_EQ(sample.import()->layers.size(), 1U);
}

TEST(OnnxGraph, AveragePool) {
  auto sample = image_sample();
  set_ints(sample.node("AveragePool", "x", "y"), "kernel_shape", {2, 2});
  EXPECT_THAT(run(sample, kImage), ElementsAre(3, 4, 6, 7));
}

TEST(OnnxGraph, AveragePoolWithPadding) {
  for (const bool counts : {true, false}) {
    auto sample = image_sample();
    auto& pool = sample.node("AveragePool", "x", "y");
    set_ints(pool, "kernel_shape", {2, 2});
    set_ints(pool, "strides", {2, 2});
    set_ints(pool, "pads", {1, 1, 0, 0});
    set_int(pool, "count_include_pad", counts ? 1 : 0);
    const auto result = run(sample, kImage);
    if (counts) {
      EXPECT_THAT(result, Pointwise(DoubleNear(1e-12), {0.25, 1.25, 2.75, 7.0}));
    } else {
      EXPECT_THAT(result, Pointwise(DoubleNear(1e-12), {1.0, 2.5, 5.5, 7.0}));
    }
  }
}

TEST(OnnxGraph, MaxPool) {
  auto sample = image_sample();
  auto& pool = sample.node("MaxPool", "x", "y");
  set_ints(pool, "kernel_shape", {2, 2});
  set_ints(pool, "strides", {2, 2});
  EXPECT_THAT(run(sample, kImage), ElementsAre(5));
  set_int(pool, "ceil_mode", 1);
  EXPECT_THAT(run(sample, kImage), ElementsAre(5, 6, 8, 9));
}

TEST(OnnxGraph, MaxPoolLeavesPaddingOut) {
  auto sample = image_sample();
  auto& pool = sample.node("MaxPool", "x", "y");
  set_ints(pool, "kernel_shape", {2, 2});
  set_ints(pool, "strides", {2, 2});
  set_ints(pool, "pads", {1, 1, 0, 0});
  EXPECT_THAT(run(sample, {-1, -2, -3, -4, -5, -6, -7, -8, -9}), ElementsAre(-1, -2, -4, -5));
}

TEST(OnnxGraph, GlobalPools) {
  auto mean = image_sample();
  mean.node("GlobalAveragePool", "x", "y");
  EXPECT_THAT(run(mean, kImage), Pointwise(DoubleNear(1e-12), {5.0}));
  auto most = image_sample();
  most.node("GlobalMaxPool", "x", "y");
  EXPECT_THAT(run(most, kImage), ElementsAre(9));
  for (const bool keeps : {true, false}) {
    auto reduced = image_sample();
    auto& node = reduced.node("ReduceMean", "x", "m");
    set_ints(node, "axes", {-1, 2});
    set_int(node, "keepdims", keeps ? 1 : 0);
    reduced.constant("v", {1, 1}, {2});
    reduced.node("Flatten", "m", "f");
    reduced.node("MatMul", "f v", "y");
    EXPECT_THAT(run(reduced, kImage), Pointwise(DoubleNear(1e-12), {10.0}));
  }
}

TEST(OnnxGraph, PadFoldsIntoWhatFollows) {
  auto conv = image_sample();
  conv.shape("pads", {0, 0, 1, 0, 0, 0, 0, 0});
  conv.node("Pad", "x pads", "p");
  set_ints(conv.node("Conv", "p w", "y"), "strides", {2, 1});
  EXPECT_THAT(run(conv, kImage), ElementsAre(2100, 3200, 8754, 9865));

  auto pool = image_sample();
  pool.shape("pads", {0, 0, 1, 1, 0, 0, 0, 0});
  pool.node("Pad", "x pads", "p");
  auto& average = pool.node("AveragePool", "p", "y");
  set_ints(average, "kernel_shape", {2, 2});
  set_ints(average, "strides", {2, 2});
  EXPECT_THAT(run(pool, kImage), ElementsAre(0.25, 1.25, 2.75, 7));
}

TEST(OnnxGraph, PadOfNothingIsNothing) {
  auto sample = image_sample();
  sample.shape("pads", {0, 0, 0, 0, 0, 0, 0, 0}).constant("zero", {}, {0});
  sample.node("Pad", "x pads zero", "p");
  sample.node("Relu", "p", "y");
  EXPECT_THAT(run(sample, {-1, 2, -3, 4, 5, 6, 7, 8, 9}),
              ElementsAre(0, 2, 0, 4, 5, 6, 7, 8, 9));
}

TEST(OnnxGraph, ResidualSum) {
  OnnxSample sample({2});
  sample.constant("w", {2, 2}, {1, 2, 3, 4}).node("MatMul", "x w", "m");
  sample.node("Relu", "m", "r");
  sample.node("Add", "m r", "y");
  EXPECT_THAT(run(sample, {1, -1}), ElementsAre(-2, -2));
  EXPECT_THAT(run(sample, {0, 1}), ElementsAre(6, 8));
}

TEST(OnnxGraph, ATensorAddedToItself) {
  OnnxSample sample({2});
  sample.constant("w", {2, 2}, {1, 2, 3, 4}).node("MatMul", "x w", "m");
  sample.node("Add", "m m", "y");
  EXPECT_THAT(run(sample, {1, 0}), ElementsAre(2, 4));
}

TEST(OnnxGraph, ConcatOfChannels) {
  for (const int axis : {1, -3}) {
    auto sample = image_sample();
    sample.node("Relu", "x", "r");
    set_int(sample.node("Concat", "x r x", "c"), "axis", axis);
    sample.node("GlobalMaxPool", "c", "y");
    EXPECT_THAT(run(sample, {-1, -2, -3, -4, -5, -6, -7, -8, -9}), ElementsAre(-1, 0, -1));
  }
}

TEST(OnnxGraph, Layouts) {
  OnnxSample sample({18});
  sample.shape("to", {0, 2, 3, -1}).shape("last", {-1}).shape("axes", {3});
  sample.constant("w", {1, 2, 1, 1}, {1, 10}).constant("v", {9, 1}, std::vector<float>(9, 1));
  sample.node("Reshape", "x to", "a");
  sample.node("Conv", "a w", "b");
  sample.node("Unsqueeze", "b axes", "c");
  sample.node("Squeeze", "c axes", "d");
  sample.node("Flatten", "d", "e");
  sample.node("MatMul", "e v", "y");
  EXPECT_THAT(run(sample, std::vector<double>(18, 1)), ElementsAre(99));
}

TEST(OnnxGraph, DeadEndsAreLeftOut) {
  OnnxSample sample({2});
  sample.constant("w", {2, 2}, {1, 2, 3, 4}).node("MatMul", "x w", "y");
  sample.node("Relu", "y", "z");
  EXPECT_EQ(sample.import()->layers.size(), 1U);
}

TEST(OnnxGraphRefusal, ConvForms) {
  auto weights = image_sample();
  weights.node("Relu", "x", "r");
  weights.node("Conv", "w r", "y");
  EXPECT_THAT(weights.import(), Refused(kUnsupported, "Conv_y' (Conv): its weights"));

  OnnxSample flat({9});
  flat.constant("w", {1, 1, 2, 2}, {1, 2, 3, 4}).node("Conv", "x w", "y");
  EXPECT_THAT(flat.import(), Refused(kUnsupported, "records of 1 dimensions"));

  OnnxSample channels({2, 3, 3});
  channels.constant("w", {1, 1, 2, 2}, {1, 2, 3, 4}).node("Conv", "x w", "y");
  EXPECT_THAT(channels.import(),
              Refused(kBadInput, "weights 'w' have shape 1x1x2x2 in 1 groups"));

  auto groups = image_sample();
  set_int(groups.node("Conv", "x w", "y"), "group", 0);
  EXPECT_THAT(groups.import(), Refused(kBadInput, "in 0 groups"));

  auto bias = image_sample();
  bias.constant("b", {2}, {1, 2}).node("Conv", "x w b", "y");
  EXPECT_THAT(bias.import(), Refused(kBadInput, "bias 'b' has shape 2; expected 1"));
}

TEST(OnnxGraphRefusal, PoolForms) {
  auto indices = image_sample();
  auto& pool = indices.node("MaxPool", "x", "y");
  set_ints(pool, "kernel_shape", {2, 2});
  pool.add_output("where");
  EXPECT_THAT(indices.import(), Refused(kUnsupported, "the indices"));

  auto outside = image_sample();
  auto& average = outside.node("AveragePool", "x", "y");
  set_ints(average, "kernel_shape", {1, 1});
  set_ints(average, "pads", {1, 1, 1, 1});
  EXPECT_THAT(outside.import(), Refused(kUnsupported, "it averages over nothing"));

  auto mean = image_sample();
  set_ints(mean.node("ReduceMean", "x", "y"), "axes", {0});
  EXPECT_THAT(mean.import(), Refused(kUnsupported, "the batch dimension"));
}

TEST(OnnxGraphRefusal, PadForms) {
  const auto padded = [](const std::vector<std::int64_t>& pads, float value) {
    auto sample = image_sample();
    sample.shape("pads", pads).constant("value", {}, {value});
    sample.node("Pad", "x pads value", "p");
    sample.node("Conv", "p w", "y");
    return sample.import();
  };
  EXPECT_TRUE(padded({0, 0, 1, 1, 0, 0, 1, 1}, 0).has_value());
  EXPECT_THAT(padded({0, 0, -2, 1, 0, 0, -1, 0}, 0), Refused(kUnsupported, "leaves nothing"));
  EXPECT_THAT(padded({1, 0, 0, 0, 0, 0, 0, 0}, 0), Refused(kUnsupported, "batch dimension"));
  EXPECT_THAT(padded({0, 0, 1, 1}, 0), Refused(kBadInput, "it has 4 pads; expected 8"));

  auto reflect = image_sample();
  reflect.shape("pads", {0, 0, 1, 1, 0, 0, 1, 1});
  set_text(reflect.node("Pad", "x pads", "p"), "mode", "mirror");
  reflect.node("Conv", "p w", "y");
  EXPECT_FALSE(reflect.import().has_value());
}

TEST(OnnxGraphRefusal, ConcatForms) {
  auto batch = image_sample();
  set_int(batch.node("Concat", "x x", "y"), "axis", 0);
  EXPECT_THAT(batch.import(), Refused(kUnsupported, "batch dimension"));

  auto sizes = image_sample();
  sizes.node("Conv", "x w", "c");
  set_int(sizes.node("Concat", "x c", "y"), "axis", 1);
  EXPECT_THAT(sizes.import(), Refused(kBadInput, "shape 1x3x3 and 1x2x2"));

  auto constant = image_sample();
  set_int(constant.node("Concat", "x w", "y"), "axis", 1);
  EXPECT_THAT(constant.import(), Refused(kUnsupported, "joins a constant"));
}

TEST(OnnxGraphRefusal, LayoutForms) {
  auto squeeze = image_sample();
  squeeze.shape("axes", {2}).node("Squeeze", "x axes", "y");
  EXPECT_THAT(squeeze.import(), Refused(kBadInput, "axis 2 has size 3; expected 1"));

  auto outside = image_sample();
  outside.shape("axes", {7}).node("Squeeze", "x axes", "y");
  EXPECT_THAT(outside.import(), Refused(kBadInput, "axis 7 is outside of 4"));

  auto twice = image_sample();
  twice.shape("axes", {1, -3}).node("Squeeze", "x axes", "y");
  EXPECT_THAT(twice.import(), Refused(kBadInput, "names an axis twice"));
}

}  // namespace
}  // namespace medisc
