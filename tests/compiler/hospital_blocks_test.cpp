/// The blocks that networks of hospital size are made of, calibrated.
#include <gtest/gtest.h>

#include "compiler/calibration.hpp"
#include "compiler/fitting.hpp"
#include "compiler/plan_values.hpp"
#include "compiler/precision.hpp"
#include "compiler/samples.hpp"
#include "plan/input_encoding.hpp"
#include "plan/reference.hpp"
#include "tests/compiler/test_networks.hpp"

namespace medisc {
namespace {

constexpr double kRange[] = {1.0};
constexpr double kLeast[] = {-1.0};
constexpr std::size_t kRecords = 24;

PlanOptions calibrated(const Network& network, const std::vector<double>& records) {
  PlanOptions options;
  options.ranges = {kRange[0]};
  options.widen_ring = true;
  options.observed = observe(network, records);
  return options;
}

TEST(HospitalBlocks, AreFaithfulIn32Bits) {
  std::mt19937 random(31);
  for (const auto& [name, network] : hospital_blocks(random)) {
    Samples samples{drawn_records(network, kLeast, kRange, kRecords), {}, false};
    const PlanOptions options = calibrated(network, samples.records);
    const auto found =
        compile_measured(network, options, samples, MeasuredTask{TaskKind::kNumber, 1, {}});
    ASSERT_TRUE(found.has_value()) << name << ": " << render(found.error());
    EXPECT_EQ(found->plan.ring_bits, 32U) << name;
    EXPECT_TRUE(meets(*found->fidelity, {}).has_value()) << name;
    EXPECT_EQ(found->fidelity->layers.size(), found->plan.steps.size()) << name;
  }
}

TEST(HospitalBlocks, AreMeasuredAsTheReferenceComputes) {
  std::mt19937 random(32);
  for (const auto& [name, network] : hospital_blocks(random)) {
    const std::vector<double> records = drawn_records(network, kLeast, kRange, kRecords);
    const auto found = compile_measured(network, calibrated(network, records),
                                        Samples{records, {}, false}, MeasuredTask{});
    ASSERT_TRUE(found.has_value()) << name << ": " << render(found.error());
    const auto encoded = encode(found->plan.input, std::span(records).first(network.features));
    ASSERT_TRUE(encoded.has_value()) << name;
    const auto values = PlanValues(found->plan, found->weights).tensors(*encoded);
    const auto exact = reference_steps(found->plan, found->weights, *encoded);
    for (std::size_t i = 0; i < exact.size(); ++i) {
      EXPECT_EQ(values[i + 1], std::vector<double>(exact[i].begin(), exact[i].end()))
          << name << ", step " << i;
    }
  }
}

/// Attempts change what they touch: without calibration every block needs caps, and each of
/// their attempts would round all weights anew.
TEST(HospitalBlocks, AttemptsRoundFewWeightsAnew) {
  std::mt19937 random(33);
  for (const auto& [name, network] : hospital_blocks(random)) {
    PlanOptions options;
    options.ranges = {1.0};
    auto planning = prepare_planning(network, *checked_options(network, options));
    Draft draft = plain_draft(planning.network);
    RoundedLayers layers;
    const Fitted first = fit(draft, planning.options, layers);
    ASSERT_TRUE(first.compiled.has_value()) << name << render(first.compiled.error());
    const std::size_t rounded = layers.rounded();
    const Fitted again = fit(std::move(draft), planning.options, layers);
    EXPECT_LE(layers.rounded(), rounded + network.layers.size()) << name;
    EXPECT_EQ(again.compiled->plan, first.compiled->plan) << name;
    EXPECT_EQ(again.compiled->weights, first.compiled->weights) << name;
  }
}

}  // namespace
}  // namespace medisc
