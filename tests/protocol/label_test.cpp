// Label-only output: the hospital gets the arg max, and nothing else reaches it.
#include <random>

#include <gtest/gtest.h>

#include "compiler/planner.hpp"
#include "plan/reference.hpp"
#include "protocol/traffic.hpp"
#include "tests/differential/cost_comparison.hpp"
#include "tests/differential/records.hpp"
#include "tests/protocol/bit_statistics.hpp"
#include "tests/protocol/inference_run.hpp"

namespace medisc::test {
namespace {

CompiledModel labelling(std::uint32_t ring_bits, std::uint32_t classes, bool hidden_layer,
                        std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> weight(-1, 1);
  const auto dense = [&](std::uint32_t inputs, std::uint32_t outputs) {
    Dense result{inputs, outputs, {}, std::vector<double>(outputs, 0.125)};
    for (std::uint32_t i = 0; i < inputs * outputs; ++i)
      result.matrix.push_back(weight(random));
    return result;
  };
  Network network{3, {}};
  if (hidden_layer) {
    network.layers.push_back({"hidden", dense(3, 4), {}});
    network.layers.push_back({"relu", relu(4), {}});
  }
  network.layers.push_back({"logits", dense(hidden_layer ? 4 : 3, classes), {}});
  PlanOptions options;
  options.ring_bits = ring_bits;
  options.ranges = {1};
  options.input_bits = 3;
  options.weight_bits = 3;
  options.activation_bits = 2;
  options.output = Output::kLabel;
  return expect_value(compile(network, options));
}

class Labels : public testing::TestWithParam<std::uint32_t> {};

TEST_P(Labels, EqualTheReferenceAtTheDeclaredCost) {
  for (std::uint32_t classes = 2; classes < 8; ++classes) {
    for (const bool hidden_layer : {false, true}) {
      const CompiledModel model = labelling(GetParam(), classes, hidden_layer, classes);
      const std::size_t batch = 1 + classes % 3;
      std::mt19937_64 random(classes);
      std::vector<std::int64_t> records(3 * batch);
      for (std::int64_t& value : records) value = static_cast<std::int64_t>(random() % 17) - 8;
      InferencePool pool(model.plan, model.weights, classes);
      const InferenceRun run = pool.run(records);
      ASSERT_EQ(run.logits, reference_batch(model.plan, model.weights, records));
      ASSERT_EQ(std::count(run.logits.begin(), run.logits.end(), 1),
                static_cast<std::ptrdiff_t>(batch));
      const auto cost = cost_disagreement(run, declared_traffic(pool.gates(), batch));
      ASSERT_FALSE(cost) << *cost;
    }
  }
}

/// A label at each of six positions: behind a convolution, or a dense layer.
CompiledModel labelling_pixels(std::uint32_t ring_bits, std::uint32_t classes, bool convolution,
                               std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> weight(-1, 1);
  const auto weights = [&](std::size_t count) {
    std::vector<double> matrix(count);
    for (double& w : matrix) w = weight(random);
    return matrix;
  };
  const std::uint32_t hidden = convolution ? 12 : classes * 6;
  Network network{3, {}};
  network.layers.push_back(
      {"first", Dense{3, hidden, weights(std::size_t{3} * hidden), weights(hidden)}, {}});
  if (convolution) {
    const Image in{2, 2, 3};
    const Image out{classes, 2, 3};
    network.layers.push_back({"relu", relu(hidden), {}});
    network.layers.push_back(
        {"logits",
         Conv{in, out, {}, 1, weights(std::size_t{2} * classes), weights(classes)},
         {}});
  }
  PlanOptions options;
  options.ring_bits = ring_bits;
  options.ranges = {1};
  options.input_bits = 3;
  options.weight_bits = 3;
  options.activation_bits = 2;
  options.output = Output::kLabel;
  options.manifest = plain_manifest(3, classes * 6);
  options.manifest->outcome.task = TaskKind::kMap;
  options.manifest->outcome.shape = {classes, 2, 3};
  return expect_value(compile(network, options));
}

TEST_P(Labels, OfPixelsEqualTheReferenceAtTheDeclaredCost) {
  for (std::uint32_t classes = 1; classes < 6; ++classes) {
    for (const bool convolution : {false, true}) {
      const CompiledModel model = labelling_pixels(GetParam(), classes, convolution, classes);
      const std::size_t batch = 1 + classes % 3;
      std::mt19937_64 random(classes);
      std::vector<std::int64_t> records(3 * batch);
      for (std::int64_t& value : records) value = static_cast<std::int64_t>(random() % 17) - 8;
      InferencePool pool(model.plan, model.weights, classes);
      const InferenceRun run = pool.run(records);
      ASSERT_EQ(run.logits, reference_batch(model.plan, model.weights, records));
      const auto ones = std::count(run.logits.begin(), run.logits.end(), 1);
      const auto pixels = static_cast<std::ptrdiff_t>(6 * batch);
      ASSERT_TRUE(classes > 1 ? ones == pixels : ones <= pixels);
      const auto cost = cost_disagreement(run, declared_traffic(pool.gates(), batch));
      ASSERT_FALSE(cost) << *cost;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Rings, Labels, testing::Values(32, 64));

/// What the service sends, over many runs on one record: every bit is uniform, no two go
/// together, whatever the logits. The last message alone says something, and that is one share
/// of one small number a class: with the hospital's own it is 1 at the label, 0 elsewhere.
TEST(LabelOnly, AllElseThatTheHospitalReceivesIsRandom) {
  constexpr std::size_t kRuns = 4096;
  constexpr std::uint32_t kClasses = 2;
  const CompiledModel model = labelling(32, kClasses, false, 5);
  const std::vector<std::int64_t> record{5, -3, 8};
  const std::vector<std::int64_t> label = reference(model.plan, model.weights, record);
  std::vector<Channel> received;
  for (std::uint64_t series = 0; series < kRuns; ++series) {
    InferencePool pool(model.plan, model.weights, series);
    const InferenceRun run = pool.run(record);
    ASSERT_EQ(run.logits, label);
    const Traffic declared = declared_traffic(pool.gates(), 1);
    std::size_t at = 0;
    for (std::size_t i = 0; i < run.crossings.size(); ++i) {
      if (run.crossings[i].sender == Party::kHospital) continue;
      if (at == received.size()) received.push_back({"down", declared.messages[i].bits, {}});
      received[at++].samples.push_back(run.crossings[i].payload);
    }
  }
  EXPECT_EQ(received.back().bits, kClasses * model.plan.output_width());
  EXPECT_EQ(model.plan.output_width(), 2U);

  const std::vector<Column> columns = columns_of(received);
  for (std::size_t a = 0; a < columns.size(); ++a) {
    ASSERT_LT(deviation(columns[a]), kLimit) << "bit " << a;
    for (std::size_t b = 0; b < a; ++b) {
      ASSERT_LT(deviation(columns[a], &columns[b]), kLimit) << "bits " << b << " and " << a;
    }
  }
}

}  // namespace
}  // namespace medisc::test
