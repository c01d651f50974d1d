/// Transposes, Concats and Pads: what is folded into the layers next to them.
#include <limits>
#include <numeric>
#include <random>

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
constexpr float kInfinity = std::numeric_limits<float>::infinity();

void transpose(OnnxSample& sample, const std::string& input, const std::string& output,
               const std::vector<std::int64_t>& perm) {
  set_ints(sample.node("Transpose", input, output), "perm", perm);
}

std::vector<float> counting(std::size_t count) {
  std::vector<float> values(count);
  std::iota(values.begin(), values.end(), 1.0F);
  return values;
}

TEST(OnnxLayout, TransposeBeforeAGemm) {
  // x is 2 channels x 1 x 3; flattened channels last: 1 4 2 5 3 6
  OnnxSample sample({2, 1, 3});
  sample.node("Relu", "x", "r");
  transpose(sample, "r", "t", {0, 2, 3, 1});
  sample.node("Flatten", "t", "f");
  sample.constant("w", {6, 1}, {1, 10, 100, 1000, 10000, 100000}).node("MatMul", "f w", "y");
  EXPECT_THAT(run(sample, {1, 2, 3, 4, 5, 6}), ElementsAre(635241));
}

TEST(OnnxLayout, ElementWiseOpsOnATransposedTensor) {
  OnnxSample sample({2, 2});
  transpose(sample, "x", "t", {0, 2, 1});
  sample.constant("c", {2, 2}, {10, 20, 30, 40}).node("Add", "t c", "a");
  sample.constant("s", {2, 1}, {1, 100}).node("Mul", "a s", "b");
  sample.node("Relu", "b", "r");
  sample.node("Add", "r b", "d");
  sample.node("Flatten", "d", "f");
  sample.constant("w", {4, 4}, {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1});
  sample.node("MatMul", "f w", "y");
  EXPECT_THAT(run(sample, {1, 2, 3, 4}), ElementsAre(22, 46, 6400, 8800));
}

TEST(OnnxLayout, TransposeThereAndBack) {
  OnnxSample sample({2, 1, 2});
  transpose(sample, "x", "t", {0, 2, 3, 1});
  sample.node("Relu", "t", "r");
  transpose(sample, "r", "u", {0, 3, 1, 2});
  sample.node("GlobalMaxPool", "u", "y");
  EXPECT_THAT(run(sample, {1, 2, 4, 3}), ElementsAre(2, 4));
}

TEST(OnnxLayout, TransposeThatMovesNothing) {
  OnnxSample sample({1, 2, 2});
  transpose(sample, "x", "t", {0, 2, 3, 1});
  transpose(sample, "t", "u", {0, 3, 1, 2});
  sample.node("GlobalAveragePool", "u", "y");
  EXPECT_THAT(run(sample, {1, 2, 3, 6}), ElementsAre(3));
}

TEST(OnnxLayout, TransposeAfterAGemm) {
  OnnxSample sample({1});
  sample.constant("w", {1, 4}, {1, 2, 3, 4}).constant("b", {4}, {10, 20, 30, 40});
  sample.shape("to", {0, 1, 2, 2}).constant("k", {1, 2, 1, 1}, {1, 100});
  sample.node("Gemm", "x w b", "g");
  sample.node("Reshape", "g to", "a");
  transpose(sample, "a", "t", {0, 3, 1, 2});
  sample.node("Conv", "t k", "y");
  // t = ((11, 33), (22, 44))
  EXPECT_THAT(run(sample, {1}), ElementsAre(2211, 4433));
}

