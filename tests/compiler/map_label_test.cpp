/// Labels of maps: at each position the class of the largest logit, and nothing of the logits.
#include <algorithm>

#include <gtest/gtest.h>

#include "compiler/calibration.hpp"
#include "compiler/label_output.hpp"
#include "compiler/planner.hpp"
#include "plan/input_encoding.hpp"
#include "plan/reference.hpp"
#include "tests/compiler/test_networks.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

constexpr std::uint32_t kPositions = 6;

Manifest map_manifest(std::uint32_t features, std::vector<std::uint32_t> shape) {
  Manifest manifest = plain_manifest(features, elements_of(shape));
  manifest.outcome.task = TaskKind::kMap;
  manifest.outcome.shape = std::move(shape);
  return manifest;
}

/// Of two features, one kind of last layer each: dense, all kinds of convolutions, no linear
/// one.
std::vector<NamedNetwork> networks(std::uint32_t classes, std::mt19937& random) {
  const std::uint32_t size = classes * kPositions;
  const Layer hidden{"hidden", random_dense(2, size, random), {}};
  const Layer positive{"positive", relu(size), {}};
  const Layer wide{"wide", random_dense(2, 4 * kPositions, random), {}};
  const Layer wide_positive{"wide/positive", relu(4 * kPositions), {}};
  const auto conv = [&](const Image& in, std::uint32_t channels, std::uint32_t groups) {
    return Layer{"last", random_conv(in, channels, square(1), groups, random), {}};
  };
  std::vector<NamedNetwork> all;
  all.push_back({"dense", {2, {hidden}}});
  all.push_back({"no linear layer", {2, {hidden, positive}}});
  all.push_back({"conv", {2, {wide, wide_positive, conv({4, 2, 3}, classes, 1)}}});
  all.push_back({"groups", {2, {hidden, positive, conv({classes, 2, 3}, classes, classes)}}});
  all.push_back({"one bias for all", {2, {hidden, positive, conv({1, classes, 6}, 1, 1)}}});
  return all;
}

PlanOptions options_for(const Network& network, std::uint32_t classes) {
  PlanOptions options;
  options.ranges = {1};
  options.ring_bits = 64;
  options.input_bits = 3;
  options.weight_bits = 4;
  options.activation_bits = 3;
  options.spared_weight_bits = 0;
  options.manifest = map_manifest(network.features, {classes, 2, 3});
  return options;
}

/// 1 at the largest of each position, the first of equal ones; of single logits where they are
/// 0 or above.
std::vector<std::int64_t> one_hot(const std::vector<std::int64_t>& logits,
                                  std::uint32_t classes) {
  std::vector<std::int64_t> result(logits.size(), 0);
  const std::size_t positions = logits.size() / classes;
  for (std::size_t at = 0; at < positions; ++at) {
    std::size_t best = at;
    for (std::size_t i = at; i < logits.size(); i += positions) {
      if (logits[i] > logits[best]) best = i;
    }
    result[best] = classes > 1 || logits[best] >= 0 ? 1 : 0;
  }
  return result;
}

TEST(MapLabel, IsTheArgMaxOfEveryPositionForEveryRecord) {
  std::mt19937 random(41);
  for (std::uint32_t classes = 1; classes < 6; ++classes) {
    for (const auto& [name, network] : networks(classes, random)) {
      PlanOptions options = options_for(network, classes);
      const auto full = compile(network, options);
      options.output = Output::kLabel;
      const auto label = compile(network, options);
      ASSERT_TRUE(full && label) << name << ": " << render((full ? label : full).error());
      EXPECT_EQ(label->plan.outputs(), classes * kPositions);
      EXPECT_EQ(label->plan.output_width(), 2U);
      for (std::int64_t x = -8; x <= 8; ++x) {
        for (std::int64_t y = -8; y <= 8; ++y) {
          const std::vector<std::int64_t> record{x, y};
          ASSERT_EQ(reference(label->plan, label->weights, record),
                    one_hot(reference(full->plan, full->weights, record), classes))
              << name << ", " << classes << " classes, " << x << ", " << y;
        }
      }
    }
  }
}

