/// The planner on images and branches.
#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>

#include "compiler/calibration.hpp"
#include "compiler/normal_form.hpp"
#include "compiler/planner.hpp"
#include "plan/input_encoding.hpp"
#include "plan/reference.hpp"
#include "tests/compiler/test_networks.hpp"
#include "tests/plan/refused.hpp"

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
      if (const auto* relu = std::get_if<ThresholdStep>(&plan.steps[i].op)) {
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
      1, {{"a", Dense{1, 1, {1}, {0}}}, {"r", relu(1)}, {"b", Dense{1, 1, {1}, {0}}}}};
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
                   {"r", relu(64)},
                   {"b", random_dense(64, 2, random)}}};
  PlanOptions options = image_options();
  options.input_bits = 14;
  options.weight_bits = 9;
  const auto compiled = compile(network, options);
  ASSERT_TRUE(compiled.has_value());
  EXPECT_EQ(compiled->report[0].width, kCheapWidth);
  EXPECT_LT(compiled->report[0].weight_bits, 9U);
  EXPECT_GE(compiled->report[0].weight_bits, 9 - options.spared_weight_bits);
  EXPECT_GE(compiled->report[2].weight_bits, 9U);  // logits: not compared
  options.weight_bits = 16;                        // no few bits less would do
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
  options.ranges = {1};
  options.input_bits = 29;
  options.weight_bits = 1;
  EXPECT_THAT(compile(network, options), Refused(ErrorCode::kOverflow, "layer 'pool'"));
}

TEST(PlannerGraph, PartsThatAreTooFarApartAreNamed) {
  for (const double small : {1e-16, 1e-30}) {
    for (const decltype(Layer::op)& join :
         {decltype(Layer::op)(Concat{{1, 1}}), decltype(Layer::op)(Sum{1, {1, 1}, 0})}) {
      const Network network{1,
                            {{"large", Dense{1, 1, {8}, {0}}, {0}},
                             {"small", Dense{1, 1, {small}, {0}}, {0}},
                             {"join", join, {1, 2}}}};
      PlanOptions options;
      options.ranges = {1};
      options.ring_bits = 64;
      const auto refused = compile(network, options);
      EXPECT_THAT(refused, Refused(ErrorCode::kOverflow,
                                   "layer 'join': its inputs are too far apart for one scale: "
                                   "'large' reaches"));
      EXPECT_EQ(refused.error().hint.find("ring_bits"), std::string::npos);
      options.ring_bits = 32;
      EXPECT_NE(compile(network, options).error().hint.find("ring_bits = 64"),
                std::string::npos);
    }
  }
}

/// Layers that add up all that they read: each multiplies what can be proven by 64.
Network explosive(int layers, bool relus) {
  constexpr std::uint32_t kWide = 64;
  Network network{kWide, {}};
  for (int i = 0; i < layers; ++i) {
    if (relus && i > 0) network.layers.push_back({"relu" + std::to_string(i), relu(kWide), {}});
    Conv conv{{kWide, 1, 1}, {kWide, 1, 1}, Window{}, 1, {}, std::vector<double>(kWide)};
    for (std::uint32_t k = 0; k < kWide * kWide; ++k) {
      conv.matrix.push_back(k % 3 == 0 ? 1.0 : k % 3 == 1 ? -1.0 : 0.5);
    }
    network.layers.push_back({"conv" + std::to_string(i), std::move(conv), {}});
  }
  return network;
}

std::vector<double> small_record(double size) {
  std::vector<double> record(64, 0.0);
  record[3] = size;
  return record;
}

