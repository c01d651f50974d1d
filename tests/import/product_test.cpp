/// Products of two tensors of a network.
#include <algorithm>

#include <gmock/gmock.h>

#include "tests/import/run_sample.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::Pointwise;

template <class Op>
std::vector<Op> all_of(const Network& network) {
  std::vector<Op> found;
  for (const Layer& layer : network.layers) {
    if (const auto* op = std::get_if<Op>(&layer.op)) found.push_back(*op);
  }
  return found;
}

TEST(OnnxProduct, OfTwoTensors) {
  OnnxSample sample({2});
  sample.constant("w", {2, 2}, {1, 1, 1, -1}).node("MatMul", "x w", "m");
  sample.node("Relu", "m", "r");
  sample.node("Mul", "m r", "y");
  EXPECT_THAT(run(sample, {3, 4}), ElementsAre(49, 0));
  EXPECT_THAT(run(sample, {4, -1}), ElementsAre(9, 25));
}

TEST(OnnxProduct, OfATensorWithItself) {
  OnnxSample sample({2});
  sample.constant("w", {2, 1}, {1, -1}).node("MatMul", "x w", "m");
  sample.node("Mul", "m m", "y");
  EXPECT_THAT(run(sample, {3, 5}), ElementsAre(4));
}

/// A factor a channel is not repeated over the image: it is revealed once.
TEST(OnnxProduct, OfAnImageByAFactorAChannel) {
  for (const char* inputs : {"r g", "g r"}) {
    OnnxSample sample({2, 2, 2});
    sample.node("Relu", "x", "r");
    sample.node("GlobalAveragePool", "r", "p");
    sample.node("HardSigmoid", "p", "g");
    sample.node("Mul", inputs, "y");
    const auto found = run(sample, {1, 1, 1, 1, -1, 2, -1, 2});
    // 0.2 x + 0.5: of 1 for either channel
    EXPECT_THAT(found, Pointwise(DoubleNear(1e-6), {0.7, 0.7, 0.7, 0.7, 0.0, 1.4, 0.0, 1.4}));
    const auto products = all_of<Product>(*sample.import());
    ASSERT_EQ(products.size(), 1U);
    EXPECT_EQ(products[0].size, 8U);
    EXPECT_EQ(products[0].runs, 2U);
  }
}

TEST(OnnxProduct, BroadcastAlongRows) {
  OnnxSample sample({2, 2});
  sample.node("Relu", "x", "r");
  set_ints(sample.node("ReduceMean", "r", "m"), "axes", {1});
  sample.model().mutable_opset_import(0)->set_version(13);
  sample.node("Mul", "r m", "y");
  EXPECT_THAT(run(sample, {1, 3, 2, 4}), ElementsAre(1.5, 10.5, 3, 14));
}

TEST(OnnxProduct, SqueezeAndExcite) {
  OnnxSample sample({2, 2, 2});
  sample.node("Relu", "x", "r");
  sample.node("GlobalAveragePool", "r", "p");
  sample.node("Sigmoid", "p", "g");
  sample.node("Mul", "r g", "y");
  const double gate = sigmoid(1);
  EXPECT_THAT(
      run(sample, {1, 1, 1, 1, -1, 2, -1, 2}),
      Pointwise(DoubleNear(1e-6), {gate, gate, gate, gate, 0.0, 2 * gate, 0.0, 2 * gate}));
}

}  // namespace
}  // namespace medisc
