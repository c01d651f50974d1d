#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <onnx/onnx_pb.h>

#include "tests/import/folded.hpp"
#include "tests/import/node_suite.hpp"
#include "tests/import/run_sample.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

using testing::ElementsAre;

constexpr auto kBadInput = ErrorCode::kBadInput;

ConstantTensor whole(std::vector<std::uint64_t> dims, std::vector<double> values) {
  return {std::move(dims), std::move(values), true};
}

onnx::NodeProto node_of(const std::string& op) {
  onnx::NodeProto node;
  node.set_op_type(op);
  return node;
}

/// ONNX's own tests of these ops, all inputs constant. Refused are those of other element
/// types.
TEST(OnnxConstantOps, GiveWhatOnnxExpects) {
  const auto tests = onnx_node_tests();
  if (tests.empty()) GTEST_SKIP() << "the package libonnx-testdata is not installed";
  std::set<std::string> ops;
  int passed = 0;
  int refused = 0;
  for (const OnnxNodeTest& test : tests) {
    if (test.model.graph().node_size() != 1) continue;
    const onnx::NodeProto& node = test.model.graph().node(0);
    if (fold_of(node) == nullptr) continue;
    // Those hold bfloat16 as the integers that its bits are.
    if (test.name.find("BFLOAT16") != std::string::npos) continue;
    // What lies beyond an integer's range is not defined, and refused.
    if (test.name.ends_with("_to_INT4") || test.name.ends_with("_to_UINT4")) continue;
    std::vector<ConstantTensor> inputs;
    std::map<std::string, onnx::TensorProto> given;
    const auto names = test.open_inputs();
    for (std::size_t i = 0; i < names.size(); ++i) given[names[i]] = test.inputs[i];
    for (const auto& constant : test.model.graph().initializer()) {
      given[constant.name()] = constant;
    }
    for (const std::string& name : node.input()) {
      if (auto read = read_tensor(given[name], "input")) inputs.push_back(std::move(*read));
    }
    const auto expected = read_tensor(test.outputs[0], "output");
    if (inputs.size() != static_cast<std::size_t>(node.input_size()) || !expected) {
      ++refused;
      continue;
    }
    const auto result = folded(node, inputs);
    ASSERT_TRUE(result.has_value()) << test.name << ": " << render(result.error());
    EXPECT_EQ(result->dims, expected->dims) << test.name;
    EXPECT_EQ(result->whole, expected->whole) << test.name;
    double largest = 1;
    for (const double x : expected->values) {
      if (std::isfinite(x)) largest = std::max(largest, std::abs(x));
    }
    EXPECT_THAT(
        result->values,
        testing::Pointwise(testing::NanSensitiveDoubleNear(1e-6 * largest), expected->values))
        << test.name;
    ops.insert(node.op_type());
    ++passed;
  }
  std::printf("ONNX's tests of constant ops: %d ran, %d of other element types, %zu ops\n",
              passed, refused, ops.size());
  EXPECT_GT(passed, 60);
  EXPECT_GE(ops.size(), 22U);
}

TEST(OnnxConstantOps, IntegersDivideAsIntegers) {
  const auto result = folded(node_of("Div"), {whole({2}, {7, -7}), whole({}, {2})});
  EXPECT_THAT(result->values, ElementsAre(3, -3));
  EXPECT_THAT(folded(node_of("Div"), {whole({1}, {1}), whole({1}, {0})}),
              Refused(kBadInput, "it divides by zero"));
}

TEST(OnnxConstantOps, SlicesToTheEndOfWhatThereIs) {
  const ConstantTensor x = whole({4}, {1, 2, 3, 4});
  const auto most = static_cast<double>(std::numeric_limits<std::int64_t>::max());
  const auto cut = [&](double start, double end, double step) {
    return folded(node_of("Slice"), {x, whole({1}, {start}), whole({1}, {end}), whole({1}, {0}),
                                     whole({1}, {step})})
        ->values;
  };
  EXPECT_THAT(cut(1, most, 1), ElementsAre(2, 3, 4));
  EXPECT_THAT(cut(-1, -most, -1), ElementsAre(4, 3, 2, 1));
  EXPECT_THAT(cut(-1, -most, -most), ElementsAre(4));
  EXPECT_THAT(cut(0, most, most), ElementsAre(1));
  EXPECT_THAT(cut(3, 1, 1), ElementsAre());
}

