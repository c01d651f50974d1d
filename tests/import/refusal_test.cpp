/// Each thing that the importer refuses, and what it says.
#include <cmath>
#include <limits>

#include <gmock/gmock.h>

#include "tests/import/sample.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

constexpr auto kBadInput = ErrorCode::kBadInput;
constexpr auto kUnsupported = ErrorCode::kUnsupported;

/// x -> MatMul -> m, with a 2x2 weight "w"; the test adds what makes "y" of it.
OnnxSample dense_sample() {
  OnnxSample sample({2});
  sample.constant("w", {2, 2}, {1, 2, 3, 4}).node("MatMul", "x w", "m");
  return sample;
}

TEST(OnnxRefusal, UnknownOpIsNamedWithWhatIsSupported) {
  auto sample = dense_sample();
  sample.node("Sin", "m", "y");
  const auto network = sample.import();
  EXPECT_THAT(network, Refused(kUnsupported, "sample.onnx: node 'Sin_y' (Sin)"));
  EXPECT_THAT(network.error().hint, testing::HasSubstr("BatchNormalization, Binarizer, Cast"));
}

TEST(OnnxRefusal, OpOfAnotherDomain) {
  auto sample = dense_sample();
  sample.node("Relu", "m", "y").set_domain("com.example");
  EXPECT_THAT(sample.import(), Refused(kUnsupported, "Relu_y"));
}

TEST(OnnxRefusal, NamelessNodeIsNumbered) {
  auto sample = dense_sample();
  sample.node("Sin", "m", "y").clear_name();
  EXPECT_THAT(sample.import(), Refused(kUnsupported, "node '#1' (Sin)"));
}

TEST(OnnxRefusal, OldOpset) {
  auto sample = dense_sample();
  sample.node("Identity", "m", "y");
  sample.model().mutable_opset_import(0)->set_version(5);
  EXPECT_THAT(sample.import(), Refused(kUnsupported, "opset 5"));
}

TEST(OnnxRefusal, WhatOnnxItselfRefuses) {
  auto sample = dense_sample();
  sample.node("Identity", "nowhere", "y");
  EXPECT_THAT(sample.import(), Refused(kBadInput, "ONNX's checker"));
}

TEST(OnnxRefusal, Branches) {
  auto twice = dense_sample();
  twice.node("Div", "m m", "y");
  EXPECT_THAT(twice.import(), Refused(kUnsupported, "of two tensors only the sum"));

  auto unequal = dense_sample();
  unequal.constant("v", {2, 3}, {1, 2, 3, 4, 5, 6}).node("MatMul", "m v", "n");
  unequal.node("Add", "n m", "y");
  EXPECT_THAT(unequal.import(), Refused(kUnsupported, "records of shape 2 and others"));

  auto constant = dense_sample();
  constant.node("Relu", "w", "y");
  EXPECT_THAT(constant.import(),
              Refused(kUnsupported, "Relu_y' (Relu): it works on constants"));

  auto nothing = dense_sample();
  nothing.node("Identity", "w", "y");
  EXPECT_THAT(nothing.import(), Refused(kUnsupported, "output 'y' is not"));
}

TEST(OnnxRefusal, InputsAndOutputs) {
  auto second = dense_sample();
  second.node("Identity", "m", "y");
  auto output = second.graph().output(0);
  output.set_name("x");
  *second.graph().add_output() = output;
  EXPECT_THAT(second.import(), Refused(kUnsupported, "has 2 outputs"));
  EXPECT_THAT(second.import().error().hint, testing::HasSubstr("--output-name y"));

  OnnxSample open({0});
  open.constant("w", {2, 2}, {1, 2, 3, 4}).node("MatMul", "x w", "y");
  EXPECT_THAT(open.import(),
              Refused(kUnsupported,
                      "input 'x' leaves a dimension open besides the batch: 1 ('unknown')"));

  OnnxSample bare({});
  bare.node("Relu", "x", "y");
  EXPECT_THAT(bare.import(),
              Refused(kUnsupported, "has one dimension; expected [N, features]"));

  OnnxSample huge({1 << 20, 1 << 20});
  huge.node("Relu", "x", "y");
  EXPECT_THAT(huge.import(), Refused(kUnsupported, "more than 16777216 features"));

  OnnxSample text({2});
  text.graph().mutable_input(0)->mutable_type()->mutable_tensor_type()->set_elem_type(
      onnx::TensorProto::STRING);
  text.node("Identity", "x", "y");
  EXPECT_THAT(text.import(), Refused(kUnsupported, "not a tensor of numbers"));
}

TEST(OnnxRefusal, GemmForms) {
  OnnxSample sample({2});
  sample.constant("w", {2, 2}, {1, 2, 3, 4});
  set_int(sample.node("Gemm", "x w", "y"), "transA", 1);
  EXPECT_THAT(sample.import(), Refused(kUnsupported, "transA = 0"));

  OnnxSample swapped({2});
  swapped.constant("w", {2, 2}, {1, 2, 3, 4}).node("Gemm", "w x", "y");
  EXPECT_THAT(swapped.import(), Refused(kUnsupported, "Gemm_y"));

  OnnxSample left({2});
  left.constant("w", {2, 2}, {1, 2, 3, 4}).node("MatMul", "w x", "y");
  EXPECT_THAT(left.import(), Refused(kUnsupported, "MatMul_y"));

  OnnxSample image({2, 2});
  image.constant("w", {2, 2, 1}, {1, 2, 3, 4}).node("MatMul", "x w", "y");
  EXPECT_THAT(image.import(), Refused(kUnsupported, "one matrix for all positions"));
}