TEST(OnnxLayout, ConvolutionsOfRecordsWithChannelsLast) {
  std::mt19937 random(9);
  std::uniform_real_distribution<double> value(-1, 1);
  for (const std::int64_t groups : {1, 2}) {
    for (const std::int64_t dilation : {1, 2}) {
      const auto conv = [&](OnnxSample& sample, const std::string& input) {
        std::vector<float> weights = counting(static_cast<std::size_t>(4 * 4 / groups * 6));
        sample.constant("w", {4, 4 / groups, 2, 3}, weights).constant("b", {4}, {1, 2, 3, 4});
        auto& node = sample.node("Conv", input + " w b", "y");
        set_int(node, "group", groups);
        set_ints(node, "dilations", {1, dilation});
        set_ints(node, "strides", {1, 2});
        set_ints(node, "pads", {1, 0, 0, 2});
      };
      OnnxSample first({4, 5, 6});
      conv(first, "x");
      OnnxSample last({5, 6, 4});
      transpose(last, "x", "t", {0, 3, 1, 2});
      conv(last, "t");
      std::vector<double> channels_first(120);
      std::vector<double> channels_last(120);
      for (std::size_t i = 0; i < 120; ++i) {
        channels_first[i] = value(random);
        channels_last[i % 30 * 4 + i / 30] = channels_first[i];
      }
      EXPECT_THAT(run(last, channels_last),
                  Pointwise(DoubleNear(1e-9), run(first, channels_first)));
      EXPECT_EQ(last.import()->layers.size(), 1U);
    }
  }
}

TEST(OnnxLayout, AConvolutionTooWideWithChannelsLastIsRefused) {
  constexpr std::int64_t kChannels = 100'000;
  OnnxSample sample({1, 2, kChannels});
  transpose(sample, "x", "t", {0, 3, 1, 2});
  sample.constant("w", {1, kChannels, 1, 2}, std::vector<float>(2 * kChannels, 1));
  auto& node = sample.node("Conv", "t w", "y");
  set_ints(node, "dilations", {1, 4001});
  set_ints(node, "pads", {0, 2000, 0, 2000});
  EXPECT_THAT(sample.import(), Refused(ErrorCode::kUnsupported, "kernel is too large"));
}

TEST(OnnxLayout, ConcatAlongOtherAxesBeforeAGemm) {
  OnnxSample sample({2, 2});
  sample.node("Relu", "x", "r");
  set_int(sample.node("Concat", "x r", "c"), "axis", -1);
  sample.node("Flatten", "c", "f");
  std::vector<float> unit(64, 0.0F);
  for (std::size_t i = 0; i < 8; ++i) unit[i * 9] = 1;
  sample.constant("w", {8, 8}, unit).node("MatMul", "f w", "y");
  EXPECT_THAT(run(sample, {1, -2, -3, 4}), ElementsAre(1, -2, 1, 0, -3, 4, 0, 4));
}

TEST(OnnxLayout, PadThatNothingTakesIn) {
  const auto padded = [](float value, const char* then) {
    OnnxSample sample({1, 2, 2});
    sample.shape("pads", {0, 0, 1, 0, 0, 0, 0, 1}).constant("value", {}, {value});
    sample.node("Pad", "x pads value", "p");
    sample.node(then, "p", "y");
    return run(sample, {-1, 2, 3, -4});
  };
  EXPECT_THAT(padded(0, "Relu"), ElementsAre(0, 0, 0, 0, 2, 0, 3, 0, 0));
  EXPECT_THAT(padded(7, "Relu"), ElementsAre(7, 7, 7, 0, 2, 7, 3, 0, 7));
  EXPECT_THAT(padded(-7, "Identity"), ElementsAre(-7, -7, -7, -1, 2, -7, 3, -4, -7));
  EXPECT_THAT(padded(9, "GlobalMaxPool"), ElementsAre(9));
}

TEST(OnnxLayout, PadBehindElementsThatAreMoved) {
  OnnxSample turned({1, 2, 3});
  set_ints(turned.node("Transpose", "x", "t"), "perm", {0, 1, 3, 2});
  turned.shape("pads", {0, 0, 0, 1, 0, 0, 0, 0}).node("Pad", "t pads", "p");
  turned.node("Relu", "p", "y");
  EXPECT_THAT(run(turned, {1, 2, 3, 4, 5, 6}), ElementsAre(0, 1, 4, 0, 2, 5, 0, 3, 6));
  OnnxSample picked({1, 2, 3});
  set_int(picked.shape("columns", {2, 0}).node("Gather", "x columns", "g"), "axis", 3);
  picked.shape("pads", {0, 0, 0, 1, 0, 0, 0, 0}).node("Pad", "g pads", "p");
  picked.node("Relu", "p", "y");
  EXPECT_THAT(run(picked, {1, 2, 3, 4, 5, 6}), ElementsAre(0, 3, 1, 0, 6, 4));
}

