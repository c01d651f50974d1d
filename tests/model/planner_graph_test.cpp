/// The planner on images and branches.
#include <cmath>

#include <gmock/gmock.h>

#include "model/calibration.hpp"
#include "model/input_encoding.hpp"
#include "model/normal_form.hpp"
#include "model/planner.hpp"
#include "model/reference.hpp"
#include "tests/model/refused.hpp"
#include "tests/model/test_networks.hpp"

namespace medisc {
namespace {

PlanOptions image_options() {
  PlanOptions options;
  options.ranges = {1};
  options.input_bits = 8;
  return options;
}

std::vector<double> run_plan(const CompiledModel& model, const std::vector<double>& record) {
  const auto input = encode(model.plan.input, record);
  EXPECT_TRUE(input.has_value());
  return decode_logits(model.plan, reference(model.plan, model.weights, *input));
}

TEST(PlannerGraph, NoRecordExceedsABoundOrAWidth) {
  std::mt19937 random(21);
  for (int round = 0; round < 10; ++round) {
    for (const auto& [name, network] : random_image_networks(random)) {
      PlanOptions options = image_options();
      options.weight_bits = 4 + static_cast<std::uint32_t>(round);
      options.ring_bits = 64;
      const auto compiled = compile(network, options);
      ASSERT_TRUE(compiled.has_value()) << name << ": " << render(compiled.error());
      for (int i = 0; i < 30; ++i) {
        const auto input = encode(compiled->plan.input, random_image(i % 2 == 0, random));
        const auto steps = reference_steps(compiled->plan, compiled->weights, *input);
        for (std::size_t step = 0; step < steps.size(); ++step) {
          const StepReport& report = compiled->report[step];
          for (const std::int64_t value : steps[step]) {
            const double size = std::abs(static_cast<double>(value));
            ASSERT_LE(size, report.bound) << name << " " << report.name;
            ASSERT_LT(size, std::ldexp(1, int(report.width) - 1)) << name << report.name;
          }
        }
      }
    }
  }
}

TEST(PlannerGraph, IsCloseToTheFloatNetwork) {
  std::mt19937 random(22);
  for (const auto& [name, network] : random_image_networks(random)) {
    PlanOptions options = image_options();
    options.ring_bits = 64;
    options.input_bits = options.weight_bits = options.activation_bits = 16;
    const auto fine = compile(network, options);
    const auto coarse = compile(network, image_options());
    ASSERT_TRUE(fine && coarse) << name;
    for (int i = 0; i < 20; ++i) {
      const auto record = random_image(false, random);
      const auto exact = evaluate(network, record);
      EXPECT_THAT(run_plan(*fine, record),
                  testing::Pointwise(testing::DoubleNear(0.001), exact))
          << name;
      EXPECT_THAT(run_plan(*coarse, record),
                  testing::Pointwise(testing::DoubleNear(0.1), exact))
          << name;
    }
  }
}

TEST(PlannerGraph, RandomNetworksAreInNormalForm) {
  std::mt19937 random(23);
  for (const auto& [name, network] : random_image_networks(random)) {
    const auto again = normal_form(network);
    ASSERT_TRUE(again.has_value()) << name;
    ASSERT_EQ(again->layers.size(), network.layers.size()) << name;
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
      EXPECT_EQ(again->layers[i].op.index(), network.layers[i].op.index()) << name << i;
    }
  }
}

TEST(PlannerGraph, ComparesAtWidthsThatHold) {
  std::mt19937 random(24);
  for (const auto& [name, network] : random_image_networks(random)) {
    const auto compiled = compile(network, image_options());
    ASSERT_TRUE(compiled.has_value()) << name;
    const Plan& plan = compiled->plan;
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
      const std::uint32_t input = inputs_of(plan, i).front();
      if (input == 0) continue;
      const unsigned bits = compiled->report[input - 1].proven_bits;
      if (const auto* relu = std::get_if<ReluStep>(&plan.steps[i].op)) {
        EXPECT_GE(relu->width, bits) << name;
        EXPECT_LE(relu->width, bits + 1) << name;
      } else if (const auto* pool = std::get_if<MaxPoolStep>(&plan.steps[i].op)) {
        EXPECT_GT(pool->width, bits) << name;
      }
    }
  }
}

TEST(PlannerGraph, AnAveragePoolOnlyMovesTheScale) {
  std::mt19937 random(25);
  const Network network = random_image_networks(random)[0].network;
  const auto compiled = compile(network, image_options());
  ASSERT_TRUE(compiled.has_value());
  EXPECT_EQ(compiled->report[1].scale, 6);
  EXPECT_EQ(compiled->report[2].scale, 8);
}

