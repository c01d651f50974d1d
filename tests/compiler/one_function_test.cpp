#include "compiler/one_function.hpp"

#include <cmath>

#include <gmock/gmock.h>

namespace medisc {
namespace {

Smooth smooth_of(double (*function)(double)) {
  return {2, function};
}

double tanh_of(double x) {
  return std::tanh(x);
}

/// Both give the same, and the last layer of `joined` is one function of tensor `of`.
void expect_one(const Network& network, std::uint32_t of) {
  const Network joined = with_one_function_each(network);
  ASSERT_EQ(joined.layers.size(), network.layers.size());
  EXPECT_TRUE(std::holds_alternative<Smooth>(joined.layers.back().op));
  EXPECT_THAT(joined.layers.back().inputs, testing::ElementsAre(of));
  for (const double x : {-3.0, -0.5, 0.0, 0.7, 4.0}) {
    const std::vector<double> record{x, -2 * x};
    const auto was = evaluate(network, record);
    const auto is = evaluate(joined, record);
    for (std::size_t i = 0; i < was.size(); ++i) EXPECT_NEAR(is[i], was[i], 1e-12);
  }
}

void expect_as_it_was(const Network& network) {
  const Network joined = with_one_function_each(network);
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    EXPECT_EQ(joined.layers[i].op.index(), network.layers[i].op.index());
  }
}

TEST(OneFunction, ATensorTimesItsSigmoid) {
  expect_one({2, {{"s", smooth_of(sigmoid), {0}}, {"y", Product{2, 2}, {0, 1}}}}, 0);
}

/// As exporters write it: x (1 + erf(x / sqrt 2)) / 2, with truncations before the product.
TEST(OneFunction, GeluOfItsParts) {
  expect_one({2,
              {{"d", Affine{2, {1, 1}, {0, 0}}, {0}},
               {"a", Affine{2, {std::sqrt(0.5), std::sqrt(0.5)}, {0, 0}}, {1}},
               {"e", smooth_of([](double x) { return std::erf(x); }), {2}},
               {"b", Affine{2, {1}, {1}}, {3}},
               {"c", identity_activation(2), {1}},
               {"g", Product{2, 2}, {5, 4}}}},
             0);
}

TEST(OneFunction, AFunctionOfAFunction) {
  expect_one({2,
              {{"p", smooth_of(softplus), {0}},
               {"t", smooth_of(tanh_of), {1}},
               {"y", Product{2, 2}, {2, 0}}}},
             0);
}

TEST(OneFunction, ATensorTimesItsClip) {
  expect_one({2,
              {{"a", Affine{2, {1}, {3}}, {0}},
               {"c", clip(2, 0, 6), {1}},
               {"y", Product{2, 2}, {0, 2}}}},
             0);
}

TEST(OneFunction, ASumWithItsFunction) {
  expect_one({2, {{"s", smooth_of(tanh_of), {0}}, {"y", Sum{2, {1, -2}, 0.5}, {0, 1}}}}, 0);
}

/// Each layer reads the one before it twice: a function of a hundred of them is read once each.
TEST(OneFunction, DeepOnesTakeNoTime) {
  Network network{2, {{"s", smooth_of(tanh_of), {0}}}};
  for (std::uint32_t i = 1; i <= 60; ++i) {
    network.layers.push_back({"y", Sum{2, {0.5, 0.25}, 0.125}, {i, i}});
  }
  expect_one(network, 0);
  for (std::uint32_t i = 61; i <= 50'000; ++i) {
    network.layers.push_back({"y", Sum{2, {0.5, 0.25}, 0.125}, {i, i}});
  }
  const std::vector<double> record{3, -1};
  EXPECT_EQ(evaluate(with_one_function_each(network), record), evaluate(network, record));
}

TEST(OneFunction, WhatGatesComputeStays) {
  expect_as_it_was({2, {{"y", Product{2, 2}, {0, 0}}}});
  expect_as_it_was({2, {{"r", relu(2), {0}}, {"y", Sum{2, {1, -2}, 0.5}, {0, 1}}}});
  expect_as_it_was({2, {{"s", smooth_of(sigmoid), {0}}}});
}

TEST(OneFunction, TensorsOfOtherOriginsStay) {
  const Dense dense{2, 2, {1, 2, 3, 4}, {0, 0}};
  expect_as_it_was(
      {2, {{"d", dense, {0}}, {"s", smooth_of(sigmoid), {1}}, {"y", Product{2, 2}, {0, 2}}}});
  // A factor an element, as of a batch norm, is no part of a function.
  expect_as_it_was({2,
                    {{"a", Affine{2, {1, 2}, {0, 0}}, {0}},
                     {"s", smooth_of(sigmoid), {1}},
                     {"y", Product{2, 2}, {0, 2}}}});
}

}  // namespace
}  // namespace medisc
