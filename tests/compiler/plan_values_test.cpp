#include "compiler/plan_values.hpp"

#include <gtest/gtest.h>

#include "compiler/planner.hpp"
#include "plan/input_encoding.hpp"
#include "plan/reference.hpp"
#include "tests/compiler/test_networks.hpp"

namespace medisc {
namespace {

void expect_reference(const CompiledModel& model, const std::vector<std::int64_t>& record,
                      const std::string& name) {
  const auto tensors = PlanValues(model.plan, model.weights).tensors(record);
  const auto steps = reference_steps(model.plan, model.weights, record);
  ASSERT_EQ(tensors.size(), steps.size() + 1);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const std::vector<double> expected(steps[i].begin(), steps[i].end());
    EXPECT_EQ(tensors[i + 1], expected) << name << ", step " << i;
  }
}

TEST(PlanValues, AreTheReferenceForEveryKindOfStep) {
  std::mt19937 random(11);
  for (const std::uint32_t ring_bits : {32U, 64U}) {
    for (const auto& [name, network] : random_image_networks(random)) {
      PlanOptions options;
      options.ranges = {1};
      options.ring_bits = ring_bits;
      const auto model = compile(network, options);
      ASSERT_TRUE(model.has_value()) << name;
      for (int i = 0; i < 4; ++i) {
        const auto record = encode(model->plan.input, random_image(i == 0, random));
        expect_reference(*model, *record, name);
      }
    }
  }
}

/// What leaves a width wraps, as it does in the protocol.
TEST(PlanValues, AreTheReferenceBeyondACalibratedWidth) {
  std::mt19937 random(12);
  for (const auto& [name, network] : random_image_networks(random)) {
    PlanOptions options;
    options.ranges = {1};
    options.observed.assign(network.layers.size() + 1, 1e-3);
    options.margin_bits = 0;
    const auto model = compile(network, options);
    ASSERT_TRUE(model.has_value()) << name;
    const auto record = encode(model->plan.input, random_image(true, random));
    expect_reference(*model, *record, name);
  }
}

/// Sums beyond 2^53, which doubles would round.
TEST(PlanValues, AreTheReferenceWhereDoublesWouldRound) {
  const Network network{2,
                        {{"a", Dense{2, 2, {1, -1, 1, 1}, {0, 0.5}}},
                         {"r", relu(2)},
                         {"b", Dense{2, 1, {1, 1}, {0}}}}};
  PlanOptions options;
  options.ring_bits = 64;
  options.ranges = {1};
  options.input_bits = 36;
  options.weight_bits = 24;
  options.activation_bits = 30;
  const auto model = compile(network, options);
  ASSERT_TRUE(model.has_value()) << render(model.error());
  const std::vector<double> record{0.123456789, 0.987654321};
  expect_reference(*model, *encode(model->plan.input, record), "wide");
}

}  // namespace
}  // namespace medisc
