/// Activations, which are piecewise linear, and what may end a model.
#include <algorithm>
#include <cmath>
#include <limits>

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

/// "x" -> "m" = (x, -x)
OnnxSample mirror_sample() {
  OnnxSample sample({1});
  sample.constant("w", {1, 2}, {1, -1}).node("MatMul", "x w", "m");
  return sample;
}

template <class Op>
int count_of(const OnnxSample& sample) {
  int count = 0;
  const auto network = sample.import();
  for (const Layer& layer : network->layers) {
    count += std::holds_alternative<Op>(layer.op) ? 1 : 0;
  }
  return count;
}

TEST(OnnxActivation, LeakyRelu) {
  for (const float alpha : {0.25F, -0.5F, 0.0F, 1.5F}) {
    auto sample = mirror_sample();
    set_float(sample.node("LeakyRelu", "m", "y"), "alpha", alpha);
    EXPECT_THAT(run(sample, {3}), ElementsAre(3, -3 * alpha));
    EXPECT_EQ(count_of<Activation>(sample), 1);
  }
  auto usual = mirror_sample();
  usual.node("LeakyRelu", "m", "y");
  EXPECT_THAT(run(usual, {100}), Pointwise(DoubleNear(1e-6), {100.0, -1.0}));
}

TEST(OnnxActivation, LeakyReluAfterBatchNorm) {
  auto sample = mirror_sample();
  sample.constant("s", {2}, {2, 3}).constant("t", {2}, {1, -1}).constant("one", {2}, {1, 1});
  set_float(sample.node("BatchNormalization", "m s t t one", "n"), "epsilon", 0);
  set_float(sample.node("LeakyRelu", "n", "a"), "alpha", 0.5);
  sample.constant("v", {2, 2}, {1, 0, 0, 1}).node("MatMul", "a v", "y");
  // (2 (x - 1) + 1, 3 (-x + 1) - 1)
  EXPECT_THAT(run(sample, {2}), ElementsAre(3, -2));
  EXPECT_THAT(run(sample, {-2}), ElementsAre(-2.5, 8));
  EXPECT_EQ(sample.import()->layers.size(), 3U);  // the batch norm is in the first of them
}

TEST(OnnxActivation, PReluKeepsItsSlopesOutOfThePlan) {
  for (const std::vector<float>& slopes :
       {std::vector<float>{0.5}, {0.5, 0.25}, {-0.5, -0.25}, {0.5, -0.25}, {0, 0}}) {
    auto sample = mirror_sample();
    sample.constant("slope", {static_cast<std::int64_t>(slopes.size())}, slopes);
    sample.node("PRelu", "m slope", "y");
    EXPECT_THAT(run(sample, {-4}), ElementsAre(-4 * slopes.front(), 4));
    EXPECT_THAT(run(sample, {4}), ElementsAre(4, -4 * slopes.back()));
    const auto network = sample.import();
    ASSERT_EQ(network->layers.size(), 5U);  // whatever the slopes are
    EXPECT_EQ(std::get<Activation>(network->layers[1].op), identity_activation(2));
    EXPECT_EQ(std::get<Activation>(network->layers[2].op), relu(2));
  }
}

TEST(OnnxActivation, PReluOfAnImageByChannel) {
  for (const int opset : {6, 13}) {
    OnnxSample sample({2, 1, 2});
    sample.model().mutable_opset_import(0)->set_version(opset);
    if (opset == 6) {
      sample.constant("slope", {2}, {0.5, 0.25});
    } else {
      sample.constant("slope", {2, 1, 1}, {0.5, 0.25});
    }
    sample.node("PRelu", "x slope", "y");
    EXPECT_THAT(run(sample, {-4, 4, 4, -4}), ElementsAre(-2, 4, 4, -1));
  }
}

TEST(OnnxActivation, ClipByInputs) {
  const auto clipped = [](float low, float high, double x) {
    auto sample = mirror_sample();
    sample.constant("low", {}, {low}).constant("high", {}, {high});
    sample.node("Clip", "m low high", "y");
    return run(sample, {x}).front();
  };
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  constexpr float kMost = std::numeric_limits<float>::max();
  for (const double x : {-9.0, -2.0, -1.0, 0.0, 0.5, 5.0, 6.0, 9.0}) {
    EXPECT_EQ(clipped(0, 6, x), std::clamp(x, 0.0, 6.0)) << x;
    EXPECT_EQ(clipped(-1, 5, x), std::clamp(x, -1.0, 5.0)) << x;
    EXPECT_EQ(clipped(2, 5, x), std::clamp(x, 2.0, 5.0)) << x;
    EXPECT_EQ(clipped(0, kInfinity, x), std::max(x, 0.0)) << x;
    EXPECT_EQ(clipped(-1, kMost, x), std::max(x, -1.0)) << x;
    EXPECT_EQ(clipped(-kInfinity, 5, x), std::min(x, 5.0)) << x;
    EXPECT_EQ(clipped(-kMost, 0, x), std::min(x, 0.0)) << x;
    EXPECT_EQ(clipped(-kMost, kMost, x), x);
  }
}

