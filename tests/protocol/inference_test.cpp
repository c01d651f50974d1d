/// The exactness contract: the secure result is the reference's, bit for bit.
/// tests/differential holds it over networks of every kind.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/differential/image_plan.hpp"
#include "tests/differential/records.hpp"
#include "tests/protocol/arbitrary_plan.hpp"
#include "tests/protocol/inference_run.hpp"

namespace medisc::test {
namespace {

RC_GTEST_PROP(Inference, IsTheReferenceForAnyPlan, ()) {
  const DrawnPlan drawn = arbitrary_plan();
  RC_ASSERT(validate(drawn.plan).has_value());
  const auto batch = *rc::gen::inRange<std::size_t>(1, 6);
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  const auto records = any_records(drawn.plan, batch, seed);
  InferencePool pool(drawn.plan, drawn.weights, seed);
  RC_ASSERT(pool.run(records).logits == reference_batch(drawn.plan, drawn.weights, records));
}

/// Results at the very ends of every width: 1 x 1 layers that pass y = -2^(k-1), ...,
/// 2^(k-1)-1.
TEST(Inference, EdgesOfEveryWidth) {
  for (const std::uint32_t ring_bits : {32U, 64U}) {
    for (std::uint32_t width = 2; width <= ring_bits; ++width) {
      Plan plan;
      plan.ring_bits = ring_bits;
      plan.input = {1, 1, {0}};
      plan.steps = {{"fc1", 0, DenseStep{1, 1, width}},
                    {"relu", 0, relu_step(1, width, (width - 2) / 2, ring_bits)},
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

/// A pool's bundles serve any number of sessions, each its own.
TEST(Inference, OnePoolServesManySessions) {
  const DrawnPlan drawn = image_plan(32, 3);
  InferencePool pool(drawn.plan, drawn.weights, 3);
  for (std::size_t session = 0; session < 5; ++session) {
    const auto records = any_records(drawn.plan, 1 + session % 3, session);
    EXPECT_EQ(pool.run(records).logits, reference_batch(drawn.plan, drawn.weights, records));
  }
}

}  // namespace
}  // namespace medisc::test
