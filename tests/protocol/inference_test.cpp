/// The exactness contract: the secure result is the reference's, bit for bit.
#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "model/input_encoding.hpp"
#include "model/planner.hpp"
#include "tests/protocol/inference_run.hpp"
#include "tests/protocol/random_model.hpp"

namespace medisc::test {
namespace {

RC_GTEST_PROP(Inference, IsTheReferenceForAnyPlan, ()) {
  const RandomModel model = arbitrary_model();
  RC_ASSERT(validate(model.plan).has_value());
  const auto batch = *rc::gen::inRange<std::size_t>(1, 6);
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  const auto records = random_records(model.plan, batch, seed);
  InferencePool pool(model.plan, model.weights, seed);
  RC_ASSERT(pool.run(records).logits == reference_batch(model.plan, model.weights, records));
}

/// Results at the very ends of every width: 1 x 1 layers that pass y = -2^(k-1), ...,
/// 2^(k-1)-1.
TEST(Inference, EdgesOfEveryWidth) {
  for (const std::uint32_t ring_bits : {8U, 16U, 32U, 64U}) {
    for (std::uint32_t width = 2; width <= ring_bits; ++width) {
      Plan plan;
      plan.ring_bits = ring_bits;
      plan.input = {1, 1, {0}};
      plan.steps = {{"fc1", 0, DenseStep{1, 1, width}},
                    {"relu", 0, ReluStep{1, width, (width - 2) / 2, ring_bits}},
                    {"fc2", 0, DenseStep{1, 1, ring_bits}}};
      const Weights weights{{{1}, {0}}, {{-1}, {3}}};
      const auto top = static_cast<std::int64_t>(width_mask<std::uint64_t>(width - 1));
      const std::vector<std::int64_t> records{0, 1, -1, top, top - 1, -top, -top - 1};
      InferencePool pool(plan, weights, width);
      ASSERT_EQ(pool.run(records).logits, reference_batch(plan, weights, records))
          << "ring " << ring_bits << " width " << width;
    }
  }
}

struct Compiled {
  std::uint32_t ring_bits;
  std::uint32_t input_bits;
  std::uint32_t weight_bits;
  std::uint32_t activation_bits;
};

Network random_network(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> weight(-1, 1);
  const auto layers = 1 + random() % 4;
  Network network;
  network.features = 1 + static_cast<std::uint32_t>(random() % 40);
  std::uint32_t inputs = network.features;
  for (std::uint64_t layer = 0; layer < layers; ++layer) {
    if (layer > 0) network.layers.push_back({"relu", Relu{inputs}});
    Dense dense{inputs, 1 + static_cast<std::uint32_t>(random() % 40), {}, {}};
    for (std::size_t i = 0; i < std::size_t{dense.inputs} * dense.outputs; ++i) {
      dense.matrix.push_back(weight(random) / std::sqrt(dense.inputs));
    }
    for (std::uint32_t o = 0; o < dense.outputs; ++o) dense.bias.push_back(weight(random));
    inputs = dense.outputs;
    network.layers.push_back({"fc", std::move(dense)});
  }
  return network;
}

class CompiledNetworks : public testing::TestWithParam<Compiled> {};

TEST_P(CompiledNetworks, AreTheReferenceOnEncodedRecords) {
  PlanOptions options;
  options.ring_bits = GetParam().ring_bits;
  options.input_bits = GetParam().input_bits;
  options.weight_bits = GetParam().weight_bits;
  options.activation_bits = GetParam().activation_bits;
  options.ranges = {1.0};
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    options.full_width = seed % 3 == 0;
    const Network network = random_network(seed);
    const CompiledModel model = expect_value(compile(network, options));
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> feature(-1, 1);
    std::vector<std::int64_t> records;
    const std::size_t batch = 1 + seed % 5;
    for (std::size_t b = 0; b < batch; ++b) {
      std::vector<double> record(network.features);
      for (double& x : record)
        x = b == 0 ? std::copysign(1.0, feature(random)) : feature(random);
      const auto encoded = expect_value(encode(model.plan.input, record));
      records.insert(records.end(), encoded.begin(), encoded.end());
    }
    InferencePool pool(model.plan, model.weights, seed);
    ASSERT_EQ(pool.run(records).logits, reference_batch(model.plan, model.weights, records))
        << "network " << seed;
  }
}

INSTANTIATE_TEST_SUITE_P(Ring, CompiledNetworks,
                         testing::Values(Compiled{16, 3, 3, 2}, Compiled{32, 8, 8, 6},
                                         Compiled{64, 16, 16, 14}),
                         [](const auto& row) {
                           return std::to_string(row.param.ring_bits) + "bits";
                         });

/// A pool's bundles serve any number of sessions, each its own.
TEST(Inference, OnePoolServesManySessions) {
  std::mt19937_64 random(3);
  const RandomModel model = make_random_model(
      [&](std::uint32_t lo, std::uint32_t hi) {
        return lo + static_cast<std::uint32_t>(random() % (hi - lo + 1));
      },
      32, 3);
  InferencePool pool(model.plan, model.weights, 3);
  for (std::size_t session = 0; session < 5; ++session) {
    const auto records = random_records(model.plan, 1 + session % 3, session);
    EXPECT_EQ(pool.run(records).logits, reference_batch(model.plan, model.weights, records));
  }
}

}  // namespace
}  // namespace medisc::test
