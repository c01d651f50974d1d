#include "compiler/planner.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include <gmock/gmock.h>

#include "plan/input_encoding.hpp"
#include "plan/reference.hpp"
#include "tests/compiler/test_networks.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

Network random_network(std::mt19937& random) {
  return Network{5,
                 {{"fc1", random_dense(5, 7, random)},
                  {"relu1", relu(7)},
                  {"fc2", random_dense(7, 6, random)},
                  {"relu2", relu(6)},
                  {"fc3", random_dense(6, 3, random)}}};
}

std::vector<double> random_record(const std::vector<double>& ranges, bool corner,
                                  std::mt19937& random) {
  std::vector<double> record;
  std::uniform_real_distribution<double> inside(-1, 1);
  for (const double range : ranges) {
    const double x = inside(random);
    record.push_back(corner ? std::copysign(range, x) : range * x);
  }
  return record;
}

TEST(Planner, NoRecordInsideTheRangesExceedsABound) {
  std::mt19937 random(7);
  for (int round = 0; round < 60; ++round) {
    PlanOptions options;
    options.ranges = {1, 16, 4, 1024, 0.125};
    options.ring_bits = 64;
    options.weight_bits = 4 + static_cast<std::uint32_t>(round) % 12;
    const auto compiled = compile(random_network(random), options);
    ASSERT_TRUE(compiled.has_value()) << render(compiled.error());
    for (int i = 0; i < 50; ++i) {
      const auto record = random_record(options.ranges, i % 2 == 0, random);
      const auto input = encode(compiled->plan.input, record);
      ASSERT_TRUE(input.has_value());
      const auto steps = reference_steps(compiled->plan, compiled->weights, *input);
      for (std::size_t step = 0; step < steps.size(); ++step) {
        const StepReport& report = compiled->report[step];
        for (const std::int64_t value : steps[step]) {
          ASSERT_LE(std::abs(static_cast<double>(value)), report.bound) << report.name;
          ASSERT_LT(std::abs(static_cast<double>(value)), std::ldexp(1, int(report.width) - 1));
        }
      }
    }
  }
}

TEST(Planner, IsCloseToTheFloatNetwork) {
  std::mt19937 random(8);
  for (int round = 0; round < 20; ++round) {
    const Network network = random_network(random);
    PlanOptions options;
    options.ranges = {1, 16, 4, 1024, 0.125};
    options.ring_bits = 64;
    options.input_bits = options.weight_bits = options.activation_bits = 20;
    const auto compiled = compile(network, options);
    ASSERT_TRUE(compiled.has_value());
    const auto record = random_record(options.ranges, false, random);
    const auto logits = decode_logits(
        compiled->plan,
        reference(compiled->plan, compiled->weights, *encode(compiled->plan.input, record)));
    EXPECT_THAT(logits,
                testing::Pointwise(testing::DoubleNear(0.02), evaluate(network, record)));
  }
}

TEST(Planner, PlanAndReportAgree) {
  std::mt19937 random(9);
  PlanOptions options;
  const Network network = random_network(random);
  options.manifest = plain_manifest(network.features, network.outputs(), {"a", "b", "c"});
  const Precision precision{12, 8, 9};
  options.input_bits = precision.input_bits;
  options.activation_bits = precision.activation_bits;
  options.weight_bits = precision.weight_bits;
  const auto compiled = compile(network, options);
  ASSERT_TRUE(compiled.has_value());
  const Plan& plan = compiled->plan;
  EXPECT_TRUE(validate(plan).has_value());
  EXPECT_EQ(plan.manifest, options.manifest);
  EXPECT_EQ(plan.weights_tag, (std::array<std::uint8_t, 16>{}));
  ASSERT_EQ(compiled->weights.size(), 3U);
  ASSERT_EQ(compiled->report.size(), plan.steps.size());
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const StepReport& report = compiled->report[i];
    EXPECT_EQ(report.name, plan.steps[i].name);
    EXPECT_EQ(report.op, op_name(plan.steps[i]));
    EXPECT_EQ(report.scale, plan.steps[i].scale);
    EXPECT_EQ(report.width % 2, 0U);
    EXPECT_LE(report.proven_bits, report.width);
    if (const auto* relu = std::get_if<ThresholdStep>(&plan.steps[i].op)) {
      EXPECT_EQ(report.shift, relu->shift);
      EXPECT_EQ(report.width, relu->output_width);
      EXPECT_EQ(relu->width, compiled->report[i - 1].width);
      EXPECT_EQ(report.scale, static_cast<std::int32_t>(precision.activation_bits));
    } else {
      EXPECT_THAT(report.weight_bits,
                  testing::AnyOf(precision.weight_bits, precision.weight_bits + 1));
      EXPECT_LE(report.width - report.proven_bits, 1U);
    }
  }
}

