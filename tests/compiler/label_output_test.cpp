#include "compiler/label_output.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "compiler/calibration.hpp"
#include "compiler/planner.hpp"
#include "plan/input_encoding.hpp"
#include "plan/reference.hpp"
#include "tests/compiler/test_networks.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

std::vector<std::int64_t> one_hot(std::size_t classes, std::size_t best) {
  std::vector<std::int64_t> result(classes, 0);
  result[best] = 1;
  return result;
}

/// A single logit, or two, that stand for no and yes.
Manifest binary(std::uint32_t features, double threshold, std::uint32_t logits = 1) {
  Manifest manifest = plain_manifest(features, logits, {"no", "yes"});
  manifest.outcome.task = TaskKind::kBinary;
  manifest.outcome.thresholds = {threshold};
  return manifest;
}

TEST(LabelOutput, IsTheArgMaxOfTheIntegerLogits) {
  std::mt19937 random(31);
  std::uniform_real_distribution<double> feature(-1, 1);
  for (std::uint32_t classes = 2; classes < 12; ++classes) {
    const Network network{6, {{"fc", random_dense(6, classes, random), {}}}};
    PlanOptions options;
    options.ranges = {1};
    options.output = Output::kLabel;
    const auto label = compile(network, options);
    ASSERT_TRUE(label) << render(label.error());
    EXPECT_EQ(label->plan.outputs(), classes);
    for (int i = 0; i < 50; ++i) {
      std::vector<double> record(6);
      for (double& x : record) x = feature(random);
      const auto input = encode(label->plan.input, record);
      const auto steps = reference_steps(label->plan, label->weights, *input);
      std::vector<std::int64_t> logits = steps[0];
      for (std::int64_t& z : logits) z >>= distinct_bits(classes);
      const auto best = std::max_element(logits.begin(), logits.end()) - logits.begin();
      EXPECT_EQ(steps.back(), one_hot(classes, static_cast<std::size_t>(best)));
      const auto expected = evaluate(network, record);
      for (std::size_t k = 0; k < classes; ++k) {
        const std::int32_t scale =
            label->plan.steps[0].scale - static_cast<std::int32_t>(distinct_bits(classes));
        EXPECT_NEAR(std::ldexp(static_cast<double>(logits[k]), -scale), expected[k], 0.05);
      }
    }
  }
}

TEST(LabelOutput, OfEqualLogitsTheFirstWins) {
  Dense dense{1, 5, {0, 1, 1, 0, 1}, {0, 0, 0, 0, 0}};
  PlanOptions options;
  options.ranges = {1};
  options.output = Output::kLabel;
  const auto model = compile(Network{1, {{"fc", dense, {}}}}, options);
  ASSERT_TRUE(model);
  const auto label_of = [&](double x) {
    return reference(model->plan, model->weights, *encode(model->plan.input, {{x}}));
  };
  EXPECT_EQ(label_of(0.5), one_hot(5, 1));
  EXPECT_EQ(label_of(-0.5), one_hot(5, 0));
  EXPECT_EQ(label_of(0), one_hot(5, 0));
}

TEST(LabelOutput, ASingleLogitBecomesNoAndYes) {
  Dense dense{1, 1, {2}, {-1}};
  PlanOptions options;
  options.ranges = {1};
  options.output = Output::kLabel;
  options.manifest = binary(1, 0.5);
  const auto model = compile(Network{1, {{"fc", dense, {}}}}, options);
  ASSERT_TRUE(model) << render(model.error());
  const auto label_of = [&](double x) {
    return reference(model->plan, model->weights, *encode(model->plan.input, {{x}}));
  };
  EXPECT_EQ(label_of(0.9), one_hot(2, 1));
  EXPECT_EQ(label_of(0.1), one_hot(2, 0));
}

/// For every record at all: the label of a threshold is that of the logits' own integers.
TEST(LabelOutput, OfABinaryTaskIsYesFromTheThresholdOn) {
  for (const std::uint32_t logits : {1U, 2U}) {
    Dense dense{1, logits, {-1.5}, {0.25}};
    if (logits == 2) dense = Dense{1, 2, {1.5, -1}, {-0.125, 0.25}};
    const Network network{1, {{"fc", dense, {}}}};
    for (const double threshold : {0.5, 0.3, 0.9, 1e-12, 1 - 1e-12}) {
      PlanOptions options;
      options.ranges = {1};
      options.input_bits = 8;
      options.ring_bits = 64;
      options.manifest = binary(1, threshold, logits);
      const auto full = compile(network, options);
      options.output = Output::kLabel;
      const auto label = compile(network, options);
      ASSERT_TRUE(full && label) << render((full ? label : full).error());
      ASSERT_EQ(full->plan.output_scale() + 1, label->plan.steps[0].scale);
      for (std::int64_t x = -256; x <= 256; ++x) {
        const std::vector<std::int64_t> record{x};
        const auto z = decode_logits(full->plan, reference(full->plan, full->weights, record));
        const double logit = logits == 1 ? z[0] : z[1] - z[0];
        const bool yes = logit >= threshold_logit(threshold);
        EXPECT_EQ(reference(label->plan, label->weights, record), one_hot(2, yes ? 1 : 0))
            << x << " at " << threshold;
      }
    }
  }
}