TEST(MapLabel, OfSingleLogitsTakesOneThreshold) {
  std::mt19937 random(42);
  const Network network{2, {{"fc", random_dense(2, kPositions, random), {}}}};
  PlanOptions options = options_for(network, 1);
  options.output = Output::kLabel;
  const auto label = compile(network, options);
  ASSERT_TRUE(label) << render(label.error());
  EXPECT_EQ(label->plan.steps.size(), 2U);
}

/// A series has one dimension behind the classes.
TEST(MapLabel, OfASeriesIsALabelASample) {
  const Dense dense{1, 6, {1, 0, -1, 0, 0, 0}, {0, 0, 0, 0.25, 0.25, -0.25}};
  const Network network{1, {{"fc", dense, {}}}};
  PlanOptions options;
  options.ranges = {1};
  options.output = Output::kLabel;
  options.manifest = map_manifest(1, {2, 3});
  const auto label = compile(network, options);
  ASSERT_TRUE(label) << render(label.error());
  const auto label_of = [&](double x) {
    return reference(label->plan, label->weights, *encode(label->plan.input, {{x}}));
  };
  EXPECT_EQ(label_of(0.5), (std::vector<std::int64_t>{1, 0, 0, 0, 1, 1}));
  EXPECT_EQ(label_of(-0.5), (std::vector<std::int64_t>{0, 0, 1, 1, 1, 0}));
  // Of equal logits the first wins.
  EXPECT_EQ(label_of(0.25), (std::vector<std::int64_t>{1, 0, 1, 0, 1, 0}));
}

/// Calibrated on next to nothing, so that records wrap in every layer: still one class has 1 at
/// each position, and it is that of the label's own logits.
TEST(MapLabel, IsOneHotBeyondCalibratedWidths) {
  std::mt19937 random(43);
  for (const std::uint32_t classes : {1U, 2U, 4U}) {
    const std::uint32_t channels = classes;
    Network network{72, {}};
    network.layers.push_back(
        {"first", random_conv({2, 6, 6}, 3, square(3, 1, 1), 1, random), {}});
    network.layers.push_back({"relu", relu(3 * 36), {}});
    network.layers.push_back(
        {"second", random_conv({3, 6, 6}, 3, square(3, 1, 1), 1, random), {}});
    network.layers.push_back({"relu 2", relu(3 * 36), {}});
    network.layers.push_back(
        {"last", random_conv({3, 6, 6}, channels, square(1), 1, random), {}});
    PlanOptions options;
    options.ranges = {1};
    options.input_bits = 8;
    options.ring_bits = 64;
    options.output = Output::kLabel;
    options.margin_bits = 0;
    options.manifest = map_manifest(72, {channels, 6, 6});
    auto sample = random_image(false, random);
    for (double& x : sample) x /= 64;
    options.observed = observe(network, sample);
    const auto label = compile(network, options);
    ASSERT_TRUE(label) << render(label.error());
    for (int i = 0; i < 50; ++i) {
      const auto record = encode(label->plan.input, random_image(i % 2 == 0, random));
      const auto steps = reference_steps(label->plan, label->weights, *record);
      ASSERT_EQ(steps.back(), one_hot(steps[4], classes)) << classes;
    }
  }
}

TEST(MapLabel, OfTooManyClassesAPositionIsRefused) {
  const Network network{2 * 4097, {{"r", relu(2 * 4097), {}}}};
  PlanOptions options;
  options.ranges = {1};
  options.output = Output::kLabel;
  options.manifest = map_manifest(network.features, {4097, 2});
  EXPECT_THAT(compile(network, options), Refused(ErrorCode::kUnsupported, "4097 classes"));
  // As many results in all are no matter.
  std::mt19937 random(44);
  const Network many{1, {{"fc", random_dense(1, 3 * 2000, random), {}}}};
  options.manifest = map_manifest(1, {3, 2000});
  const auto label = compile(many, options);
  EXPECT_TRUE(label) << render(label.error());
}

}  // namespace
}  // namespace medisc
