/// Imported activations, pads and layouts as plans: in integers they give what the float
/// network gives.
#include <functional>
#include <random>

#include <gmock/gmock.h>

#include "compiler/planner.hpp"
#include "plan/input_encoding.hpp"
#include "plan/reference.hpp"
#include "tests/import/sample.hpp"

namespace medisc {
namespace {

std::vector<float> random_values(std::size_t count, std::mt19937& random) {
  std::normal_distribution<float> value(0, 0.3F);
  std::vector<float> values(count);
  for (float& each : values) each = value(random);
  return values;
}

/// x (2 x 4 x 4) -> Conv -> "c" (3 x 4 x 4); `middle` makes "m" of it, of `features` elements;
/// then Flatten and Gemm to three logits.
Result<Network> import_around(const std::function<void(OnnxSample&)>& middle,
                              std::int64_t features) {
  std::mt19937 random(4);
  OnnxSample sample({2, 4, 4});
  sample.constant("k", {3, 2, 3, 3}, random_values(54, random));
  sample.constant("kb", {3}, random_values(3, random));
  set_ints(sample.node("Conv", "x k kb", "c"), "pads", {1, 1, 1, 1});
  middle(sample);
  sample.node("Flatten", "m", "f");
  sample.constant("last", {features, 3},
                  random_values(static_cast<std::size_t>(features) * 3, random));
  sample.constant("bias", {3}, random_values(3, random));
  sample.node("Gemm", "f last bias", "y");
  return sample.import();
}

void expect_plan_is_close(const std::function<void(OnnxSample&)>& middle,
                          std::int64_t features) {
  const auto network = import_around(middle, features);
  ASSERT_TRUE(network.has_value()) << render(network.error());
  PlanOptions options;
  options.ranges = {1};
  options.ring_bits = 64;
  options.input_bits = options.weight_bits = options.activation_bits = 14;
  const auto model = compile(*network, options);
  ASSERT_TRUE(model.has_value()) << render(model.error());
  std::mt19937 random(5);
  std::uniform_real_distribution<double> inside(-1, 1);
  for (int round = 0; round < 20; ++round) {
    std::vector<double> record(32);
    for (double& value : record) value = inside(random);
    const auto input = encode(model->plan.input, record);
    ASSERT_TRUE(input.has_value());
    const auto logits =
        decode_logits(model->plan, reference(model->plan, model->weights, *input));
    EXPECT_THAT(logits,
                testing::Pointwise(testing::DoubleNear(0.02), evaluate(*network, record)));
  }
}

TEST(OnnxPlan, LeakyRelu) {
  expect_plan_is_close(
      [](OnnxSample& sample) { set_float(sample.node("LeakyRelu", "c", "m"), "alpha", 0.125); },
      48);
}

TEST(OnnxPlan, PRelu) {
  expect_plan_is_close(
      [](OnnxSample& sample) {
        sample.constant("slope", {3, 1, 1}, {0.5, -0.25, 0.1F}).node("PRelu", "c slope", "m");
      },
      48);
}

TEST(OnnxPlan, Clip) {
  expect_plan_is_close(
      [](OnnxSample& sample) {
        sample.constant("low", {}, {0}).constant("high", {}, {0.5});
        sample.node("Clip", "c low high", "a");
        sample.constant("least", {}, {0.125}).node("Clip", "a least", "b");
        sample.constant("most", {}, {0.25}).node("Clip", "b most", "m");
        auto& last = *sample.graph().mutable_node(sample.graph().node_size() - 1);
        last.set_input(1, "");
        last.add_input("most");
      },
      48);
}

TEST(OnnxPlan, DifferenceOfBranches) {
  expect_plan_is_close(
      [](OnnxSample& sample) {
        sample.node("Relu", "c", "r");
        auto& pool = sample.node("MaxPool", "r", "p");
        set_ints(pool, "kernel_shape", {3, 3});
        set_ints(pool, "pads", {1, 1, 1, 1});
        sample.node("Sub", "p r", "d");
        sample.node("Relu", "d", "m");
      },
      48);
}

TEST(OnnxPlan, PadsOfSeveralKinds) {
  expect_plan_is_close(
      [](OnnxSample& sample) {
        sample.shape("pads", {0, 0, 1, 0, 0, 0, 0, 1}).constant("value", {}, {0.25});
        sample.node("Pad", "c pads value", "a");
        sample.node("Relu", "a", "r");
        sample.node("Pad", "r pads", "b");
        auto& pool = sample.node("MaxPool", "b", "m");
        set_ints(pool, "kernel_shape", {2, 2});
        set_ints(pool, "strides", {2, 2});
      },
      27);
}

TEST(OnnxPlan, ChannelsLastBeforeTheGemm) {
  expect_plan_is_close(
      [](OnnxSample& sample) {
        sample.node("Relu", "c", "r");
        set_ints(sample.node("Transpose", "r", "m"), "perm", {0, 2, 3, 1});
      },
      48);
}

TEST(OnnxPlan, MeanOverTheChannels) {
  expect_plan_is_close(
      [](OnnxSample& sample) {
        sample.node("Relu", "c", "r");
        set_ints(sample.node("ReduceMean", "r", "m"), "axes", {1});
      },
      16);
}

}  // namespace
}  // namespace medisc
