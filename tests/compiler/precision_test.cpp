#include "compiler/precision.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/compared.hpp"
#include "compiler/equalise.hpp"
#include "tests/compiler/test_networks.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

Samples samples_of(const Network& network, std::size_t count, double range,
                   std::mt19937& random) {
  std::uniform_real_distribution<double> any(-range, range);
  Samples samples;
  for (std::size_t i = 0; i < count * network.features; ++i) {
    samples.records.push_back(any(random));
  }
  return samples;
}

PlanOptions options_for(double range) {
  PlanOptions options;
  options.ranges = {range};
  options.widen_ring = true;
  return options;
}

Network dense_network(std::mt19937& random) {
  return {8,
          {{"a", random_dense(8, 16, random)},
           {"ra", relu(16)},
           {"b", random_dense(16, 16, random)},
           {"rb", relu(16)},
           {"c", random_dense(16, 3, random)}}};
}

TEST(Precision, MeetsItsAimOnEveryKindOfNetwork) {
  std::mt19937 random(21);
  for (const auto& [name, network] : random_image_networks(random)) {
    const auto found = compile_measured(network, options_for(1),
                                        samples_of(network, 60, 1, random), MeasuredTask{});
    ASSERT_TRUE(found.has_value()) << name << render(found.error());
    EXPECT_LE(found->fidelity->p99, 1.5 * kAimedP99) << name;
    EXPECT_GE(found->fidelity->agreement, 0.98) << name;
    EXPECT_EQ(found->fidelity->records, 60U);
    EXPECT_FALSE(found->fidelity->drawn);
    EXPECT_EQ(found->fidelity->layers.size(), found->plan.steps.size()) << name;
  }
}

/// Values of 1/4096 before an average over 4096 positions: whoever rounds them away has
/// nothing.
TEST(Precision, AnAverageOverManyPositionsKeepsSmallValues) {
  std::mt19937 random(22);
  const Image image{1, 64, 64};
  Conv conv = random_conv(image, 4, square(3, 1, 1), 1, random);
  for (double& weight : conv.matrix) weight /= 1000;
  for (double& bias : conv.bias) bias = 0;
  Window all = square(64);
  const Image wide{4, 64, 64};
  const Network network{image.height * image.width,
                        {{"conv", conv},
                         {"relu", relu(4 * 64 * 64)},
                         {"pool", SumPool{wide, {4, 1, 1}, all, 4096}},
                         {"fc", random_dense(4, 3, random)}}};
  const auto found = compile_measured(network, options_for(1), {}, MeasuredTask{});
  ASSERT_TRUE(found.has_value()) << render(found.error());
  EXPECT_TRUE(found->fidelity->drawn);
  EXPECT_LE(found->fidelity->p99, 0.02);
}

/// A channel 2^20 times as large as the others, and read by weights as small: the same function
/// as without.
TEST(Precision, OneHugeChannelCostsNothing) {
  std::mt19937 random(23);
  const Network even = dense_network(random);
  Network uneven = even;
  auto& first = std::get<Dense>(uneven.layers[0].op);
  auto& second = std::get<Dense>(uneven.layers[2].op);
  for (std::size_t i = 0; i < 8; ++i) first.matrix[3 * 8 + i] *= 0x1p20;
  first.bias[3] *= 0x1p20;
  for (std::size_t row = 0; row < 16; ++row) second.matrix[row * 16 + 3] *= 0x1p-20;
  const Samples samples = samples_of(even, 100, 1, random);
  const auto expected = compile_measured(even, options_for(1), samples, MeasuredTask{});
  const auto found = compile_measured(uneven, options_for(1), samples, MeasuredTask{});
  ASSERT_TRUE(expected.has_value() && found.has_value());
  EXPECT_LE(found->fidelity->p99, 1.5 * kAimedP99);
  EXPECT_LE(compared_bits(found->plan), 1.25 * compared_bits(expected->plan));
}

/// Results that differ by a hundredth of what they are.
TEST(Precision, SmallDifferencesOfLargeResultsAreKept) {
  std::mt19937 random(24);
  Network network = dense_network(random);
  auto& last = std::get<Dense>(network.layers[4].op);
  for (double& weight : last.matrix) weight /= 200;
  last.bias = {3, 3.01, 2.99};
  const auto found = compile_measured(network, options_for(1),
                                      samples_of(network, 100, 1, random), MeasuredTask{});
  ASSERT_TRUE(found.has_value());
  EXPECT_LE(found->fidelity->p99, 1.5 * kAimedP99);
}

/// Samples that fill a thousandth of the range that was given.
TEST(Precision, ARangeFarTooWideCostsInputBits) {
  std::mt19937 random(25);
  const Network network = dense_network(random);
  const auto found = compile_measured(network, options_for(1024),
                                      samples_of(network, 100, 1, random), MeasuredTask{});
  ASSERT_TRUE(found.has_value());
  EXPECT_LE(found->fidelity->p99, 1.5 * kAimedP99);
  std::mt19937 again(25);
  const auto fitting = compile_measured(dense_network(again), options_for(1),
                                        samples_of(network, 100, 1, again), MeasuredTask{});
  ASSERT_TRUE(fitting.has_value());
  EXPECT_GE(found->plan.input.bits, fitting->plan.input.bits + 5);
}

