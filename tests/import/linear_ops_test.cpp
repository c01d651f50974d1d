/// What is linear, or piecewise linear, in the record: values worked out by hand.
#include <cmath>
#include <numeric>

#include <gmock/gmock.h>

#include "tests/import/run_sample.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::Pointwise;

std::vector<double> counted(std::size_t count) {
  std::vector<double> values(count);
  std::iota(values.begin(), values.end(), 1.0);
  return values;
}

TEST(OnnxLinear, SumAndMeanOfTensorsAndConstants) {
  OnnxSample sum({2});
  sum.constant("c", {2}, {10, 20});
  sum.node("Relu", "x", "r");
  sum.node("Sum", "c x r x", "y");
  EXPECT_THAT(run(sum, {1, -1}), ElementsAre(13, 18));
  OnnxSample mean({2});
  mean.constant("c", {2}, {10, 20}).node("Mean", "x c", "y");
  EXPECT_THAT(run(mean, {1, -1}), ElementsAre(5.5, 9.5));
}

TEST(OnnxLinear, SumsBroadcast) {
  OnnxSample sample({2, 1, 2});
  sample.node("GlobalMaxPool", "x", "g");
  sample.node("Add", "x g", "y");
  EXPECT_THAT(run(sample, {1, 2, 5, 3}), ElementsAre(3, 4, 10, 8));
}

TEST(OnnxLinear, MaxAndMin) {
  OnnxSample bounded({3});
  bounded.constant("six", {}, {6}).constant("low", {3}, {0, 1, 2});
  bounded.node("Min", "x six", "m");
  bounded.node("Max", "low m", "y");
  EXPECT_THAT(run(bounded, {7, -1, 3}), ElementsAre(6, 1, 3));
  OnnxSample two({2});
  two.node("Neg", "x", "n");
  two.node("Max", "x n", "y");
  EXPECT_THAT(run(two, {3, -4}), ElementsAre(3, 4));
}

TEST(OnnxLinear, AbsHardSigmoidAndShrink) {
  OnnxSample abs({2});
  abs.node("Abs", "x", "y");
  EXPECT_THAT(run(abs, {3, -4}), ElementsAre(3, 4));
  OnnxSample hard({3});
  auto& node = hard.node("HardSigmoid", "x", "y");
  set_float(node, "alpha", 0.25F);
  EXPECT_THAT(run(hard, {1, -3, 9}), ElementsAre(0.75, 0, 1));
  OnnxSample soft({3});
  auto& shrink = soft.node("Shrink", "x", "y");
  set_float(shrink, "lambd", 1.0F);
  set_float(shrink, "bias", 1.0F);
  EXPECT_THAT(run(soft, {3, 0.5, -3}), ElementsAre(2, 0, -2));
}

TEST(OnnxLinear, ReductionsOverAnyAxes) {
  for (const auto& [op, expected] : std::vector<std::pair<std::string, std::vector<double>>>{
           {"ReduceSum", {1 + 2 + 3 + 7 + 8 + 9, 4 + 5 + 6 + 10 + 11 + 12}},
           {"ReduceMax", {9, 12}},
           {"ReduceMin", {1, 4}}}) {
    OnnxSample sample({2, 2, 3});
    sample.shape("axes", {1, 3});
    sample.model().mutable_opset_import(0)->set_version(18);
    set_int(sample.node(op, "x axes", "y"), "keepdims", 0);
    EXPECT_EQ(run(sample, counted(12)), expected) << op;
  }
}

TEST(OnnxLinear, MatMulOnEitherSide) {
  OnnxSample right({2, 2});
  right.constant("w", {2, 1}, {1, 10}).node("MatMul", "x w", "y");
  EXPECT_THAT(run(right, {1, 2, 3, 4}), ElementsAre(21, 43));
  OnnxSample left({2, 3});
  left.constant("w", {1, 2}, {1, 10}).node("MatMul", "w x", "y");
  EXPECT_THAT(run(left, counted(6)), ElementsAre(41, 52, 63));
}

TEST(OnnxLinear, SlicesGathersAndSplits) {
  OnnxSample slice({4});
  slice.shape("from", {3}).shape("to", {0}).shape("axes", {1}).shape("steps", {-1});
  slice.node("Slice", "x from to axes steps", "y");
  EXPECT_THAT(run(slice, {1, 2, 3, 4}), ElementsAre(4, 3, 2));
  OnnxSample gather({2, 2});
  gather.shape("at", {1, 0, 1});
  set_int(gather.node("Gather", "x at", "y"), "axis", 1);
  EXPECT_THAT(run(gather, {1, 2, 3, 4}), ElementsAre(3, 4, 1, 2, 3, 4));
  OnnxSample split({4, 1, 2});
  auto& parts = split.node("Split", "x", "a");
  parts.add_output("b");
  set_int(parts, "axis", 1);
  split.node("Relu", "b", "r");
  split.node("Sub", "r a", "y");
  EXPECT_THAT(run(split, counted(8)), ElementsAre(4, 4, 4, 4));
}