TEST(OnnxLayout, PadWithAValueBeforeConvAndAveragePool) {
  OnnxSample conv({1, 1, 2});
  conv.shape("pads", {0, 0, 0, 1, 0, 0, 0, 1}).constant("value", {}, {5});
  conv.constant("w", {1, 1, 1, 2}, {1, 10}).node("Pad", "x pads value", "p");
  conv.node("Conv", "p w", "y");
  EXPECT_THAT(run(conv, {1, 2}), ElementsAre(15, 21, 52));

  OnnxSample average({1, 2});
  average.shape("pads", {0, 0, 1, 0, 0, 1}).constant("value", {}, {5});
  average.node("Pad", "x pads value", "p");
  set_ints(average.node("AveragePool", "p", "y"), "kernel_shape", {2});
  EXPECT_THAT(run(average, {1, 2}), ElementsAre(3, 1.5, 3.5));
}

TEST(OnnxLayout, PadBeforeMaxPool) {
  const auto pooled = [](const char* activation, float value, std::size_t& layers) {
    OnnxSample sample({1, 1, 3});
    sample.shape("pads", {0, 0, 0, 1, 0, 0, 0, 0}).constant("value", {}, {value});
    sample.node(activation, "x", "a");
    sample.node("Pad", "a pads value", "p");
    auto& pool = sample.node("MaxPool", "p", "m");
    set_ints(pool, "kernel_shape", {1, 2});
    set_ints(pool, "strides", {1, 2});
    sample.node("Flatten", "m", "f");
    sample.constant("w", {2, 2}, {1, 0, 0, 1}).node("MatMul", "f w", "y");
    layers = sample.import() ? sample.import()->layers.size() : 0;
    return run(sample, {-1, -2, -3});
  };
  std::size_t layers = 0;
  EXPECT_THAT(pooled("Identity", -kInfinity, layers), ElementsAre(-1, -2));
  EXPECT_EQ(layers, 3U);  // identity, pool, dense
  EXPECT_THAT(pooled("Identity", -std::numeric_limits<float>::max(), layers),
              ElementsAre(-1, -2));
  EXPECT_THAT(pooled("Identity", 0, layers), ElementsAre(0, -2));  // here the zeros count
  EXPECT_EQ(layers, 3U);
  EXPECT_THAT(pooled("Relu", 0, layers), ElementsAre(0, 0));
  EXPECT_EQ(layers, 4U);  // identity, pool, relu, dense: nothing for the Pad
  EXPECT_THAT(pooled("Neg", 2.5, layers), ElementsAre(2.5, 3));
}

TEST(OnnxLayout, AveragePoolCountsPadding) {
  OnnxSample sample({1, 1, 4});
  auto& pool = sample.node("AveragePool", "x", "y");
  set_ints(pool, "kernel_shape", {1, 3});
  set_ints(pool, "strides", {1, 3});
  set_ints(pool, "pads", {0, 1, 0, 0});
  set_int(pool, "ceil_mode", 1);
  EXPECT_THAT(run(sample, {3, 6, 9, 12}), Pointwise(DoubleNear(1e-9), {4.5, 10.5}));
  // The pad counts, what ceil_mode goes over the edge does not.
  set_int(pool, "count_include_pad", 1);
  EXPECT_THAT(run(sample, {3, 6, 9, 12}), Pointwise(DoubleNear(1e-9), {3.0, 10.5}));
}