TEST(OnnxConstantOps, RefuseWhatDoesNotFit) {
  const ConstantTensor two = whole({2}, {1, 2});
  const ConstantTensor three = whole({3}, {1, 2, 3});
  EXPECT_THAT(folded(node_of("Add"), {two, three}), Refused(kBadInput, "shapes 2 and 3"));
  EXPECT_THAT(folded(node_of("Add"), {two}), Refused(kBadInput, "its input 2 is missing"));
  EXPECT_THAT(folded(node_of("Gather"), {two}), Refused(kBadInput, "its input 2 is missing"));
  EXPECT_THAT(folded(node_of("Gather"), {two, three}),
              Refused(kBadInput, "index 2 is outside of 2"));
  EXPECT_THAT(folded(node_of("Reshape"), {three, two}),
              Refused(kBadInput, "makes [1, 2] of 3"));
  EXPECT_THAT(folded(node_of("Unsqueeze"), {two, whole({2}, {0, 0})}),
              Refused(kBadInput, "names an axis twice"));
  EXPECT_THAT(folded(node_of("Squeeze"), {two, whole({1}, {0})}),
              Refused(kBadInput, "not of size 1"));
  EXPECT_THAT(folded(node_of("Squeeze"), {two, whole({1}, {4})}),
              Refused(kBadInput, "axis 4 is outside of 1"));
  EXPECT_THAT(folded(node_of("Slice"), {two, whole({1}, {0}), two}),
              Refused(kBadInput, "differ in number"));
  EXPECT_THAT(folded(node_of("Slice"),
                     {two, whole({1}, {0}), whole({1}, {1}), whole({1}, {0}), whole({1}, {0})}),
              Refused(kBadInput, "a step of zero"));
  EXPECT_THAT(folded(node_of("Range"), {whole({}, {0}), whole({}, {5}), whole({}, {0})}),
              Refused(kBadInput, "too large, or has no end"));
  EXPECT_THAT(folded(node_of("ConstantOfShape"), {whole({2}, {1 << 20, 1 << 20})}),
              Refused(ErrorCode::kUnsupported, "too large"));
  EXPECT_THAT(folded(node_of("Expand"), {two, whole({2}, {1 << 28, 2})}),
              Refused(ErrorCode::kUnsupported, "too large"));
  auto transpose = node_of("Transpose");
  set_ints(transpose, "perm", {0, 1});
  EXPECT_THAT(folded(transpose, {two}), Refused(kBadInput, "axis 1 is outside"));
  auto cast = node_of("Cast");
  set_int(cast, "to", onnx::TensorProto::COMPLEX64);
  EXPECT_THAT(folded(cast, {two}),
              Refused(ErrorCode::kUnsupported, "elements of type COMPLEX64"));
}

/// x.view(x.size(0), -1), as PyTorch writes it.
TEST(OnnxConstantOps, ReshapeToTheBatchSize) {
  for (const std::int64_t batch : {0, 1, 5}) {
    OnnxSample sample({2, 1, 2}, batch);
    sample.shape("zero", {0}).shape("open", {-1}).constant("w", {4, 1}, {1, 10, 100, 1000});
    sample.graph().mutable_initializer(0)->clear_dims();
    sample.shape("axes", {0});
    sample.node("Relu", "x", "r");
    sample.node("Shape", "r", "s");
    sample.node("Gather", "s zero", "n");
    sample.node("Unsqueeze", "n axes", "u");
    set_int(sample.node("Concat", "u open", "to"), "axis", 0);
    sample.node("Reshape", "r to", "f");
    sample.node("MatMul", "f w", "y");
    EXPECT_THAT(run(sample, {1, 2, 3, 4}), ElementsAre(4321));
  }
}

/// torch.nn.functional.pad, as PyTorch writes it: the pads from the last axis to the first are
/// brought into ONNX's order by constant nodes.
TEST(OnnxConstantOps, PadsWorkedOutFromTheLastAxis) {
  OnnxSample sample({1, 1, 2});
  sample.shape("given", {1, 2, 0, 0}).shape("missing", {4}).shape("pairs", {-1, 2});
  sample.shape("first", {-1}).shape("last", {-9223372036854775807}).shape("axis", {0});
  sample.shape("flat", {-1});
  auto& zeros = sample.node("ConstantOfShape", "missing", "zeros");
  auto* value = zeros.add_attribute();
  value->set_name("value");
  value->set_type(onnx::AttributeProto::TENSOR);
  value->mutable_t()->set_data_type(onnx::TensorProto::INT64);
  value->mutable_t()->add_dims(1);
  value->mutable_t()->add_int64_data(0);
  set_int(sample.node("Concat", "given zeros", "all"), "axis", 0);
  sample.node("Reshape", "all pairs", "r");
  sample.node("Slice", "r first last axis first", "reversed");
  set_ints(sample.node("Transpose", "reversed", "t"), "perm", {1, 0});
  sample.node("Reshape", "t flat", "c");
  set_int(sample.node("Cast", "c", "pads"), "to", onnx::TensorProto::INT64);
  sample.node("Pad", "x pads", "p");
  sample.node("Identity", "p", "y");
  EXPECT_THAT(run(sample, {7, 8}), ElementsAre(0, 7, 8, 0, 0));
}

TEST(OnnxConstantOps, WeightsOnTheWayToTheirLayer) {
  OnnxSample sample({2});
  sample.constant("w", {3, 2}, {1, 2, 3, 4, 5, 6}).constant("two", {}, {2});
  set_ints(sample.node("Transpose", "w", "t"), "perm", {1, 0});
  sample.node("Mul", "t two", "scaled");
  sample.node("Identity", "scaled", "copy");
  sample.node("MatMul", "x copy", "y");
  EXPECT_THAT(run(sample, {1, 10}), ElementsAre(42, 86, 130));
}

TEST(OnnxConstantOps, WeightsThatAreWorkedOutHaveToBeFinite) {
  OnnxSample sample({1});
  sample.constant("w", {1, 1}, {-1});
  sample.node("Sqrt", "w", "root");
  sample.node("MatMul", "x root", "y");
  EXPECT_THAT(sample.import(), Refused(kBadInput, "constant 'root' holds a value that is NaN"));
}

TEST(OnnxConstantOps, OnlyOfConstants) {
  OnnxSample sample({1});
  sample.node("Sqrt", "x", "y");
  EXPECT_THAT(sample.import(),
              Refused(ErrorCode::kUnsupported, "Sqrt_y' (Sqrt): supported is this op on"));
}

}  // namespace
}  // namespace medisc
