#include "correlation/gates.hpp"

#include <gtest/gtest.h>

#include "tests/correlation/sample_gate.hpp"
#include "tests/plan/sample_plan.hpp"

namespace medisc::test {
namespace {

TEST(Gates, OneAStepInOrder) {
  const Plan plan = sample_plan();
  const Gates gates = make_gates(plan);
  ASSERT_EQ(gates.size(), plan.steps.size());
  EXPECT_EQ(std::get<DenseStep>(std::get<LinearGate>(gates[0]).map),
            std::get<DenseStep>(plan.steps[0].op));
  const auto& relu = std::get<ThresholdGate>(gates[1]);
  const auto& step = std::get<ThresholdStep>(plan.steps[1].op);
  EXPECT_EQ(relu.size(), step.size);
  EXPECT_EQ(relu.reveal.width, step.width);
  EXPECT_EQ(relu.select.shift, step.shift);
  EXPECT_EQ(relu.select.output_width, step.output_width);
  EXPECT_EQ(relu.function, Piecewise::relu());
  EXPECT_EQ(std::get<DenseStep>(std::get<LinearGate>(gates[2]).map),
            std::get<DenseStep>(plan.steps[2].op));
  EXPECT_TRUE(make_gates(Plan{}).empty());
}

TEST(Gates, TakeTheBorrowThatThePlanNames) {
  Plan plan = sample_plan();
  EXPECT_TRUE(
      std::holds_alternative<TreeCircuit>(std::get<ThresholdGate>(make_gates(plan)[1]).borrow));
  std::get<ThresholdStep>(plan.steps[1].op).chain = 3;
  EXPECT_TRUE(
      std::holds_alternative<BorrowChain>(std::get<ThresholdGate>(make_gates(plan)[1]).borrow));
}

/// dense -> relu -> dense, with more that reads the first dense layer's result or not.
Plan plan_of(std::vector<Step> more) {
  Plan plan;
  plan.ring_bits = 32;
  plan.input = {4, 6, {0}};
  plan.steps = {{"fc1", 0, DenseStep{4, 4, 20}}, {"relu", 0, relu_step(4, 20, 6, 20)}};
  for (Step& step : more) plan.steps.push_back(std::move(step));
  return plan;
}

const LinearGate& first_layer(const Gates& gates) {
  return std::get<LinearGate>(gates[0]);
}

TEST(Gates, AResultThatOneReluReadsIsRevealedAheadAndNeverShared) {
  const Gates gates = make_gates(plan_of({{"fc2", 0, DenseStep{4, 2, 20}}}));
  EXPECT_EQ(first_layer(gates).revealed_at, std::get<ThresholdGate>(gates[1]).reveal.step);
  EXPECT_FALSE(first_layer(gates).keeps_share);
  const auto& last = std::get<LinearGate>(gates[2]);
  EXPECT_FALSE(last.revealed_at);
  EXPECT_TRUE(last.keeps_share) << "it goes to the hospital";
}

TEST(Gates, AResultThatASumReadsAsWellIsShared) {
  const Gates gates = make_gates(plan_of({{"sum", 0, SumStep{4, {1, 1}, 0, 20}, {1, 2}}}));
  EXPECT_FALSE(first_layer(gates).revealed_at);
  EXPECT_TRUE(first_layer(gates).keeps_share);
}

TEST(Gates, WhatALocalStepReadsAheadIsNeitherStoredNorFused) {
  Plan plan = plan_of({});
  plan.steps = {{"fc1", 0, DenseStep{4, 4, 20}},
                {"twice", 0, SumStep{4, {2}, 0, 20}, {1}},
                {"relu", 0, relu_step(4, 20, 6, 20)},
                {"fc2", 0, DenseStep{4, 2, 20}}};
  const Gates gates = make_gates(plan);
  EXPECT_FALSE(first_layer(gates).revealed_at);
  EXPECT_FALSE(first_layer(gates).keeps_share);
  EXPECT_TRUE(std::get<LocalGate>(gates[1]).ahead);
  EXPECT_FALSE(std::get<LocalGate>(gates[1]).used);
  EXPECT_FALSE(std::get<ThresholdGate>(gates[2]).reveal.live);
}

TEST(Gates, BehindAReluAGateIsLive) {
  const Gates gates = make_gates(plan_of({{"again", 0, relu_step(4, 20, 0, 20)}}));
  EXPECT_FALSE(std::get<ThresholdGate>(gates[1]).reveal.live);
  EXPECT_TRUE(std::get<ThresholdGate>(gates[2]).reveal.live);
}

TEST(ThresholdGate, OpensAndDealsWhatItsShiftAndOutputNeed) {
  struct Case {
    unsigned width, shift, output_width;
    bool carry;
    unsigned wrap_width;
  };
  for (const Case& c :
       {Case{20, 0, 20, false, 0}, Case{20, 0, 24, false, 4}, Case{20, 8, 12, true, 0},
        Case{20, 8, 13, true, 1}, Case{20, 8, 32, true, 20}, Case{32, 30, 32, true, 30}}) {
    SCOPED_TRACE(std::to_string(c.width) + " >> " + std::to_string(c.shift) + " to " +
                 std::to_string(c.output_width));
    for (const BorrowChoice& choice : {kTree, kChain}) {
      const ThresholdGate gate = relu_gate(1, c.width, c.shift, c.output_width, choice);
      EXPECT_EQ(gate.select.has_carry(), c.carry);
      EXPECT_EQ(gate.select.wrap_width(), c.wrap_width);
      EXPECT_EQ(gate.opened_bits(), 1U + (c.carry ? 1U : 0U));
      EXPECT_EQ(gate.turns.back().up, gate.opened_bits());
    }
  }
}

TEST(ThresholdGate, WhatNoGateCanBeIsRefused) {
  const auto make = [](unsigned width, unsigned shift, const Piecewise& function,
                       const BorrowChoice& choice) {
    return make_threshold_gate({1, width, shift, 8, function}, choice, 0, false);
  };
  EXPECT_NO_THROW(make(20, 19, Piecewise::relu(), kTree));
  EXPECT_NO_THROW(make(20, 18, Piecewise::relu(), kChain));
  EXPECT_THROW(make(20, 19, Piecewise::relu(), kChain), Failure) << "no digit for c_s";
  EXPECT_THROW(make(20, 20, Piecewise::relu(), kTree), Failure);
  EXPECT_THROW(make(65, 2, Piecewise::relu(), kTree), Failure);
  EXPECT_THROW(make(20, 2, {1, 0, {{3, 1, 0}}}, kTree), Failure) << "V below 0, no knot there";
  EXPECT_THROW(make(20, 2, {0, 0, {{-3, 1, 0}}}, kTree), Failure);
  EXPECT_NO_THROW(make(20, 2, {0, 0, {{-3, 0, 1}, {0, 1, 0}}}, kTree)) << "a step alone";
  EXPECT_THROW(make(20, 2, {0, 0, {{-3, 0, 1}, {2, 1, 0}}}, kTree), Failure) << "V from 2 on";
  EXPECT_THROW(make(20, 2, {0, 0, {}}, kTree), Failure);
  EXPECT_THROW(make(20, 2, {0, 0, {{4, 1, 0}, {4, 1, 0}}}, kTree), Failure);
  Piecewise many;
  for (std::int64_t at = 0; at < 65; ++at) many.knots.push_back({at, 1, 0});
  EXPECT_THROW(make(30, 2, many, kTree), Failure) << "their randomness would be derived twice";
}

/// A gate of steps alone takes no V: nothing of r but its borrow is dealt.
TEST(ThresholdGate, OfStepsAloneDealsBlindsAlone) {
  const ThresholdGate gate = make_threshold_gate(
      {1, 20, 4, 8, Piecewise{0, 0, {{0, 0, 1}, {5, 0, 2}}}}, kChain, 0, false);
  EXPECT_EQ(gate.select.shift, 0U);
  EXPECT_EQ(gate.function.knots[1].at, 5 << 4);
  ThresholdMaterial<std::uint32_t> material;
  std::size_t select_bits = 0;
  for (const auto& array : arrays_of(gate.select, 0, material.select))
    select_bits += array.bits;
  EXPECT_EQ(select_bits, 2U * 8U);
}

}  // namespace
}  // namespace medisc::test