TEST(LabelOutput, OfWhatIsNoChoiceIsRefused) {
  const Network two{1, {{"fc", Dense{1, 2, {1, 2}, {0, 0}}, {}}}};
  PlanOptions options;
  options.ranges = {1};
  options.output = Output::kLabel;
  for (const TaskKind task : {TaskKind::kFindings, TaskKind::kNumber}) {
    options.manifest = plain_manifest(1, 2);
    options.manifest->outcome.task = task;
    if (task == TaskKind::kFindings) options.manifest->outcome.thresholds = {0.5, 0.5};
    EXPECT_THAT(compile(two, options),
                Refused(ErrorCode::kUnsupported,
                        std::string("the model's task is '") + task_name(task)));
  }
  options.manifest.reset();
  EXPECT_THAT(compile(Network{1, {{"fc", Dense{1, 1, {1}, {0}}, {}}}}, options),
              Refused(ErrorCode::kUnsupported, "the model's task is 'number'"));
}

TEST(LabelOutput, FollowsAnyLastLayerAndCalibration) {
  std::mt19937 random(32);
  for (const auto& [name, network] : random_image_networks(random)) {
    PlanOptions options;
    options.ranges = {1};
    options.input_bits = 8;
    options.ring_bits = 64;
    const auto record = random_image(false, random);
    options.observed = observe(network, record);
    const auto logits = compile(network, options);
    options.output = Output::kLabel;
    if (network.outputs() == 1) options.manifest = binary(network.features, 0.5);
    const auto label = compile(network, options);
    ASSERT_TRUE(label) << name << ": " << render(label.error());
    const auto z = decode_logits(logits->plan, reference(logits->plan, logits->weights,
                                                         *encode(logits->plan.input, record)));
    const auto r = reference(label->plan, label->weights, *encode(label->plan.input, record));
    const auto best = std::max_element(r.begin(), r.end()) - r.begin();
    EXPECT_EQ(std::count(r.begin(), r.end(), 1), 1) << name;
    if (z.size() > 1) {
      EXPECT_NEAR(z[static_cast<std::size_t>(best)], *std::max_element(z.begin(), z.end()),
                  0.05)
          << name;
    }
  }
}

/// Calibrated on next to nothing, so that records wrap in every layer: still one class has 1,
/// the others 0, and nothing else tells of the logits.
TEST(LabelOutput, IsOneHotBeyondCalibratedWidths) {
  std::mt19937 random(33);
  for (const auto& [name, network] : random_image_networks(random)) {
    PlanOptions options;
    options.ranges = {1};
    options.input_bits = 8;
    options.ring_bits = 64;
    options.output = Output::kLabel;
    options.margin_bits = 0;
    auto sample = random_image(false, random);
    for (double& x : sample) x /= 64;
    options.observed = observe(network, sample);
    if (network.outputs() == 1) options.manifest = binary(network.features, 0.5);
    const auto label = compile(network, options);
    ASSERT_TRUE(label) << name << ": " << render(label.error());
    for (int i = 0; i < 100; ++i) {
      const auto record = encode(label->plan.input, random_image(i % 2 == 0, random));
      const auto r = reference(label->plan, label->weights, *record);
      EXPECT_EQ(std::count(r.begin(), r.end(), 1), 1) << name;
      EXPECT_EQ(std::count(r.begin(), r.end(), 0), std::ssize(r) - 1) << name;
    }
  }
}

TEST(LabelOutput, WeightsWithoutRoomForTheClassesAreRefused) {
  LinearWeights room{{1 << 28, -(1 << 28)}, {0, 0, 0, 0}};
  EXPECT_TRUE(make_distinct(room, 4));
  EXPECT_EQ(room.matrix[1], -(1 << 30));
  LinearWeights wide{{1 << 29, -(1 << 29)}, {0, 0, 0, 0}};
  EXPECT_FALSE(make_distinct(wide, 4));
  LinearWeights far{{0}, {0, std::int64_t{1} << 60, 0, 0}};
  EXPECT_FALSE(make_distinct(far, 4));
}

TEST(LabelOutput, OfMoreClassesThanAWindowSpansIsRefused) {
  PlanOptions options;
  options.ranges = {1};
  options.output = Output::kLabel;
  const Network network{4097, {{"r", relu(4097), {}}}};
  EXPECT_THAT(compile(network, options), Refused(ErrorCode::kUnsupported, "4097 classes"));
}

/// The factor between distinct logits does not push weights out of their 32 bits.
TEST(LabelOutput, HasRoomForManyClassesAndFineWeights) {
  Dense dense{1, 300, std::vector<double>(300), std::vector<double>(300, 0.0)};
  for (std::size_t i = 0; i < 300; ++i) dense.matrix[i] = static_cast<double>(i) / 300;
  PlanOptions options;
  options.ranges = {1};
  options.ring_bits = 64;
  options.input_bits = 8;
  options.weight_bits = kMaxWeightBits;
  options.output = Output::kLabel;
  const auto model = compile(Network{1, {{"fc", dense, {}}}}, options);
  ASSERT_TRUE(model) << render(model.error());
  const std::vector<std::int64_t> record{255};
  EXPECT_EQ(reference(model->plan, model->weights, record), one_hot(300, 299));
}

/// Biases as far out as 62 bits hold them leave none for the factor, and cost the weights a
/// bit.
TEST(LabelOutput, HasRoomForBiasesThatTheFactorPushesOut) {
  const Dense dense{1, 4, {1e-9, 0, 0, 0}, {1, 0.5, -1, 0}};
  PlanOptions options;
  options.ranges = {1};
  options.ring_bits = 64;
  options.input_bits = 36;
  options.weight_bits = kMaxWeightBits;
  options.output = Output::kLabel;
  const auto model = compile(Network{1, {{"fc", dense, {}}}}, options);
  ASSERT_TRUE(model) << render(model.error());
  for (const std::int64_t x :
       {-(std::int64_t{1} << 36), std::int64_t{0}, std::int64_t{1} << 36}) {
    EXPECT_EQ(reference(model->plan, model->weights, std::vector{x}), one_hot(4, 0));
  }
}

}  // namespace
}  // namespace medisc
