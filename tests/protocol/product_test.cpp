/// The product of two secrets: exact from shares to shares, wherever its factors come from.
#include <gtest/gtest.h>

#include "plan/reference.hpp"
#include "protocol/traffic.hpp"
#include "tests/protocol/inference_run.hpp"
#include "tests/protocol/masking/randomness.hpp"

namespace medisc::test {
namespace {

Weights any_weights(const Plan& plan, std::uint64_t number) {
  Weights weights;
  for (const Step& step : plan.steps) {
    if (weight_count(step) == 0) continue;
    LinearWeights own;
    for (std::uint64_t i = 0; i < weight_count(step); ++i) {
      own.matrix.push_back(static_cast<std::int32_t>(mixed(number++) % 64) - 32);
    }
    own.bias.assign(result_size(step), 5);
    weights.push_back(std::move(own));
  }
  return weights;
}

/// Both factors linear, so revealed ahead; one of them after a ReLU, live; both live; a square.
std::vector<Plan> plans(std::uint32_t ring_bits, std::uint32_t width, std::uint32_t runs) {
  Plan plan;
  plan.ring_bits = ring_bits;
  plan.input = {3, 6, {0}};
  plan.steps = {{"a", 0, DenseStep{3, 6, width}},
                {"b", 0, DenseStep{3, runs, width}, {0}},
                {"live a", 0, relu_step(6, width, 0, width), {1}},
                {"live b", 0, relu_step(runs, width, 0, width, 4), {2}},
                {"product", 0, ProductStep{6, runs, width}, {1, 2}}};
  std::vector<Plan> plans{plan};
  for (const std::vector<std::uint32_t>& inputs :
       std::vector<std::vector<std::uint32_t>>{{1, 4}, {3, 2}, {3, 4}}) {
    plans.push_back(plan);
    plans.back().steps.back().inputs = inputs;
  }
  plans.push_back(plan);
  plans.back().steps.back() = {"square", 0, ProductStep{6, 6, width}, {3, 3}};
  return plans;
}

TEST(Product, IsExactFromSharesToShares) {
  std::uint64_t number = 0;
  for (const std::uint32_t ring_bits : {32U, 64U}) {
    for (const std::uint32_t width : {2U, 7U, 24U, 31U, ring_bits}) {
      for (const std::uint32_t runs : {1U, 2U, 6U}) {
        for (const Plan& plan : plans(ring_bits, width, runs)) {
          ASSERT_TRUE(validate(plan)) << render(validate(plan).error());
          const Weights weights = any_weights(plan, ++number);
          std::vector<std::int64_t> records;
          std::vector<std::int64_t> expected;
          for (std::size_t record = 0; record < 3; ++record) {
            const std::vector<std::int64_t> x{static_cast<std::int64_t>(number % 64), -64, 17};
            records.insert(records.end(), x.begin(), x.end());
            const auto z = reference(plan, weights, x);
            expected.insert(expected.end(), z.begin(), z.end());
            ++number;
          }
          InferencePool pool(plan, weights, number);
          ASSERT_EQ(pool.run(records).logits, expected)
              << "ring " << ring_bits << " width " << width << " runs " << runs;
        }
      }
    }
  }
}

TEST(Product, TakesTwoFlightsAndRevealsEachFactorOnce) {
  const auto shapes = plans(32, 24, 2);
  const std::vector<std::uint64_t> up{0, 2 * 24, 6 * 24, 8 * 24, 12 * 24};
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const Gates gates = make_gates(shapes[i]);
    const Traffic traffic = declared_traffic(gates, 1);
    const std::uint64_t revealed = i + 1 == shapes.size() ? 12 * 24 : 8 * 24;
    EXPECT_EQ(traffic.steps.back().bits_up, up[i]) << i;
    // And the service's share of the result.
    EXPECT_EQ(traffic.steps.back().bits_down, revealed + 6 * 24) << i;
    EXPECT_EQ(correction_bits(std::get<ProductGate>(gates.back())), 6U * 24);
  }
}

}  // namespace
}  // namespace medisc::test