TEST(Precision, BitsByHandStay) {
  std::mt19937 random(26);
  const Network network = dense_network(random);
  PlanOptions options = options_for(1);
  options.input_bits = 6;
  options.weight_bits = 4;
  options.activation_bits = 3;
  const auto found =
      compile_measured(network, options, samples_of(network, 100, 1, random), MeasuredTask{});
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->plan.input.bits, 6U);
  EXPECT_GT(found->fidelity->p99, 0.01);
  const Result<void> judged = meets(*found->fidelity, {0.99, 0.01});
  EXPECT_THAT(judged, Refused(ErrorCode::kFidelity, "the plan is not the model"));
}

/// Weights of one layer that round to next to nothing, among others that are fine.
TEST(Precision, TheLayerThatSpoilsIsNamed) {
  std::mt19937 random(32);
  Network network = dense_network(random);
  std::get<Dense>(network.layers[2].op).matrix[0] = 500;  // the others vanish beside it
  PlanOptions options = options_for(1);
  options.input_bits = 14;
  options.weight_bits = 9;
  options.activation_bits = 10;
  const auto found =
      compile_measured(network, options, samples_of(network, 100, 1, random), MeasuredTask{});
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(spoiler(*found->fidelity), "layer 'b'");
  options.input_bits = 2;
  options.weight_bits = 16;
  options.ring_bits = 64;
  const auto coarse = compile_measured(dense_network(random), options,
                                       samples_of(network, 100, 1, random), MeasuredTask{});
  ASSERT_TRUE(coarse.has_value());
  EXPECT_EQ(spoiler(*coarse->fidelity), "the encoding of records");
  EXPECT_THAT(meets(*coarse->fidelity, {}),
              Refused(ErrorCode::kFidelity, "the encoding of records spoils it"));
}

TEST(Precision, NoCapLiesBelowWhatSamplesReach) {
  std::mt19937 random(27);
  Network network = dense_network(random);
  for (const std::size_t layer : {0, 2}) {
    for (double& weight : std::get<Dense>(network.layers[layer].op).matrix) weight *= 200;
  }
  PlanOptions options = options_for(1);
  options.widen_ring = false;
  options.input_bits = 12;
  options.weight_bits = 12;
  options.activation_bits = 8;
  const Samples samples = samples_of(network, 100, 1, random);
  const auto found = compile_measured(network, options, samples, MeasuredTask{});
  if (!found) return;  // a refusal is right as well
  for (const Cap& cap : found->caps) {
    const auto tensor = cap.layer == "ra" ? 2U : 4U;
    for (std::size_t i = 0; i < 100; ++i) {
      const auto tensors =
          evaluate_tensors(network, std::span(samples.records).subspan(i * 8, 8));
      for (const double value : tensors[tensor]) EXPECT_LT(value, cap.cap);
    }
  }
  for (const auto& saturation : found->fidelity->saturations) EXPECT_EQ(saturation.share, 0);
}

TEST(Precision, SamplesOutOfRangeAreCountedAndAllOfThemRefused) {
  std::mt19937 random(28);
  const Network network = dense_network(random);
  Samples samples = samples_of(network, 50, 1, random);
  samples.records[0] = 3;
  const auto found = compile_measured(network, options_for(1), samples, MeasuredTask{});
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->fidelity->beyond, 1U);
  EXPECT_EQ(found->fidelity->records, 49U);
  for (double& value : samples.records) value += 5;
  EXPECT_THAT(compile_measured(network, options_for(1), samples, MeasuredTask{}),
              Refused(ErrorCode::kBadInput, "beyond the input ranges"));
}

TEST(Precision, DrawnRecordsTellNothingOfAFeatureThatOutweighsAllOthers) {
  std::mt19937 random(31);
  Network network = dense_network(random);
  auto& first = std::get<Dense>(network.layers[0].op);
  for (std::size_t row = 0; row < 16; ++row) first.matrix[row * 8 + 5] *= 1e6;
  const auto drawn = compile_measured(network, options_for(1), {}, MeasuredTask{});
  ASSERT_TRUE(drawn.has_value());
  EXPECT_THAT(meets(*drawn->fidelity, {}), Refused(ErrorCode::kFidelity, "feature 6 weighs"));
  Samples samples = samples_of(network, 100, 1, random);
  for (std::size_t i = 5; i < samples.records.size(); i += 8) samples.records[i] = 0;
  const auto sampled = compile_measured(network, options_for(1), samples, MeasuredTask{});
  ASSERT_TRUE(sampled.has_value()) << render(sampled.error());
  EXPECT_TRUE(meets(*sampled->fidelity, {}).has_value());
}

TEST(Precision, ALabelIsMeasuredByItsLogits) {
  std::mt19937 random(29);
  const Network network = dense_network(random);
  PlanOptions options = options_for(1);
  options.output = Output::kLabel;
  const auto found =
      compile_measured(network, options, samples_of(network, 100, 1, random), MeasuredTask{});
  ASSERT_TRUE(found.has_value()) << render(found.error());
  EXPECT_LE(found->fidelity->p99, 1.5 * kAimedP99);
  EXPECT_EQ(found->plan.output, Output::kLabel);
}

TEST(Precision, TheSamePlanEveryTime) {
  std::mt19937 random(30);
  const Network network = dense_network(random);
  const auto once = compile_measured(network, options_for(1), {}, MeasuredTask{});
  const auto again = compile_measured(network, options_for(1), {}, MeasuredTask{});
  ASSERT_TRUE(once.has_value() && again.has_value());
  EXPECT_EQ(once->plan, again->plan);
  EXPECT_EQ(once->weights, again->weights);
}

}  // namespace
}  // namespace medisc