TEST(OnnxLayout, MeansOverAnyAxes) {
  const std::vector<double> x{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};  // 2 x 2 x 3
  const auto mean = [&](const std::vector<std::int64_t>& over) {
    OnnxSample sample({2, 2, 3});
    set_ints(sample.node("ReduceMean", "x", "m"), "axes", over);
    sample.node("Flatten", "m", "y");
    return run(sample, x);
  };
  const auto near = [](std::vector<double> values) {
    return Pointwise(DoubleNear(1e-9), values);
  };
  EXPECT_THAT(mean({1}), near({4, 5, 6, 7, 8, 9}));
  EXPECT_THAT(mean({2}), near({2.5, 3.5, 4.5, 8.5, 9.5, 10.5}));
  EXPECT_THAT(mean({-1}), near({2, 5, 8, 11}));
  EXPECT_THAT(mean({3, 2}), near({3.5, 9.5}));
  EXPECT_THAT(mean({1, 2}), near({5.5, 6.5, 7.5}));
  EXPECT_THAT(mean({1, 2, 3}), near({6.5}));
}

TEST(OnnxLayout, SqueezeOfAllOnes) {
  OnnxSample sample({2, 1, 1});
  sample.node("Squeeze", "x", "s");
  sample.constant("w", {2, 1}, {1, 10}).node("MatMul", "s w", "y");
  EXPECT_THAT(run(sample, {1, 2}), ElementsAre(21));
}

TEST(OnnxLayoutRefusal, TransposeForms) {
  OnnxSample batch({2, 2});
  transpose(batch, "x", "y", {1, 0, 2});
  EXPECT_THAT(batch.import(), Refused(kUnsupported, "it moves the batch dimension"));

  OnnxSample moved({2, 5000, 2, 5000});
  transpose(moved, "x", "y", {0, 4, 3, 2, 1});
  EXPECT_THAT(moved.import(), Refused(kUnsupported, "more than 16777216 features"));

  OnnxSample reversed({64, 128, 64});
  transpose(reversed, "x", "y", {0, 3, 2, 1});
  EXPECT_THAT(reversed.import(), Refused(kUnsupported, "output 'y': a Transpose, Slice"));

  for (const std::vector<std::int64_t>& perm :
       {std::vector<std::int64_t>{0, 1}, {0, 1, 1}, {0, 1, 3}, {0, 1, -1}}) {
    OnnxSample sample({2, 2});
    transpose(sample, "x", "y", perm);
    EXPECT_THAT(sample.import(), Refused(kBadInput, "does not name every axis once"));
  }
}

TEST(OnnxLayoutRefusal, PadsWithInfinity) {
  OnnxSample below({1, 2, 2});
  below.shape("pads", {0, 0, 1, 0, 0, 0, 0, 0}).constant("value", {}, {-kInfinity});
  below.node("Pad", "x pads value", "p");
  below.node("Relu", "p", "y");
  EXPECT_THAT(below.import(), Refused(kUnsupported, "Relu_y' (Relu): it follows a Pad"));

  OnnxSample above({1, 2, 2});
  above.shape("pads", {0, 0, 1, 0, 0, 0, 0, 0}).constant("value", {}, {kInfinity});
  above.node("Pad", "x pads value", "y");
  EXPECT_THAT(above.import(), Refused(kBadInput, "its value is infinity"));
}

TEST(OnnxLayout, MeansThatLeaveGaps) {
  OnnxSample sample({2, 2, 3});
  auto& mean = sample.node("ReduceMean", "x", "y");
  set_ints(mean, "axes", {1, 3});
  set_int(mean, "keepdims", 0);
  EXPECT_THAT(run(sample, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}), ElementsAre(5, 8));
}

TEST(OnnxLayoutRefusal, SqueezeThatMayTakeTheBatch) {
  OnnxSample sample({2, 1}, 1);
  sample.node("Squeeze", "x", "y");
  EXPECT_THAT(sample.import(), Refused(kUnsupported, "it names no axes"));
}

TEST(OnnxLayout, PickedColumnsOfATableAreADense) {
  OnnxSample sample({3});
  sample.shape("i", {2, 0});
  set_int(sample.node("Gather", "x i", "g"), "axis", 1);
  sample.node("Relu", "g", "y");
  EXPECT_THAT(run(sample, {1, 2, 3}), ElementsAre(3, 1));
  EXPECT_TRUE(std::holds_alternative<Dense>(sample.import()->layers.front().op));
}

}  // namespace
}  // namespace medisc