TEST(OnnxLinear, CropsAreConvolutions) {
  OnnxSample crop({2, 3, 3});
  crop.shape("from", {1, 1}).shape("to", {3, 3}).shape("axes", {2, 3});
  crop.node("Slice", "x from to axes", "c");
  crop.node("Relu", "c", "y");
  EXPECT_THAT(run(crop, counted(18)), ElementsAre(5, 6, 8, 9, 14, 15, 17, 18));
}

TEST(OnnxLinear, EdgesThatAreReflectedOrRepeated) {
  for (const auto& [mode, expected] :
       std::vector<std::pair<std::string, std::vector<double>>>{{"reflect", {3, 2, 1, 2, 3, 2}},
                                                                {"edge", {1, 1, 1, 2, 3, 3}},
                                                                {"wrap", {2, 3, 1, 2, 3, 1}}}) {
    OnnxSample sample({1, 3});
    sample.shape("pads", {0, 0, 2, 0, 0, 1});
    sample.model().mutable_opset_import(0)->set_version(19);
    set_text(sample.node("Pad", "x pads", "p"), "mode", mode);
    sample.node("Relu", "p", "y");
    EXPECT_EQ(run(sample, {1, 2, 3}), expected) << mode;
  }
}

TEST(OnnxLinear, PadsBelowZeroCutFirst) {
  const auto padded = [](const char* mode, const std::vector<std::int64_t>& pads) {
    OnnxSample sample({1, 4});
    sample.shape("pads", pads).constant("value", {}, {7});
    set_text(sample.node("Pad", "x pads value", "p"), "mode", mode);
    sample.node("Relu", "p", "y");
    return run(sample, {1, 2, 3, 4});
  };
  EXPECT_THAT(padded("constant", {0, 0, -1, 0, 0, 2}), ElementsAre(2, 3, 4, 7, 7));
  EXPECT_THAT(padded("constant", {0, 0, 1, 0, 0, -3}), ElementsAre(7, 1));
  EXPECT_THAT(padded("constant", {0, 1, -1, 0, 0, 0}), ElementsAre(7, 7, 7, 2, 3, 4));
  EXPECT_THAT(padded("edge", {0, 0, -1, 0, 0, 2}), ElementsAre(2, 3, 4, 4, 4));
  EXPECT_THAT(padded("reflect", {0, 0, 1, 0, 0, -1}), ElementsAre(2, 1, 2, 3));

  OnnxSample conv({1, 3, 3});
  conv.shape("pads", {0, 0, 1, -1, 0, 0, 0, 0}).constant("w", {1, 1, 2, 2}, {1, 10, 100, 1000});
  conv.node("Pad", "x pads", "p");
  conv.node("Conv", "p w", "y");
  EXPECT_THAT(run(conv, counted(9)), ElementsAre(3200, 6532, 9865));
}

TEST(OnnxLinear, GemmPlusATensor) {
  OnnxSample sample({2});
  sample.constant("w", {2, 2}, {1, 2, 3, 4}).node("Relu", "x", "r");
  auto& gemm = sample.node("Gemm", "x w r", "y");
  set_float(gemm, "alpha", 2);
  set_float(gemm, "beta", 10);
  EXPECT_THAT(run(sample, {1, -1}), ElementsAre(6, -4));
  OnnxSample other({2});
  other.constant("w", {2, 3}, {1, 2, 3, 4, 5, 6}).node("Relu", "x", "r");
  other.node("Gemm", "x w r", "y");
  EXPECT_THAT(other.import(), Refused(ErrorCode::kUnsupported, "it adds records of shape 2"));
}

TEST(OnnxLinear, TheFirstPowerAndConstantOnes) {
  OnnxSample sample({2});
  sample.constant("one", {}, {1}).node("Pow", "x one", "y");
  EXPECT_THAT(run(sample, {-3, 2}), ElementsAre(-3, 2));
  OnnxSample exponent({2});
  exponent.constant("two", {}, {2}).node("Pow", "two x", "y");
  EXPECT_THAT(exponent.import(), Refused(ErrorCode::kUnsupported, "its exponent depends"));
  OnnxSample folded({2});
  folded.constant("b", {2}, {3, 4}).constant("half", {}, {0.5F}).node("Pow", "b half", "c");
  folded.node("Mul", "x c", "y");
  EXPECT_THAT(run(folded, {1, 1}), ElementsAre(testing::DoubleEq(std::sqrt(3.0)), 2));
}

