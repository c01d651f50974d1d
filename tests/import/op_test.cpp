/// What each supported op computes.
#include <gmock/gmock.h>

#include "tests/import/sample.hpp"

namespace medisc {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::Pointwise;

const std::vector<float> kWeights{1, 2, 3, 4, 5, 6};  // 2x3 or 3x2

std::vector<double> run(const OnnxSample& sample, std::vector<double> record) {
  const auto network = sample.import();
  EXPECT_TRUE(network.has_value()) << render(network.error());
  return network ? evaluate(*network, record) : std::vector<double>{};
}

TEST(OnnxOp, GemmTransposedWithBias) {
  OnnxSample sample({3});
  sample.constant("w", {2, 3}, kWeights).constant("b", {2}, {10, 20});
  set_int(sample.node("Gemm", "x w b", "y"), "transB", 1);
  EXPECT_THAT(run(sample, {1, 10, 100}), ElementsAre(331, 674));
}

TEST(OnnxOp, GemmPlainWithAlphaBetaAndScalarBias) {
  OnnxSample sample({3});
  sample.constant("w", {3, 2}, kWeights).constant("b", {1}, {8});
  auto& gemm = sample.node("Gemm", "x w b", "y");
  set_float(gemm, "alpha", 2.0F);
  set_float(gemm, "beta", 0.5F);
  EXPECT_THAT(run(sample, {1, 10, 100}), ElementsAre(2 * 531 + 4, 2 * 642 + 4));
}

TEST(OnnxOp, GemmWithoutBias) {
  OnnxSample sample({3});
  sample.constant("w", {3, 2}, kWeights).node("Gemm", "x w", "y");
  EXPECT_THAT(run(sample, {1, 10, 100}), ElementsAre(531, 642));
}

TEST(OnnxOp, MatMulThenAddFoldsToOneLayer) {
  OnnxSample sample({3});
  sample.constant("w", {3, 2}, kWeights).constant("b", {1, 2}, {-1, 1});
  sample.node("MatMul", "x w", "m");
  sample.node("Add", "b m", "y");
  EXPECT_THAT(run(sample, {1, 10, 100}), ElementsAre(530, 643));
  EXPECT_EQ(sample.import()->layers.size(), 1U);
}

TEST(OnnxOp, ReluBetweenDenseLayers) {
  OnnxSample sample({2});
  sample.constant("w", {2, 2}, {1, -1, 0, 1}).constant("v", {2, 1}, {1, 1});
  sample.node("MatMul", "x w", "a");
  sample.node("Relu", "a", "b");
  sample.node("MatMul", "b v", "y");
  EXPECT_THAT(run(sample, {3, 1}), ElementsAre(3));
  EXPECT_THAT(run(sample, {-3, 1}), ElementsAre(4));
  const auto network = sample.import();
  ASSERT_EQ(network->layers.size(), 3U);
  EXPECT_EQ(network->layers[0].name, "MatMul_a");
  EXPECT_EQ(network->layers[1].name, "Relu_b");
  EXPECT_EQ(network->outputs(), 1U);
}

void add_batch_norm(OnnxSample& sample, const std::string& input, const std::string& output) {
  sample.constant("s", {2}, {2, 3}).constant("t", {2}, {1, -1});
  sample.constant("mean", {2}, {5, 6}).constant("var", {2}, {3, 8});
  set_float(sample.node("BatchNormalization", input + " s t mean var", output), "epsilon",
            1.0F);
}

// BN(a, b) = (2 (a - 5) / 2 + 1, 3 (b - 6) / 3 - 1) = (a - 4, b - 7)

TEST(OnnxOp, BatchNormAfterDense) {
  OnnxSample sample({2});
  sample.constant("w", {2, 2}, {1, 2, 3, 4}).node("MatMul", "x w", "m");
  add_batch_norm(sample, "m", "y");
  EXPECT_THAT(run(sample, {1, 1}), Pointwise(DoubleNear(1e-12), {0.0, -1.0}));
}

TEST(OnnxOp, BatchNormBeforeDense) {
  OnnxSample sample({2});
  add_batch_norm(sample, "x", "n");
  sample.constant("w", {2, 1}, {1, 10}).node("MatMul", "n w", "y");
  EXPECT_THAT(run(sample, {5, 8}), Pointwise(DoubleNear(1e-12), {11.0}));
  EXPECT_EQ(sample.import()->layers.size(), 1U);
}

TEST(OnnxOp, BatchNormAfterReluFoldsIntoTheNextDense) {
  OnnxSample sample({2});
  sample.constant("w", {2, 2}, {1, 0, 0, 1}).node("MatMul", "x w", "a");
  sample.node("Relu", "a", "r");
  add_batch_norm(sample, "r", "n");
  sample.constant("v", {2, 1}, {1, 10}).node("MatMul", "n v", "y");
  EXPECT_THAT(run(sample, {-9, 8}), Pointwise(DoubleNear(1e-12), {6.0}));
  EXPECT_EQ(sample.import()->layers.size(), 3U);
}

TEST(OnnxOp, NormalisationOfTheInput) {
  OnnxSample sample({2});
  sample.constant("mean", {2}, {1, 2}).constant("std", {1, 2}, {2, 4});
  sample.constant("w", {2, 1}, {1, 1});
  sample.node("Sub", "x mean", "a");
  sample.node("Div", "a std", "b");
  sample.node("MatMul", "b w", "y");
  EXPECT_THAT(run(sample, {5, 10}), ElementsAre(4));
}

TEST(OnnxOp, ArithmeticOnEitherSide) {
  OnnxSample sample({2});
  sample.constant("c", {}, {3}).constant("d", {2}, {2, 5}).constant("w", {2, 2}, {1, 0, 0, 1});
  sample.node("MatMul", "x w", "m");
  sample.node("Sub", "c m", "a");  // 3 - x
  sample.node("Mul", "d a", "b");
  sample.node("Sub", "b c", "y");
  EXPECT_THAT(run(sample, {1, 2}), ElementsAre(1, 2));
}

TEST(OnnxOp, NothingToCompute) {
  OnnxSample sample({1, 2, 2});
  sample.shape("flat", {-1, 4}).constant("w", {4, 1}, {1, 2, 3, 4});
  sample.node("Identity", "x", "a");
  sample.node("Flatten", "a", "b");
  sample.node("Dropout", "b", "c");
  sample.node("Reshape", "c flat", "d");
  sample.node("MatMul", "d w", "y");
  EXPECT_THAT(run(sample, {1, 1, 1, 1}), ElementsAre(10));
}

TEST(OnnxOp, ReshapeForms) {
  for (const std::vector<std::int64_t>& target :
       {std::vector<std::int64_t>{-1, 4}, {0, -1}, {0, 4}, {7, -1}, {7, 4}}) {
    OnnxSample sample({2, 2}, 7);
    sample.shape("to", target).constant("w", {4, 1}, {1, 1, 1, 1});
    sample.node("Reshape", "x to", "r");
    sample.node("MatMul", "r w", "y");
    EXPECT_THAT(run(sample, {1, 2, 3, 4}), ElementsAre(10));
  }
}

TEST(OnnxOp, ConstantsBroadcastOverUnflattenedRecords) {
  OnnxSample sample({2, 3});
  sample.constant("c", {2, 1}, {1, 10}).constant("w", {6, 1}, {1, 1, 1, 1, 1, 1});
  sample.node("Mul", "x c", "m");
  sample.node("Flatten", "m", "f");
  sample.node("MatMul", "f w", "y");
  EXPECT_THAT(run(sample, {1, 1, 1, 1, 1, 1}), ElementsAre(33));
}

TEST(OnnxOp, FinalProbabilitiesAreDropped) {
  for (const char* op : {"Softmax", "LogSoftmax", "Sigmoid"}) {
    OnnxSample sample({2});
    sample.constant("w", {2, 2}, {1, 2, 3, 4}).node("MatMul", "x w", "m");
    sample.node(op, "m", "y");
    EXPECT_THAT(run(sample, {1, 1}), ElementsAre(4, 6)) << op;
  }
}

TEST(OnnxOp, ConstantNodesAndCopies) {
  OnnxSample sample({2});
  auto& constant = sample.node("Constant", "", "c");
  auto* value = constant.add_attribute();
  value->set_name("value_floats");
  value->set_type(onnx::AttributeProto::FLOATS);
  value->add_floats(10);
  value->add_floats(20);
  sample.constant("w", {2, 2}, {1, 0, 0, 1});
  sample.node("Identity", "w", "copy");
  sample.node("Gemm", "x copy c", "y");
  EXPECT_THAT(run(sample, {1, 2}), ElementsAre(11, 22));
}

TEST(OnnxOp, TypedAndDoubleInitialisers) {
  OnnxSample sample({2});
  auto* typed = sample.graph().add_initializer();
  typed->set_name("w");
  typed->set_data_type(onnx::TensorProto::DOUBLE);
  typed->add_dims(2);
  typed->add_dims(1);
  typed->add_double_data(0.5);
  typed->add_double_data(0.25);
  sample.node("MatMul", "x w", "y");
  EXPECT_THAT(run(sample, {2, 4}), ElementsAre(2));
}

TEST(OnnxOp, DenseLayersInARowMerge) {
  OnnxSample sample({2});
  sample.constant("w", {2, 2}, {1, 2, 3, 4}).constant("b", {2}, {1, 1});
  sample.node("Gemm", "x w b", "m");
  sample.node("Gemm", "m w b", "y");
  EXPECT_THAT(run(sample, {1, 0}), ElementsAre(1 * 2 + 3 * 3 + 1, 2 * 2 + 4 * 3 + 1));
  EXPECT_EQ(sample.import()->layers.size(), 1U);
}

TEST(OnnxOp, InitialisersMayBeListedAsInputs) {
  OnnxSample sample({2});
  sample.constant("w", {2, 1}, {1, 1}).node("MatMul", "x w", "y");
  auto input = sample.graph().input(0);
  input.set_name("w");
  *sample.graph().add_input() = input;
  EXPECT_THAT(run(sample, {1, 2}), ElementsAre(3));
}

}  // namespace
}  // namespace medisc