TEST(Planner, FullWidthTellsNothing) {
  std::mt19937 random(10);
  PlanOptions options;
  options.full_width = true;
  const auto compiled = compile(random_network(random), options);
  ASSERT_TRUE(compiled.has_value());
  for (const StepReport& report : compiled->report) EXPECT_EQ(report.width, 32U);
  EXPECT_TRUE(validate(compiled->plan).has_value());
}

TEST(Planner, TagFollowsTheKey) {
  std::mt19937 random(11);
  const Network network = random_network(random);
  PlanOptions options;
  options.tag_key = Seed::random();
  const auto first = compile(network, options);
  const auto again = compile(network, options);
  options.tag_key = Seed::random();
  const auto other = compile(network, options);
  EXPECT_EQ(first->plan, again->plan);
  EXPECT_NE(first->plan.weights_tag, other->plan.weights_tag);
  EXPECT_NE(hash_of(first->plan), hash_of(other->plan));
}

TEST(Planner, OverflowNamesTheLayerAndTheBits) {
  const Network network{
      1,
      {{"small", Dense{1, 1, {1}, {0}}}, {"relu", relu(1)}, {"large", Dense{1, 1, {1}, {0}}}}};
  PlanOptions options;
  options.ranges = {1};
  options.input_bits = 16;
  options.weight_bits = 14;
  options.activation_bits = 14;
  EXPECT_TRUE(compile(network, options).has_value());
  options.activation_bits = 22;
  const auto refused = compile(network, options);
  EXPECT_THAT(refused, Refused(ErrorCode::kOverflow,
                               "layer 'large': its result needs 38 bits, and the ring has 32"));
  EXPECT_THAT(refused.error().hint, testing::HasSubstr("ring_bits = 64"));
}

TEST(Planner, OverflowOfABias) {
  const Network network{1, {{"fc", Dense{1, 1, {0}, {1e300}}}}};
  PlanOptions options;
  options.ring_bits = 64;
  options.weight_bits = 24;
  options.input_bits = 52;
  EXPECT_THAT(compile(network, options), Refused(ErrorCode::kOverflow, "layer 'fc': a bias"));
}

TEST(Planner, AWidthHoldsWhatTheLayerReads) {
  // fc2 gives at most 1, and reads values of many bits.
  const Network network{
      1, {{"fc1", Dense{1, 1, {1}, {0}}}, {"relu", relu(1)}, {"fc2", Dense{1, 1, {0}, {0}}}}};
  const auto compiled = compile(network, PlanOptions{});
  ASSERT_TRUE(compiled.has_value());
  EXPECT_GE(compiled->report[1].width, compiled->report[1].proven_bits);
  EXPECT_EQ(compiled->report[2].proven_bits, 2U);
}

TEST(Planner, SmallResultsKeepTheirPrecision) {
  const Network network{1,
                        {{"fc1", Dense{1, 1, {0x1p-20}, {0}}},
                         {"relu", relu(1)},
                         {"fc2", Dense{1, 1, {0x1p20}, {0}}}}};
  const auto compiled = compile(network, PlanOptions{});
  ASSERT_TRUE(compiled.has_value());
  const auto input = encode(compiled->plan.input, std::vector<double>{5.0});
  const auto logits =
      decode_logits(compiled->plan, reference(compiled->plan, compiled->weights, *input));
  EXPECT_NEAR(logits[0], 5.0, 0.1);
}

