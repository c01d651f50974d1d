/// Ops that splines stand for, and what exporters make of them.
#include <cmath>
#include <numbers>

#include <gmock/gmock.h>

#include "compiler/compilable.hpp"
#include "tests/import/run_sample.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

using testing::DoubleNear;
using testing::Pointwise;

const std::vector<double> kRecord{-4, -1, -0.25, 0, 0.5, 3};

void expect_function(const OnnxSample& sample, double (*f)(double)) {
  std::vector<double> wanted;
  for (const double x : kRecord) wanted.push_back(f(x));
  EXPECT_THAT(run(sample, kRecord), Pointwise(DoubleNear(1e-6), wanted));
}

OnnxSample of_one(const std::string& op) {
  OnnxSample sample({6});
  sample.model().mutable_opset_import(0)->set_version(14);
  sample.node(op, "x", "y");
  return sample;
}

double silu(double x) {
  return x * sigmoid(x);
}

double gelu(double x) {
  return 0.5 * x * (1 + std::erf(x / std::numbers::sqrt2));
}

double elu(double x) {
  return x >= 0 ? x : std::expm1(x);
}

TEST(OnnxSmooth, OneOpEach) {
  expect_function(of_one("Tanh"), [](double x) { return std::tanh(x); });
  expect_function(of_one("Erf"), [](double x) { return std::erf(x); });
  expect_function(of_one("Exp"), [](double x) { return std::exp(x); });
  expect_function(of_one("Softplus"), softplus);
  expect_function(of_one("Softsign"), [](double x) { return x / (1 + std::abs(x)); });
  expect_function(of_one("Elu"), elu);
  expect_function(of_one("Celu"), elu);
  expect_function(of_one("Selu"), [](double x) {
    return 1.05070098 * (x >= 0 ? x : 1.67326324 * std::expm1(x));
  });
  expect_function(of_one("HardSwish"),
                  [](double x) { return x * std::clamp(x / 6 + 0.5, 0.0, 1.0); });
}

/// Where ONNX has no op, or the exporter no use for it.
TEST(OnnxSmooth, SwishAsExported) {
  OnnxSample sample({6});
  sample.node("Sigmoid", "x", "s");
  sample.node("Mul", "x s", "y");
  expect_function(sample, silu);
  const auto form = compilable(*sample.import(), "sample");
  std::size_t functions = 0;
  for (const Layer& layer : form->layers) {
    EXPECT_FALSE(std::holds_alternative<Product>(layer.op));
    functions += std::holds_alternative<Smooth>(layer.op) ? 1 : 0;
  }
  EXPECT_EQ(functions, 1U);
}

TEST(OnnxSmooth, GeluAsExported) {
  OnnxSample sample({6});
  sample.constant("root", {}, {std::numbers::sqrt2_v<float>}).node("Div", "x root", "d");
  sample.node("Erf", "d", "e");
  sample.constant("one", {}, {1}).node("Add", "e one", "a");
  sample.node("Mul", "x a", "m");
  sample.constant("half", {}, {0.5F}).node("Mul", "m half", "y");
  expect_function(sample, gelu);
}

TEST(OnnxSmooth, MishAsExported) {
  OnnxSample sample({6});
  sample.node("Softplus", "x", "p");
  sample.node("Tanh", "p", "t");
  sample.node("Mul", "x t", "y");
  expect_function(sample, [](double x) { return x * std::tanh(softplus(x)); });
}

/// Inside of a network a Sigmoid is a layer, and at its end what it has ever been.
TEST(OnnxSmooth, ASigmoidIsALayerOrAnEnding) {
  OnnxSample sample({6});
  sample.node("Sigmoid", "x", "s");
  sample.constant("w", {6, 1}, {1, 1, 1, 1, 1, 1}).node("MatMul", "s w", "m");
  sample.node("Sigmoid", "m", "y");
  double sum = 0;
  for (const double x : kRecord) sum += sigmoid(x);
  EXPECT_THAT(run(sample, kRecord), Pointwise(DoubleNear(1e-6), {sum}));
  EXPECT_EQ(sample.import()->facts.ending, NetworkEnding::kSigmoid);
}

TEST(OnnxSmooth, OneMinusASigmoidInside) {
  OnnxSample sample({1});
  sample.node("Sigmoid", "x", "s");
  sample.constant("one", {}, {1}).node("Sub", "one s", "c");
  sample.node("Mul", "x c", "y");
  EXPECT_THAT(run(sample, {2}), Pointwise(DoubleNear(1e-6), {2 * sigmoid(-2)}));
}

TEST(OnnxSmooth, WholePowers) {
  for (const int power : {1, 2, 3, 5}) {
    OnnxSample sample({6});
    sample.constant("n", {}, {static_cast<float>(power)}).node("Pow", "x n", "y");
    std::vector<double> wanted;
    for (const double x : kRecord) wanted.push_back(std::pow(x, power));
    EXPECT_THAT(run(sample, kRecord), Pointwise(DoubleNear(1e-6), wanted));
  }
  for (const float power : {0.5F, -1.0F, 0.0F, 9.0F}) {
    OnnxSample sample({6});
    sample.constant("n", {}, {power}).node("Pow", "x n", "y");
    EXPECT_THAT(sample.import(), Refused(ErrorCode::kUnsupported, "whole power, of 1 to 8"));
  }
}

TEST(OnnxSmooth, ASoftmaxInsideIsRefused) {
  OnnxSample sample({6});
  sample.node("Softmax", "x", "s");
  sample.node("Mul", "x s", "y");
  EXPECT_THAT(sample.import(), Refused(ErrorCode::kUnsupported, "as in attention"));
}

}  // namespace
}  // namespace medisc