TEST(OnnxLinear, PadsOfChannels) {
  OnnxSample sample({1, 2});
  sample.shape("pads", {0, 1, 0, 0, 1, 0}).constant("value", {}, {7});
  sample.node("Pad", "x pads value", "y");
  EXPECT_THAT(run(sample, {1, 2}), ElementsAre(7, 7, 1, 2, 7, 7));
}

TEST(OnnxLinear, PixelsRepeatedAndMoved) {
  OnnxSample nearest({1, 2, 2});
  nearest.constant("scales", {4}, {1, 1, 2, 3});
  auto& resize = nearest.node("Resize", "x", "r");
  resize.add_input("");
  resize.add_input("scales");
  set_text(resize, "coordinate_transformation_mode", "asymmetric");
  set_text(resize, "nearest_mode", "floor");
  nearest.node("Relu", "r", "y");
  EXPECT_THAT(run(nearest, {1, 2, 3, 4}), ElementsAre(1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2,  //
                                                      3, 3, 3, 4, 4, 4, 3, 3, 3, 4, 4, 4));
  OnnxSample shuffle({4, 1, 2});
  set_int(shuffle.node("DepthToSpace", "x", "y"), "blocksize", 2);
  EXPECT_THAT(run(shuffle, counted(8)), ElementsAre(1, 3, 2, 4, 5, 7, 6, 8));
}

/// One small, as a Dense, and one too large for that, against a plain loop.
TEST(OnnxLinear, TransposedConvolutions) {
  for (const std::int64_t side : {3, 24}) {
    OnnxSample sample({1, side, side});
    std::vector<float> kernel(9);
    std::iota(kernel.begin(), kernel.end(), 1.0F);
    sample.constant("w", {1, 1, 3, 3}, kernel);
    auto& node = sample.node("ConvTranspose", "x w", "y");
    set_ints(node, "strides", {2, 2});
    set_ints(node, "pads", {1, 0, 1, 1});
    const auto size = static_cast<std::size_t>(side);
    const std::size_t height = (size - 1) * 2 + 1;
    const std::size_t width = (size - 1) * 2 + 2;
    const std::vector<double> x = counted(size * size);
    std::vector<double> expected(height * width, 0.0);
    for (std::size_t i = 0; i < size * size * 9; ++i) {
      const std::size_t row = i / 9 / size * 2 + i % 9 / 3;
      const std::size_t column = i / 9 % size * 2 + i % 3;
      if (row < 1 || row > height || column >= width) continue;
      expected[(row - 1) * width + column] += x[i / 9] * static_cast<double>(i % 9 + 1);
    }
    EXPECT_THAT(run(sample, x), Pointwise(DoubleNear(1e-9), expected)) << side;
  }
}

TEST(OnnxLinear, VolumesAreSumsOfSlices) {
  OnnxSample sample({1, 3, 2, 2});
  sample.constant("w", {1, 1, 2, 1, 1}, {1, 10}).node("Conv", "x w", "c");
  auto& pool = sample.node("MaxPool", "c", "y");
  set_ints(pool, "kernel_shape", {2, 1, 2});
  EXPECT_THAT(run(sample, counted(12)), ElementsAre(10 * 10 + 6, 12 * 10 + 8));
}

TEST(OnnxLinear, GlobalPoolsOverLongSeries) {
  for (const auto& [op, expected] : std::vector<std::pair<std::string, double>>{
           {"GlobalAveragePool", 50000.5}, {"GlobalMaxPool", 100000}}) {
    OnnxSample sample({1, 100000});
    sample.node("Relu", "x", "r");
    sample.node(op, "r", "y");
    EXPECT_THAT(run(sample, counted(100000)), ElementsAre(DoubleNear(expected, 1e-6))) << op;
  }
}

TEST(OnnxLinear, ChannelsLastWholly) {
  OnnxSample sample({2, 2, 3});
  sample.constant("w", {1, 3, 1, 1}, {1, 10, 100});
  set_ints(sample.node("Transpose", "x", "t"), "perm", {0, 3, 1, 2});
  sample.node("Conv", "t w", "c");
  set_ints(sample.node("Transpose", "c", "u"), "perm", {0, 2, 3, 1});
  auto& mean = sample.node("ReduceMean", "u", "y");
  set_ints(mean, "axes", {1, 2});
  const auto network = sample.import();
  ASSERT_TRUE(network.has_value()) << render(network.error());
  EXPECT_TRUE(network->facts.inputs.front().channels_last);
  EXPECT_THAT(run(sample, counted(12)), ElementsAre(820.5));
}

}  // namespace
}  // namespace medisc
