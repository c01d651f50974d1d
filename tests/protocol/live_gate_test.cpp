// Gates whose inputs depend on the record, so that nothing of them goes ahead: what either
// party receives is random all the same.
#include <gtest/gtest.h>

#include "plan/reference.hpp"
#include "protocol/traffic.hpp"
#include "tests/protocol/bit_statistics.hpp"
#include "tests/protocol/inference_run.hpp"

namespace medisc::test {
namespace {

constexpr std::size_t kRuns = 1024;
const std::vector<std::int64_t> kRecord{17, -64, 64};

/// A ReLU of a ReLU, the first by a tree, the second by a chain.
Plan live_plan() {
  Plan plan;
  plan.ring_bits = 32;
  plan.input = {3, 6, {0}};
  plan.steps = {{"fc1", 20, DenseStep{3, 1, 26}},
                {"relu1", 5, relu_step(1, 26, 15, 13)},
                {"relu2", 5, relu_step(1, 13, 0, 13, 4)},
                {"fc2", 8, DenseStep{1, 2, 13}}};
  return plan;
}

Weights live_weights() {
  return {{{9000, -3000, 7001}, {400}}, {{1, -2}, {6, -6}}};
}

struct View {
  std::vector<Channel> channels;
  std::size_t next = 0;

  void add(const char* name, std::size_t bits, const Bytes& sample) {
    if (next == channels.size()) channels.push_back({name, bits, {}});
    channels[next++].samples.push_back(sample);
  }
};

std::pair<View, View> views_of_runs() {
  View hospital;
  View service;
  for (std::uint64_t series = 0; series < kRuns; ++series) {
    InferencePool pool(live_plan(), live_weights(), series);
    const Gates& gates = pool.gates();
    EXPECT_FALSE(std::get<ThresholdGate>(gates[1]).reveal.live);
    EXPECT_TRUE(std::get<ThresholdGate>(gates[2]).reveal.live);
    const Bundles bundles = pool.deal(1);
    const InferenceRun run = pool.run(bundles, kRecord);
    EXPECT_EQ(run.logits, reference(live_plan(), live_weights(), kRecord));
    const Traffic declared = declared_traffic(gates, 1);
    std::size_t corrections = 0;
    for (const Gate& gate : gates) {
      corrections += std::visit([](const auto& kind) { return correction_bits(kind); }, gate);
    }
    hospital.next = service.next = 0;
    hospital.add("masked weights", 3 * 26 + 2 * 13, pool.masked_weights());
    service.add("corrections", corrections, bundles.service[0].half.corrections);
    for (std::size_t i = 0; i < run.crossings.size(); ++i) {
      const bool up = run.crossings[i].sender == Party::kHospital;
      (up ? service : hospital)
          .add(up ? "up" : "down", declared.messages[i].bits, run.crossings[i].payload);
    }
  }
  return {hospital, service};
}

void expect_random(const View& view) {
  const std::vector<Column> columns = columns_of(view.channels);
  ASSERT_GT(columns.size(), 100U);
  ASSERT_LT(columns.size() * columns.size() / 2, 750'000U);
  for (std::size_t a = 0; a < columns.size(); ++a) {
    ASSERT_LT(deviation(columns[a]), kLimit) << "bit " << a;
    for (std::size_t b = 0; b < a; ++b) {
      ASSERT_LT(deviation(columns[a], &columns[b]), kLimit) << "bits " << b << " and " << a;
    }
  }
}

TEST(LiveGates, WhatEitherPartyReceivesIsRandom) {
  const auto [hospital, service] = views_of_runs();
  expect_random(hospital);
  expect_random(service);
}

}  // namespace
}  // namespace medisc::test