TEST(PlannerGraph, ReluRoundsToNearest) {
  const Network network{
      1, {{"a", Dense{1, 1, {1}, {0}}}, {"r", Relu{1}}, {"b", Dense{1, 1, {1}, {0}}}}};
  PlanOptions options;
  options.ranges = {1};
  options.activation_bits = 4;
  const auto compiled = compile(network, options);
  const auto logits = [&](double x) {
    return run_plan(*compiled, {x})[0];
  };
  EXPECT_DOUBLE_EQ(logits(5.0 / 16), 5.0 / 16);
  EXPECT_DOUBLE_EQ(logits(5.4 / 16), 5.0 / 16);
  EXPECT_DOUBLE_EQ(logits(5.6 / 16), 6.0 / 16);
  EXPECT_DOUBLE_EQ(logits(-0.4 / 16), 0);
  EXPECT_DOUBLE_EQ(logits(-0.6 / 16), 0);
}

TEST(PlannerGraph, FullWidth) {
  std::mt19937 random(26);
  for (const auto& [name, network] : random_image_networks(random)) {
    PlanOptions options = image_options();
    options.full_width = true;
    const auto compiled = compile(network, options);
    ASSERT_TRUE(compiled.has_value()) << name;
    for (const StepReport& report : compiled->report) EXPECT_EQ(report.width, 32U) << name;
  }
}

TEST(PlannerGraph, WeightsGiveWayToACheapWidth) {
  std::mt19937 random(27);
  Network network{64,
                  {{"a", random_dense(64, 64, random)},
                   {"r", Relu{64}},
                   {"b", random_dense(64, 2, random)}}};
  PlanOptions options = image_options();
  options.input_bits = 14;
  const auto compiled = compile(network, options);
  ASSERT_TRUE(compiled.has_value());
  EXPECT_EQ(compiled->report[0].width, kCheapWidth);
  EXPECT_LT(compiled->report[0].weight_bits, options.weight_bits);
  EXPECT_GE(compiled->report[0].weight_bits, options.weight_bits - kSparedWeightBits);
  EXPECT_GE(compiled->report[2].weight_bits, options.weight_bits);  // logits: not compared
  options.weight_bits = 16;                                         // no few bits less would do
  options.ring_bits = 64;
  EXPECT_GE(compile(network, options)->report[0].weight_bits, 16U);
}

TEST(PlannerGraph, RangesOfAnImageAreByChannel) {
  std::mt19937 random(28);
  const Network network = random_image_networks(random)[0].network;
  PlanOptions options = image_options();
  options.ranges.assign(72, 2);
  for (std::size_t i = 36; i < 72; ++i) options.ranges[i] = 8;
  const auto compiled = compile(network, options);
  ASSERT_TRUE(compiled.has_value()) << render(compiled.error());
  const auto record = random_image(false, random);
  EXPECT_THAT(run_plan(*compiled, record),
              testing::Pointwise(testing::DoubleNear(0.1), evaluate(network, record)));
  options.ranges[40] = 4;
  EXPECT_THAT(compile(network, options),
              Refused(ErrorCode::kUnsupported, "layer 'c1': its input is an image"));
}

TEST(PlannerGraph, CalibratedWidthsAreSmallerAndHold) {
  std::mt19937 random(29);
  for (const auto& [name, network] : random_image_networks(random)) {
    std::vector<double> records;
    for (int i = 0; i < 50; ++i) {
      const auto record = random_image(false, random);
      records.insert(records.end(), record.begin(), record.end());
    }
    PlanOptions options = image_options();
    const auto proven = compile(network, options);
    options.observed = observe(network, records);
    options.margin_bits = 1;
    const auto calibrated = compile(network, options);
    ASSERT_TRUE(proven && calibrated) << name;
    EXPECT_LE(calibrated->report.back().proven_bits, proven->report.back().proven_bits) << name;
    const std::vector<double> record(records.begin(), records.begin() + 72);
    EXPECT_THAT(run_plan(*calibrated, record),
                testing::Pointwise(testing::DoubleNear(0.1), evaluate(network, record)))
        << name;
  }
}

TEST(PlannerGraph, OverflowOfAMaxPoolIsNamed) {
  const Image two{1, 1, 2};
  const Network network{2,
                        {{"c", Conv{two, two, Window{}, 1, {1}, {0}}},
                         {"pool", MaxPool{two, {1, 1, 1}, {1, 2, 1, 1, 0, 0, 0, 0, 1, 1}}},
                         {"fc", Dense{1, 1, {1}, {0}}}}};
  PlanOptions options;
  options.ring_bits = 16;
  options.ranges = {1};
  options.input_bits = 13;
  options.weight_bits = 1;
  EXPECT_THAT(compile(network, options), Refused(ErrorCode::kOverflow, "layer 'pool'"));
}

}  // namespace
}  // namespace medisc