TEST(OnnxActivation, ClipForms) {
  auto attributes = mirror_sample();
  attributes.model().mutable_opset_import(0)->set_version(10);
  auto& old = attributes.node("Clip", "m", "y");
  set_float(old, "min", 0);
  set_float(old, "max", 6);
  EXPECT_THAT(run(attributes, {9}), ElementsAre(6, 0));
  EXPECT_EQ(count_of<Activation>(attributes), 1);

  auto relu = mirror_sample();
  relu.constant("low", {}, {0}).node("Clip", "m low", "y");
  EXPECT_THAT(run(relu, {9}), ElementsAre(9, 0));
  EXPECT_EQ(count_of<Activation>(relu), 1);

  auto open = mirror_sample();
  auto& clip = open.node("Clip", "m", "y");
  clip.add_input("");
  clip.add_input("");
  EXPECT_THAT(run(open, {9}), ElementsAre(9, -9));
}

TEST(OnnxActivation, DifferenceAndNegation) {
  auto sample = mirror_sample();
  sample.node("Relu", "m", "r");
  sample.node("Sub", "r m", "d");
  sample.node("Neg", "d", "y");
  EXPECT_THAT(run(sample, {3}), ElementsAre(0, -3));
  auto nothing = mirror_sample();
  nothing.node("Sub", "m m", "y");
  EXPECT_THAT(run(nothing, {3}), ElementsAre(0, 0));
}

TEST(OnnxActivation, WhatMayEndAModel) {
  auto label = mirror_sample();
  label.node("Softmax", "m", "s");
  auto& most = label.node("ArgMax", "s", "a");
  set_int(most, "axis", 1);
  set_int(most, "keepdims", 0);
  set_int(label.node("Cast", "a", "y"), "to", onnx::TensorProto::INT32);
  EXPECT_THAT(run(label, {3}), ElementsAre(3, -3));
  EXPECT_TRUE(label.import()->ends_in_argmax);

  OnnxSample image({2, 1, 1});
  image.node("Relu", "x", "r");
  set_int(image.node("Softmax", "r", "s"), "axis", 1);
  image.node("Flatten", "s", "y");
  EXPECT_THAT(run(image, {3, -1}), ElementsAre(3, 0));
  EXPECT_FALSE(image.import()->ends_in_argmax);
}

TEST(OnnxActivationRefusal, Endings) {
  auto early = mirror_sample();
  early.node("Softmax", "m", "s");
  early.node("Relu", "s", "y");
  EXPECT_THAT(early.import(), Refused(kUnsupported, "Relu_y' (Relu): it follows a Softmax"));

  auto last = mirror_sample();
  auto& most = last.node("ArgMax", "m", "y");
  set_int(most, "axis", 1);
  set_int(most, "select_last_index", 1);
  EXPECT_THAT(last.import(), Refused(kUnsupported, "the last of equal values"));

  auto batch = mirror_sample();
  batch.node("ArgMax", "m", "y");
  EXPECT_THAT(batch.import(), Refused(kUnsupported, "axis is 0 on records of shape 2"));

  auto whole = mirror_sample();
  set_int(whole.node("Cast", "m", "y"), "to", onnx::TensorProto::INT32);
  EXPECT_THAT(whole.import(), Refused(kUnsupported, "elements of type INT32"));
}

TEST(OnnxActivationRefusal, Bounds) {
  auto crossed = mirror_sample();
  crossed.constant("low", {}, {2}).constant("high", {}, {1});
  crossed.node("Clip", "m low high", "y");
  EXPECT_THAT(crossed.import(), Refused(kBadInput, "its min is above its max"));

  auto many = mirror_sample();
  many.constant("low", {2}, {0, 1}).node("Clip", "m low", "y");
  EXPECT_THAT(many.import(), Refused(kBadInput, "its min is not one number"));

  auto computed = mirror_sample();
  computed.node("Relu", "m", "r");
  computed.node("Clip", "m r", "y");
  EXPECT_THAT(computed.import(), Refused(kUnsupported, "its input 2 is not a constant"));

  auto slope = mirror_sample();
  set_float(slope.node("LeakyRelu", "m", "y"), "alpha", std::nanf(""));
  EXPECT_THAT(slope.import(), Refused(kBadInput, "its alpha is not finite"));

  auto slopes = mirror_sample();
  slopes.constant("slope", {3}, {1, 2, 3}).node("PRelu", "m slope", "y");
  EXPECT_THAT(slopes.import(), Refused(kBadInput, "constant 'slope' has shape 3"));
}

}  // namespace
}  // namespace medisc
