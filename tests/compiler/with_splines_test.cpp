#include "compiler/with_splines.hpp"

#include <cmath>
#include <random>

#include <gmock/gmock.h>

#include "compiler/compilable.hpp"
#include "compiler/precision.hpp"
#include "plan/reference.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

constexpr std::uint32_t kFeatures = 6;
constexpr std::uint32_t kHidden = 12;

Dense drawn_dense(std::uint32_t inputs, std::uint32_t outputs, std::mt19937& random) {
  std::normal_distribution<double> weight(0, 1 / std::sqrt(double{1} * inputs));
  Dense dense{inputs, outputs, {}, {}};
  for (std::uint32_t i = 0; i < inputs * outputs; ++i) dense.matrix.push_back(weight(random));
  for (std::uint32_t i = 0; i < outputs; ++i) dense.bias.push_back(weight(random));
  return dense;
}

/// Two layers of `function`.
Network smooth_network(RealFunction function) {
  std::mt19937 random(5);
  return {kFeatures,
          {{"fc1", drawn_dense(kFeatures, kHidden, random)},
           {"act1", Smooth{kHidden, function}},
           {"fc2", drawn_dense(kHidden, kHidden, random)},
           {"act2", Smooth{kHidden, function}},
           {"fc3", drawn_dense(kHidden, 3, random)}}};
}

Samples samples_for(const Network& network, std::size_t count) {
  std::mt19937 random(6);
  std::normal_distribution<double> feature(0, 1);
  Samples samples;
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<double> record;
    for (std::uint32_t k = 0; k < network.features; ++k) record.push_back(feature(random));
    const std::vector<double> results = evaluate(network, record);
    samples.records.insert(samples.records.end(), record.begin(), record.end());
    samples.results.insert(samples.results.end(), results.begin(), results.end());
  }
  return samples;
}

TEST(WithSplines, LeavesNoSmoothLayer) {
  const Network network = smooth_network([](double x) { return std::tanh(x); });
  const auto splined = with_splines(network, samples_for(network, 50), {});
  ASSERT_TRUE(splined.has_value());
  EXPECT_FALSE(has_smooth(*splined));
  for (const std::size_t layer : {1U, 3U}) {
    const auto& spline = std::get<Activation>(splined->layers[layer].op);
    ASSERT_TRUE(spline.spline.has_value());
    EXPECT_EQ(std::exp2(std::round(std::log2(spline.spline->reach))), spline.spline->reach);
    EXPECT_LT(spline.spline->error, 0.1);
  }
}

TEST(WithSplines, PlansAreFaithfulAndTellTheirSplines) {
  for (const RealFunction& function :
       {RealFunction(sigmoid), RealFunction([](double x) { return x * sigmoid(x); }),
        RealFunction([](double x) { return x >= 0 ? x : std::expm1(x); })}) {
    const Network network = *compilable(smooth_network(function), "sample");
    PlanOptions options;
    options.ranges = {8};
    const auto model = compile_measured(network, options, samples_for(network, 200), {});
    ASSERT_TRUE(model.has_value()) << render(model.error());
    const auto close = meets(*model->fidelity, {});
    EXPECT_TRUE(close.has_value()) << render(close.error());
    ASSERT_EQ(model->plan.splines.size(), 2U);
    EXPECT_EQ(model->plan.splines[0].step, "act1");
    EXPECT_GT(model->plan.splines[0].error, 0);
    EXPECT_GT(model->plan.splines[1].reach, 0);
  }
}

/// Calibrated widths hold the thresholds of a spline as well.
TEST(WithSplines, CalibratedGatesAreOneEach) {
  const Network network = *compilable(smooth_network(sigmoid), "sample");
  const Samples samples = samples_for(network, 100);
  PlanOptions options;
  options.ranges = {8};
  options.observed.assign(network.layers.size() + 1, 4.0);
  const auto model = compile_measured(network, options, samples, {});
  ASSERT_TRUE(model.has_value()) << render(model.error());
  EXPECT_EQ(model->plan.steps.size(), 5U);
  EXPECT_TRUE(meets(*model->fidelity, {}).has_value());
}

TEST(WithSplines, WithoutSamplesTheyFollowDrawnRecords) {
  const Network network = *compilable(smooth_network(sigmoid), "sample");
  const auto model = compile(network, {});
  ASSERT_TRUE(model.has_value()) << render(model.error());
  EXPECT_EQ(model->plan.splines.size(), 2U);
}

TEST(WithSplines, AFunctionWithoutValuesIsRefusedByName) {
  const Network network = smooth_network([](double x) { return std::exp(400 * x); });
  EXPECT_THAT(with_splines(network, std::vector<double>{8.0}),
              Refused(ErrorCode::kUnsupported, "layer 'act1': no piecewise linear function"));
}

}  // namespace
}  // namespace medisc
