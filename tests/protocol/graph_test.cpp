// Networks of images, in memory, against the reference and the declared costs.
#include <gtest/gtest.h>

#include "protocol/traffic.hpp"
#include "tests/protocol/inference_run.hpp"
#include "tests/protocol/random_graph.hpp"
#include "tests/protocol/random_model.hpp"

namespace medisc::test {
namespace {

/// The integers that the plan's input encoding allows.
std::vector<std::int64_t> small_records(const Plan& plan, std::size_t batch,
                                        std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::int64_t> records(batch * plan.input.features);
  for (std::int64_t& value : records) value = static_cast<std::int64_t>(random() % 9) - 4;
  return records;
}

class Graphs : public testing::TestWithParam<std::uint32_t> {};

TEST_P(Graphs, EqualTheReferenceAtTheDeclaredCost) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE("ring " + std::to_string(GetParam()) + ", seed " + std::to_string(seed));
    GraphMaker maker(GetParam(), seed);
    const RandomGraph graph = maker.make();
    ASSERT_TRUE(validate(graph.plan)) << render(validate(graph.plan).error());
    const std::size_t batch = 1 + seed % 3;
    const auto records = small_records(graph.plan, batch, seed);
    InferencePool pool(graph.plan, graph.weights, seed);
    const InferenceRun run = pool.run(records);
    ASSERT_EQ(run.logits, reference_batch(graph.plan, graph.weights, records));

    const Traffic declared = declared_traffic(pool.gates(), batch);
    ASSERT_EQ(run.crossings.size(), declared.messages.size());
    for (std::size_t i = 0; i < run.crossings.size(); ++i) {
      ASSERT_EQ(run.crossings[i].payload.size(), declared.messages[i].bytes())
          << "message " << i;
    }
    ASSERT_EQ(run.flights, declared.flights());
  }
}

/// Records as large as can be: every layer wraps, and so does the reference.
TEST_P(Graphs, EqualTheReferenceBeyondEveryWidth) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE("ring " + std::to_string(GetParam()) + ", seed " + std::to_string(seed));
    GraphMaker maker(GetParam(), seed);
    const RandomGraph graph = maker.make();
    const auto records = random_records(graph.plan, 1 + seed % 3, seed);
    InferencePool pool(graph.plan, graph.weights, seed);
    ASSERT_EQ(pool.run(records).logits, reference_batch(graph.plan, graph.weights, records));
  }
}

INSTANTIATE_TEST_SUITE_P(Rings, Graphs, testing::Values(16, 32, 64));

}  // namespace
}  // namespace medisc::test
