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
  EXPECT_EQ(std::get<ReluGate>(gates[1]).step, std::get<ReluStep>(plan.steps[1].op));
  EXPECT_EQ(std::get<DenseStep>(std::get<LinearGate>(gates[2]).map),
            std::get<DenseStep>(plan.steps[2].op));
  EXPECT_TRUE(make_gates(Plan{}).empty());
}

TEST(ReluGate, OpensWhatItsShiftAndOutputNeed) {
  struct Case {
    unsigned width, shift, output_width;
    bool carry;
    unsigned wrap_width;
  };
  for (const Case& c :
       {Case{20, 0, 20, false, 0}, Case{20, 0, 24, false, 4}, Case{20, 8, 12, true, 0},
        Case{20, 8, 13, true, 1}, Case{20, 8, 32, true, 20}, Case{32, 30, 32, true, 30}}) {
    const ReluGate gate = relu_gate(1, c.width, c.shift, c.output_width, 32);
    SCOPED_TRACE(std::to_string(c.width) + " >> " + std::to_string(c.shift) + " to " +
                 std::to_string(c.output_width));
    EXPECT_EQ(gate.has_carry(), c.carry);
    EXPECT_EQ(gate.wrap_width, c.wrap_width);
    EXPECT_EQ(gate.has_wrap(), c.wrap_width > 0);
    EXPECT_EQ(gate.blinds(), 1U + (c.carry ? 1U : 0U) + (c.wrap_width > 0 ? 1U : 0U));
    EXPECT_EQ(gate.circuit.width, c.width);
    EXPECT_EQ(gate.circuit.shift, c.shift);
    EXPECT_EQ(gate.circuit.carry_in.has_value(), gate.has_carry());
    EXPECT_EQ(gate.circuit.wrap.has_value(), gate.has_wrap());
  }
}

}  // namespace
}  // namespace medisc::test
