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

/// A hidden layer costs 4 flights by a tree, at every width that has nodes, and 2 by a chain.
TEST(Traffic, FlightsOfAHiddenLayer) {
  for (const unsigned width : {4U, 7U, 8U, 20U, 27U, 28U, 32U, 64U}) {
    const auto flights = [&](const BorrowChoice& choice) {
      const Gates gates{DenseStep{8, 8, width}, relu_gate(8, width, 0, width, choice),
                        DenseStep{8, 2, width}};
      return declared_traffic(gates, 1).flights() - 2;
    };
    EXPECT_EQ(flights(kTree), width <= 7 ? 2U : 4U) << width;
    EXPECT_EQ(flights(kChain), 2U) << width;
  }
}

/// A regression guard: bits a ReLU online, up and down, with a shift by half the width.
TEST(Traffic, BitsOfARelu) {
  struct Golden {
    unsigned width;
    BorrowChoice choice;
    std::uint64_t up;
    std::uint64_t down;
  };
  for (const Golden& golden :
       {Golden{20, kTree, 8, 28}, Golden{26, kTree, 12, 38}, Golden{32, kTree, 14, 46},
        Golden{26, kChain, 2, 62}, Golden{32, kChain, 2, 87}}) {
    const ThresholdGate relu =
        relu_gate(1, golden.width, golden.width / 2, golden.width, golden.choice);
    const Gates gates{DenseStep{1, 1, golden.width}, relu, DenseStep{1, 1, golden.width}};
    const DeclaredStep step = declared_traffic(gates, 1).steps[1];
    EXPECT_EQ(step.bits_up, golden.up) << golden.width;
    EXPECT_EQ(step.bits_down, golden.down) << golden.width;
  }
}

/// A live gate adds h: 38 bits up in all at a width of 26, and 2 that it opens last.
TEST(Traffic, BitsOfALiveRelu) {
  ThresholdGate relu = relu_gate(1, 26, 13, 26);
  relu.reveal.live = true;
  const Gates gates{DenseStep{1, 1, 26}, relu, DenseStep{1, 1, 26}};
  EXPECT_EQ(declared_traffic(gates, 1).steps[1].bits_up, 26U + 12U);
}

}  // namespace
}  // namespace medisc::test