TEST(PlannerGraph, ADeepNetworkIsCappedWhereItsBoundsLeaveTheRing) {
  const Network network = explosive(5, true);
  const auto compiled = compile(network, image_options());
  ASSERT_TRUE(compiled.has_value()) << render(compiled.error());
  ASSERT_FALSE(compiled->caps.empty());
  for (const Cap& cap : compiled->caps) {
    EXPECT_LT(cap.cap, cap.proven) << cap.layer;
    EXPECT_GE(cap.cap, 64);
    EXPECT_TRUE(cap.layer.starts_with("relu")) << cap.layer;
  }
  // No record, whatever it drives, leaves a width.
  for (const double size : {0.0, 1e-3, 0.5, 1.0}) {
    const auto input = encode(compiled->plan.input, std::vector<double>(64, size));
    const auto steps = reference_steps(compiled->plan, compiled->weights, *input);
    for (std::size_t step = 0; step < steps.size(); ++step) {
      for (const std::int64_t value : steps[step]) {
        ASSERT_LE(std::abs(static_cast<double>(value)), compiled->report[step].bound)
            << compiled->report[step].name;
      }
    }
  }
  PlanOptions wide = image_options();
  wide.ring_bits = 64;
  EXPECT_TRUE(compile(network, wide)->caps.empty());
  PlanOptions calibrated = image_options();
  calibrated.observed = observe(network, small_record(1.0 / 1024));
  const auto observed = compile(network, calibrated);
  ASSERT_TRUE(observed.has_value());
  EXPECT_TRUE(observed->caps.empty());
}

TEST(PlannerGraph, LayersWithoutReluBetweenThemAreTruncatedWhereTheyLeaveTheRing) {
  const Network network = explosive(2, false);
  PlanOptions options = image_options();
  options.input_bits = 12;
  options.weight_bits = 6;
  const auto compiled = compile(network, options);
  ASSERT_TRUE(compiled.has_value()) << render(compiled.error());
  EXPECT_TRUE(compiled->caps.empty());
  EXPECT_TRUE(std::any_of(
      compiled->plan.steps.begin(), compiled->plan.steps.end(),
      [](const Step& step) { return std::holds_alternative<ThresholdStep>(step.op); }));
  const auto record = small_record(0.75);
  EXPECT_THAT(run_plan(*compiled, record),
              testing::Pointwise(testing::DoubleNear(0.2), evaluate(network, record)));
}

TEST(PlannerGraph, ActivationsMadeOfSums) {
  std::mt19937 random(77);
  const Network leaky{6,
                      {{"fc", random_dense(6, 5, random), {}},
                       {"relu", relu(5), {1}},
                       {"negative", Sum{5, {-0.01}}, {1}},
                       {"relu of it", relu(5), {3}},
                       {"leaky", Sum{5, {1, -1}}, {2, 4}},
                       {"out", random_dense(5, 3, random), {}}}};
  const Network clipped{6,
                        {{"fc", random_dense(6, 5, random), {}},
                         {"relu", relu(5), {1}},
                         {"below", Sum{5, {-1}, 0.75}, {2}},
                         {"relu of it", relu(5), {3}},
                         {"clip", Sum{5, {-1}, 0.75}, {4}},
                         {"out", random_dense(5, 3, random), {}}}};
  std::uniform_real_distribution<double> feature(-1, 1);
  for (const Network* network : {&leaky, &clipped}) {
    PlanOptions options = image_options();
    options.input_bits = 12;
    options.weight_bits = 12;
    options.activation_bits = 10;
    const auto compiled = compile(*network, options);
    ASSERT_TRUE(compiled.has_value()) << render(compiled.error());
    for (int i = 0; i < 40; ++i) {
      std::vector<double> record(6);
      for (double& x : record) x = feature(random);
      EXPECT_THAT(run_plan(*compiled, record),
                  testing::Pointwise(testing::DoubleNear(0.02), evaluate(*network, record)));
    }
  }
}

TEST(PlannerGraph, NamesAMaxPoolThatComparesTooMuch) {
  const Image in{1, 256, 256};
  const Network network{
      1,
      {{"fc",
        Dense{1, 1 << 16, std::vector<double>(1 << 16, 1), std::vector<double>(1 << 16)},
        {}},
       {"pool", MaxPool{in, {1, 57, 57}, square(200)}, {}}}};
  EXPECT_THAT(compile(network, image_options()),
              Refused(ErrorCode::kUnsupported, "layer 'pool': the max-pools"));
}

}  // namespace
}  // namespace medisc