TEST(Planner, RefusesWhatIsNotInNormalForm) {
  const Dense dense{1, 1, {1}, {0}};
  const auto check = [](std::vector<Layer> layers) {
    return compile(Network{1, std::move(layers)}, PlanOptions{});
  };
  EXPECT_THAT(check({}), Refused(ErrorCode::kUnsupported, "no layers"));
  EXPECT_THAT(check({{"r", relu(1)}}), Refused(ErrorCode::kUnsupported, "layer 'r'"));
  const Image image{1, 1, 1};
  for (const auto& op : {decltype(Layer::op)(SumPool{image, image, {}, 1}),
                         decltype(Layer::op)(MaxPool{image, image, {}})}) {
    EXPECT_THAT(check({{"p", op}, {"a", dense}}),
                Refused(ErrorCode::kUnsupported, "layer 'p'"));
  }
  EXPECT_THAT(check({{"a", dense}, {"s", Sum{1, {1, 1}}, {0, 1}}}),
              Refused(ErrorCode::kUnsupported, "layer 's'"));
  EXPECT_THAT(check({{"a", dense}, {"n", Affine{1, {2}, {0}}}}),
              Refused(ErrorCode::kUnsupported, "layer 'n'"));
  EXPECT_THAT(check({{"a", dense}, {"p", SumPool{image, image, {}, 3}}}),
              Refused(ErrorCode::kUnsupported, "layer 'p'"));
}

TEST(Planner, RefusesBadOptions) {
  std::mt19937 random(12);
  PlanOptions options;
  const Network network = random_network(random);
  options.manifest = plain_manifest(network.features, network.outputs(), {"only one"});
  EXPECT_THAT(compile(network, options), Refused(ErrorCode::kBadInput, "labels has 1 entries"));
}

/// Bounds of 2^300 would wrap.
TEST(Planner, ChainsOfLargeFactorsLeaveTheRing) {
  Network network{1, {{"fc", Dense{1, 1, {1}, {0}}, {}}}};
  for (std::uint32_t i = 0; i < 8; ++i) {
    network.layers.push_back({"s", Sum{1, {0x1p60, 1}, 0}, {i + 1, i + 1}});
  }
  PlanOptions options;
  options.ranges = {1};
  for (const std::uint32_t ring : {32, 64}) {
    options.ring_bits = ring;
    EXPECT_THAT(compile(network, options),
                Refused(ErrorCode::kOverflow, "layer 's': its result"));
  }
}

TEST(Planner, ScalesOutOfRangeAreAnOverflow) {
  Network network{1, {}};
  for (int i = 0; i < 8; ++i) {
    network.layers.push_back({"fc", Dense{1, 1, {1e-300}, {0}}, {}});
    network.layers.push_back({"r", relu(1), {}});
  }
  PlanOptions options;
  options.ranges = {1};
  EXPECT_THAT(compile(network, options), Refused(ErrorCode::kOverflow, "its scale"));
}

/// Rounding raises bounds that lie below zero, so that fewer bits hold them than are cut off.
TEST(Planner, DeadReluIsPlanned) {
  PlanOptions options;
  options.ranges = {1};
  options.activation_bits = 0;
  for (double bias = -0.02; bias > -1; bias *= 1.1) {
    const Network network{1,
                          {{"fc", Dense{1, 1, {-0.01}, {bias}}, {}},
                           {"r", relu(1), {}},
                           {"out", Dense{1, 1, {1}, {0.5}}, {}}}};
    const auto model = compile(network, options);
    ASSERT_TRUE(model.has_value()) << bias << ": " << render(model.error());
    const auto logits =
        reference(model->plan, model->weights, *encode(model->plan.input, {{1}}));
    EXPECT_NEAR(decode_logits(model->plan, logits)[0], 0.5, 0.01);
  }
}

/// An offset that takes back a bias is wider than the result.
TEST(Planner, OffsetsBeyondTheWidthArePlanned) {
  PlanOptions options;
  options.ranges = {1};
  const Network network{1,
                        {{"fc", Dense{1, 1, {0.01}, {-10}}, {}},
                         {"s", Sum{1, {1}, 10}, {1}},
                         {"r", relu(1), {}},
                         {"out", Dense{1, 1, {100}, {0}}, {}}}};
  const auto model = compile(network, options);
  ASSERT_TRUE(model.has_value()) << render(model.error());
  for (const double x : {-1.0, 0.25, 1.0}) {
    const auto logits =
        reference(model->plan, model->weights, *encode(model->plan.input, {{x}}));
    EXPECT_NEAR(decode_logits(model->plan, logits)[0], std::max(x, 0.0), 0.3);
  }
}

}  // namespace
}  // namespace medisc
