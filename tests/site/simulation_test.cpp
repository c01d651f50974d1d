#include "site/simulation.hpp"

#include "plan/reference.hpp"
#include "tests/protocol/small_model.hpp"
#include "tests/site/three_sites.hpp"

namespace medisc::test {
namespace {

TEST(Simulation, RunsSessionAfterSession) {
  auto simulation = Simulation::make(small_plan(), small_weights());
  ASSERT_TRUE(succeeded(simulation));
  const std::vector<std::vector<std::int64_t>> records{{17, -64, 64}, {0, 1, 2}, {-5, 5, 9}};
  for (std::size_t count = 1; count <= records.size(); ++count) {
    const auto session = simulation->run(std::span(records).first(count));
    ASSERT_TRUE(succeeded(session));
    ASSERT_EQ(session->logits.size(), count);
    for (std::size_t i = 0; i < count; ++i) {
      EXPECT_EQ(session->logits[i], reference(small_plan(), small_weights(), records[i]));
    }
    EXPECT_GT(session->bytes_up, 0U);
    EXPECT_GT(session->bytes_down, 0U);
    EXPECT_GT(session->flights, 0U);
    ASSERT_EQ(session->layers.size(), small_plan().steps.size());
    std::uint64_t flights = 0;
    for (const SimulatedLayer& layer : session->layers) flights += layer.flights;
    EXPECT_EQ(flights, session->flights);
    EXPECT_EQ(session->layers[0].name, small_plan().steps[0].name);
  }
}

TEST(Simulation, RefusesWhatDoesNotFit) {
  EXPECT_TRUE(failed(Simulation::make({}, {}), ErrorCode::kBadInput));
  Weights weights = small_weights();
  weights[1].bias.pop_back();
  EXPECT_TRUE(failed(Simulation::make(small_plan(), weights), ErrorCode::kBadInput, "'fc2'"));
  weights.pop_back();
  EXPECT_TRUE(failed(Simulation::make(small_plan(), weights), ErrorCode::kBadInput, "'fc2'"));
  weights.resize(3);
  weights[1] = small_weights()[1];
  EXPECT_TRUE(failed(Simulation::make(small_plan(), weights), ErrorCode::kBadInput, "more"));
  auto simulation = Simulation::make(small_plan(), small_weights());
  ASSERT_TRUE(succeeded(simulation));
  const std::vector<std::vector<std::int64_t>> longer{{1, 2, 3, 4}};
  EXPECT_TRUE(failed(simulation->run(longer), ErrorCode::kBadInput, "4 features"));
  EXPECT_TRUE(failed(simulation->run({}), ErrorCode::kBadInput));
}

TEST(Simulation, BoundsASessionByItsMemory) {
  const auto simulation = Simulation::make(small_plan(), small_weights());
  ASSERT_TRUE(succeeded(simulation));
  EXPECT_EQ(simulation->records_a_session(8, std::uint64_t{1} << 30), 8U);
  EXPECT_EQ(simulation->records_a_session(8, 1), 1U);
}

}  // namespace
}  // namespace medisc::test
