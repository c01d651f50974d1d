#include "protocol/traffic.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/correlation/sample_gate.hpp"
#include "tests/differential/cost_comparison.hpp"
#include "tests/differential/records.hpp"
#include "tests/protocol/arbitrary_plan.hpp"
#include "tests/protocol/inference_run.hpp"

namespace medisc::test {
namespace {

RC_GTEST_PROP(Traffic, IsMeasuredAsDeclared, ()) {
  const DrawnPlan drawn = arbitrary_plan();
  const auto batch = *rc::gen::inRange<std::size_t>(1, 6);
  InferencePool pool(drawn.plan, drawn.weights, 1);
  const InferenceRun run = pool.run(any_records(drawn.plan, batch, 1));
  const auto difference = cost_disagreement(run, declared_traffic(pool.gates(), batch));
  if (difference) RC_FAIL(*difference);
}

RC_GTEST_PROP(Traffic, StoredSizesAreAsDeclared, ()) {
  const DrawnPlan drawn = arbitrary_plan();
  InferencePool pool(drawn.plan, drawn.weights, 1);
  const Bundles bundles = pool.deal(1);
  RC_ASSERT(bundles.hospital[0].shares.size() == prepared_shares_bytes(pool.gates()));
  RC_ASSERT(bundles.service[0].openings.size() == openings_bytes(pool.gates()));
  RC_ASSERT(bundles.service[0].half.corrections.size() == correction_bytes(pool.gates()));
  RC_ASSERT(pool.masked_weights().size() == masked_weights_bytes(pool.gates()));
}

TEST(Traffic, ALinearPlanIsOneMessageEachWay) {
  const Traffic traffic = declared_traffic({DenseStep{30, 2, 21}}, 3);
  ASSERT_EQ(traffic.messages.size(), 2U);
  EXPECT_EQ(traffic.messages[0].sender, Party::kHospital);
  EXPECT_EQ(traffic.messages[0].bits, 3U * 30U * 21U);
  EXPECT_EQ(traffic.messages[0].bytes(), (3U * 30U * 21U + 7U) / 8U);
  EXPECT_EQ(traffic.messages[1].sender, Party::kService);
  EXPECT_EQ(traffic.messages[1].bits, 3U * 2U * 21U);
  EXPECT_EQ(traffic.flights(), 2U);
  ASSERT_EQ(traffic.steps.size(), 1U);
  EXPECT_EQ(traffic.steps[0].flights, 2U);
}

/// A hidden layer costs 2 + levels flights: 4 up to comparison width 27, 6 above.
TEST(Traffic, FlightsOfAHiddenLayer) {
  for (const auto& [width, flights] :
       {std::pair(4U, 2U), std::pair(20U, 4U), std::pair(27U, 4U), std::pair(28U, 6U),
        std::pair(32U, 6U), std::pair(64U, 6U)}) {
    const Gates gates{DenseStep{8, 8, width}, relu_gate(8, width, 0, width, 64),
                      DenseStep{8, 2, width}};
    EXPECT_EQ(declared_traffic(gates, 1).flights(), 2 + flights) << width;
  }
}

/// A regression guard: bits a ReLU online, up and down, with a shift of 8.
TEST(Traffic, BitsOfARelu) {
  struct Golden {
    unsigned width;
    std::uint64_t up;
    std::uint64_t down;
  };
  for (const Golden& golden : {Golden{16, 16, 58}, Golden{20, 21, 73}, Golden{27, 21, 108},
                               Golden{32, 44, 123}, Golden{64, 80, 239}}) {
    const ReluGate relu = relu_gate(1, golden.width, 8, golden.width, 64);
    const Gates gates{DenseStep{1, 1, golden.width}, relu, DenseStep{1, 1, golden.width}};
    const DeclaredStep step = declared_traffic(gates, 1).steps[1];
    EXPECT_EQ(step.bits_up, golden.up) << golden.width;
    EXPECT_EQ(step.bits_down, golden.down) << golden.width;
    EXPECT_EQ(step.bits_up, relu.circuit.opened + relu.blinds());
    EXPECT_EQ(step.bits_down, golden.width + relu.circuit.monomials.size() +
                                  relu.circuit.opened + relu.blinds());
  }
}

}  // namespace
}  // namespace medisc::test