TEST(OnnxRefusal, ShapesThatDoNotFit) {
  OnnxSample sample({3});
  sample.constant("w", {2, 2}, {1, 2, 3, 4}).node("MatMul", "x w", "y");
  EXPECT_THAT(sample.import(), Refused(kBadInput, "weights 'w' have shape 2x2"));

  OnnxSample bias({2});
  bias.constant("w", {2, 2}, {1, 2, 3, 4}).constant("b", {3}, {1, 2, 3});
  bias.node("Gemm", "x w b", "y");
  EXPECT_THAT(bias.import(), Refused(kBadInput, "bias 'b' has shape 3"));

  auto added = dense_sample();
  added.constant("c", {2, 2}, {1, 2, 3, 4}).node("Add", "m c", "y");
  EXPECT_THAT(added.import(), Refused(kBadInput, "constant 'c' has shape 2x2"));

  auto norm = dense_sample();
  norm.constant("s", {3}, {1, 1, 1});
  norm.node("BatchNormalization", "m s s s s", "y");
  EXPECT_THAT(norm.import(), Refused(kBadInput, "input 's' has shape 3"));
}

TEST(OnnxRefusal, WeightsThatAreNotFinite) {
  for (const float bad : {std::nanf(""), std::numeric_limits<float>::infinity()}) {
    OnnxSample sample({2});
    sample.constant("w", {2, 1}, {1, bad}).node("MatMul", "x w", "y");
    EXPECT_THAT(sample.import(), Refused(kBadInput, "constant 'w' holds a value that is NaN"));
  }
  auto zero = dense_sample();
  zero.constant("c", {2}, {1, 0}).node("Div", "m c", "y");
  EXPECT_THAT(zero.import(), Refused(kBadInput, "'c' divides by zero"));

  auto tiny = dense_sample();
  auto* c = tiny.constant("c", {}, {0}).graph().mutable_initializer(1);
  c->clear_raw_data();
  c->set_data_type(onnx::TensorProto::DOUBLE);
  c->add_double_data(1e-310);
  tiny.node("Div", "m c", "y");
  EXPECT_THAT(tiny.import(), Refused(kBadInput, "sample.onnx: layer 'MatMul_m'"));

  auto norm = dense_sample();
  norm.constant("s", {2}, {1, 1}).constant("var", {2}, {1, -1});
  norm.node("BatchNormalization", "m s s s var", "y");
  EXPECT_THAT(norm.import(), Refused(kBadInput, "variance of feature 2"));
}

TEST(OnnxRefusal, SizesThatLie) {
  OnnxSample sample({2});
  sample.constant("w", {2, 2}, {1, 2, 3}).node("MatMul", "x w", "y");
  EXPECT_THAT(sample.import(), Refused(kBadInput, "w"));
}

TEST(OnnxRefusal, ValuesInAnotherFile) {
  auto sample = dense_sample();
  sample.node("Identity", "m", "y");
  sample.graph().mutable_initializer(0)->set_data_location(onnx::TensorProto::EXTERNAL);
  EXPECT_THAT(sample.import(), Refused(kUnsupported, "outside the model file"));
}

TEST(OnnxRefusal, ElementTypes) {
  OnnxSample sample({2});
  sample.constant("w", {2, 1}, {1}).node("MatMul", "x w", "y");
  sample.graph().mutable_initializer(0)->set_data_type(onnx::TensorProto::COMPLEX64);
  EXPECT_FALSE(sample.import().has_value());
}

TEST(OnnxRefusal, OpForms) {
  auto inverse = dense_sample();
  inverse.constant("c", {}, {1}).node("Div", "c m", "y");
  EXPECT_THAT(inverse.import(), Refused(kUnsupported, "not linear"));

  auto batch = dense_sample();
  set_int(batch.node("Softmax", "m", "y"), "axis", 0);
  EXPECT_THAT(batch.import(), Refused(kUnsupported, "axis is 0"));

  OnnxSample flatten({2}, 3);
  set_int(flatten.node("Flatten", "x", "y"), "axis", 0);
  EXPECT_THAT(flatten.import(), Refused(kUnsupported, "axis is 0"));

  auto training = dense_sample();
  training.constant("s", {2}, {1, 1});
  auto& norm = training.node("BatchNormalization", "m s s s s", "y");
  training.model().mutable_opset_import(0)->set_version(15);
  set_int(norm, "training_mode", 1);
  EXPECT_THAT(training.import(), Refused(kUnsupported, "training mode"));
}

TEST(OnnxRefusal, ReshapesThatMixRecords) {
  for (const std::vector<std::int64_t>& target :
       {std::vector<std::int64_t>{4}, {2, 4}, {-1, 2}, {2, 2, -1}, {-1, 8}}) {
    OnnxSample sample({2, 2});
    sample.shape("to", target).node("Reshape", "x to", "y");
    EXPECT_THAT(sample.import(), Refused(kUnsupported, "of records of 4 elements"));
  }
}

TEST(OnnxRefusal, PermOutsideOfTheAxes) {
  const std::vector<std::vector<std::int64_t>> perms{
      {0, 1, 2}, {0, 60, 1, 2}, {0, 1, 2, 1}, {0, -1, 2, 3}, {0, 3, 1, 60}};
  for (const auto& perm : perms) {
    OnnxSample sample({2, 3, 4});
    set_ints(sample.node("Transpose", "x", "y"), "perm", perm);
    EXPECT_THAT(sample.import(), Refused(kBadInput, "does not name every axis once"));
  }
}

}  // namespace
}  // namespace medisc
