#include "compiler/normal_form.hpp"

#include <limits>

#include <gmock/gmock.h>

#include "tests/compiler/test_networks.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

using testing::ElementsAre;

const Image kInput{2, 6, 6};
const Image kSix{4, 6, 6};
const Image kThree{4, 3, 3};
const Affine kNorm{144, {2, 0.5, 1, 3}, {1, -1, 0, 0.25}};
const Affine kFlip{144, {2, -0.5, 1, 3}, {0, 0, 0, 0}};

std::vector<std::string> names(const Network& network) {
  std::vector<std::string> found;
  for (const Layer& layer : network.layers) found.push_back(layer.name);
  return found;
}

/// The normal form's layers; checks that it computes the same.
std::vector<std::string> names_of_same(const Network& network) {
  const auto form = normal_form(network);
  EXPECT_TRUE(form.has_value());
  if (!form) return {};
  std::mt19937 random(5);
  for (int i = 0; i < 5; ++i) {
    std::vector<double> record = random_image(false, random);
    record.resize(network.features);
    EXPECT_THAT(evaluate(*form, record),
                testing::Pointwise(testing::DoubleNear(1e-9), evaluate(network, record)));
  }
  for (const Layer& layer : form->layers) {
    EXPECT_FALSE(std::holds_alternative<Affine>(layer.op));
  }
  return names(*form);
}

class NormalForm : public testing::Test {
 protected:
  Conv conv(const Image& in, std::uint32_t pad) {
    return random_conv(in, 4, square(3, 1, pad), 1, random_);
  }
  Dense dense(std::uint32_t inputs) { return random_dense(inputs, 3, random_); }

  std::mt19937 random_{6};
};

TEST_F(NormalForm, BatchNormFoldsIntoTheLayerBefore) {
  EXPECT_THAT(
      names_of_same(
          {72, {{"c", conv(kInput, 1)}, {"bn", kNorm}, {"r", relu(144)}, {"d", dense(144)}}}),
      ElementsAre("c", "r", "d"));
}

TEST_F(NormalForm, WhatIsReadTwiceIsNotFoldedInto) {
  EXPECT_THAT(names_of_same({72,
                             {{"c", conv(kInput, 1)},
                              {"bn", kNorm},
                              {"s", Sum{144, {1, 1}}, {1, 2}},
                              {"d", dense(144)}}}),
              ElementsAre("c", "bn", "s", "d"));
}

TEST_F(NormalForm, AfterAReluItFoldsIntoTheNextLayer) {
  EXPECT_THAT(
      names_of_same(
          {72, {{"c", conv(kInput, 1)}, {"r", relu(144)}, {"bn", kNorm}, {"d", dense(144)}}}),
      ElementsAre("c", "r", "d"));
  EXPECT_THAT(
      names_of_same(
          {72,
           {{"c", conv(kInput, 1)}, {"r", relu(144)}, {"bn", kNorm}, {"e", conv(kSix, 0)}}}),
      ElementsAre("c", "r", "e"));
}

TEST_F(NormalForm, AShiftBeforeAPaddedConvolutionGetsALayer) {
  EXPECT_THAT(
      names_of_same(
          {72,
           {{"c", conv(kInput, 1)}, {"r", relu(144)}, {"bn", kNorm}, {"e", conv(kSix, 1)}}}),
      ElementsAre("c", "r", "bn", "e"));
}

TEST_F(NormalForm, NormalisationOfTheRecord) {
  const Affine scale{72, {1.0 / 255}, {0}};
  const Affine both{72, {1.0 / 255, 2}, {-0.5, 1}};
  EXPECT_THAT(names_of_same({72, {{"n", scale}, {"c", conv(kInput, 1)}}}), ElementsAre("c"));
  EXPECT_THAT(names_of_same({72, {{"n", both}, {"c", conv(kInput, 0)}}}), ElementsAre("c"));
  EXPECT_THAT(names_of_same({72, {{"n", both}, {"c", conv(kInput, 1)}}}),
              ElementsAre("n", "c"));
}

// Of channels it stops at an activation: whether it is above zero is not for the plan to tell.
TEST_F(NormalForm, AScaleMovesPastPoolsAndOneOfAllPastActivations) {
  const Affine scale{144, {2, 0.5, 1, 3}, {0, 0, 0, 0}};
  EXPECT_THAT(names_of_same({72,
                             {{"c", conv(kInput, 1)},
                              {"r", relu(144)},
                              {"n", scale},
                              {"p", SumPool{kSix, kThree, square(2, 2), 4}},
                              {"q", MaxPool{kThree, {4, 1, 1}, square(3)}},
                              {"s", relu(4)},
                              {"d", dense(4)}}}),
              ElementsAre("c", "r", "p", "p", "q", "s", "d"));
  const Affine one{144, {2}, {0}};
  EXPECT_THAT(names_of_same({72,
                             {{"c", conv(kInput, 1)},
                              {"r", relu(144)},
                              {"n", one},
                              {"p", SumPool{kSix, kThree, square(2, 2), 4}},
                              {"q", MaxPool{kThree, {4, 1, 1}, square(3)}},
                              {"s", Activation{4, -1, 0, {{0, 2}}}},
                              {"d", dense(4)}}}),
              ElementsAre("c", "r", "p", "q", "s", "d"));
}

TEST_F(NormalForm, SignsOfChannelsStayPrivate) {
  EXPECT_THAT(names_of_same({72,
                             {{"c", conv(kInput, 1)},
                              {"r", relu(144)},
                              {"n", kFlip},
                              {"s", relu(144)},
                              {"d", dense(144)}}}),
              ElementsAre("c", "r", "n", "s", "d"));
  EXPECT_THAT(names_of_same({72,
                             {{"c", conv(kInput, 1)},
                              {"r", relu(144)},
                              {"n", kFlip},
                              {"q", MaxPool{kSix, kThree, square(2, 2)}},
                              {"d", dense(36)}}}),
              ElementsAre("c", "q", "r", "r", "r", "d"));
}

TEST_F(NormalForm, AShiftMovesPastPools) {
  EXPECT_THAT(names_of_same({72,
                             {{"c", conv(kInput, 1)},
                              {"r", relu(144)},
                              {"n", kNorm},
                              {"p", SumPool{kSix, kThree, square(2, 2), 4}},
                              {"q", MaxPool{kThree, {4, 1, 1}, square(3)}},
                              {"d", dense(4)}}}),
              ElementsAre("c", "r", "p", "p", "q", "d"));
  EXPECT_THAT(names_of_same({72,
                             {{"c", conv(kInput, 1)},
                              {"r", relu(144)},
                              {"n", kNorm},
                              {"p", SumPool{kSix, kSix, square(3, 1, 1), 9}},
                              {"d", dense(144)}}}),
              ElementsAre("c", "r", "n", "p", "d"));
}

TEST_F(NormalForm, DivisorsArePowersOfTwo) {
  const auto form = normal_form({72,
                                 {{"c", conv(kInput, 1)},
                                  {"r", relu(144)},
                                  {"p", SumPool{kSix, {4, 2, 2}, square(3, 3), 9}},
                                  {"d", dense(16)}}});
  ASSERT_TRUE(form.has_value());
  EXPECT_EQ(std::get<SumPool>(form->layers[2].op).divisor, 8);
  EXPECT_THAT(
      names_of_same(
          {72, {{"c", conv(kInput, 1)}, {"p", SumPool{kSix, {4, 2, 2}, square(3, 3), 9}}}}),
      ElementsAre("c", "p", "p"));
}

TEST_F(NormalForm, MaxPoolComesBeforeRelu) {
  EXPECT_THAT(names_of_same({72,
                             {{"c", conv(kInput, 1)},
                              {"r", relu(144)},
                              {"q", MaxPool{kSix, kThree, square(2, 2)}},
                              {"d", dense(36)}}}),
              ElementsAre("c", "q", "r", "d"));
  EXPECT_THAT(names_of_same({72,
                             {{"c", conv(kInput, 1)},
                              {"r", relu(144)},
                              {"q", MaxPool{kSix, kThree, square(2, 2)}},
                              {"a", dense(36)},
                              {"b", dense(144), {2}},
                              {"s", Sum{3, {1, 1}}, {4, 5}}}}),
              ElementsAre("c", "r", "q", "a", "b", "s"));
}

TEST_F(NormalForm, SumsOfScaledTensors) {
  const Network equal{72,
                      {{"c", conv(kInput, 1)},
                       {"r", relu(144)},
                       {"p", SumPool{kSix, kSix, square(3, 1, 1), 9}},
                       {"q", SumPool{kSix, kSix, square(3, 1, 1), 9}, {2}},
                       {"s", Sum{144, {1, 1}}, {3, 4}},
                       {"t", relu(144)},
                       {"d", dense(144)}}};
  EXPECT_THAT(names_of_same(equal), ElementsAre("c", "r", "p", "q", "s", "t", "d"));
  const Network unequal{72,
                        {{"c", conv(kInput, 1)},
                         {"r", relu(144)},
                         {"p", SumPool{kSix, kSix, square(3, 1, 1), 9}},
                         {"s", Sum{144, {1, 1}}, {3, 2}},
                         {"d", dense(144)}}};
  EXPECT_THAT(names_of_same(unequal), ElementsAre("c", "r", "p", "p", "s", "d"));
}

/// relu(x) - relu(-x / 4) and min(max(x, 0), 6), as the importer writes them.
TEST_F(NormalForm, ActivationsReadATensorTwice) {
  EXPECT_THAT(names_of_same({72,
                             {{"c", conv(kInput, 1)},
                              {"bn", kNorm},
                              {"r", relu(144)},
                              {"f", Sum{144, {-0.25}, 0}, {2}},
                              {"s", relu(144)},
                              {"l", Sum{144, {1, -1}, 0}, {3, 5}},
                              {"d", dense(144)}}}),
              ElementsAre("c", "r", "f", "s", "l", "d"));
  EXPECT_THAT(names_of_same({72,
                             {{"c", conv(kInput, 1)},
                              {"bn", kNorm},
                              {"r", relu(144)},
                              {"f", Sum{144, {1}, -6}, {2}},
                              {"s", relu(144)},
                              {"l", Sum{144, {1, -1}, 0}, {3, 5}},
                              {"d", dense(144)}}}),
              ElementsAre("c", "r", "f", "s", "l", "d"));
}

TEST_F(NormalForm, ASumWithAnOffsetWorksOnWhatItReads) {
  // The scale of the batch norm does not move past the offset, and its convolution has two
  // readers; that of the second fits all of its readers.
  EXPECT_THAT(names_of_same({72,
                             {{"c", conv(kInput, 1)},
                              {"bn", kNorm, {1}},
                              {"f", Sum{144, {0.5}, 2}, {2}},
                              {"s", Sum{144, {1, 1}, 0}, {1, 3}},
                              {"d", dense(144)}}}),
              ElementsAre("c", "bn", "f", "s", "d"));
}

TEST_F(NormalForm, ADifferenceTakesShiftsAsTheyCount) {
  const Affine up{144, {1}, {3}};
  EXPECT_THAT(names_of_same({72,
                             {{"c", conv(kInput, 1)},
                              {"r", relu(144)},
                              {"up", up},
                              {"e", conv(kSix, 1), {2}},
                              {"s", Sum{144, {2, -0.5}, 1}, {3, 4}},
                              {"d", dense(144)}}}),
              ElementsAre("c", "r", "e", "s", "d"));
}

TEST_F(NormalForm, AMaxPoolOfAReluThatIsReadTwiceStaysBehindIt) {
  EXPECT_THAT(names_of_same({72,
                             {{"c", conv(kInput, 1)},
                              {"r", relu(144)},
                              {"q", MaxPool{kSix, kSix, square(3, 1, 1)}},
                              {"s", Sum{144, {1, -1}, 0}, {2, 3}},
                              {"d", dense(144)}}}),
              ElementsAre("c", "r", "q", "s", "d"));
}

TEST_F(NormalForm, KeepsWhatTheModelEndsIn) {
  Network network{72, {{"a", dense(72)}}};
  EXPECT_FALSE(normal_form(network)->ends_in_argmax);
  network.ends_in_argmax = true;
  EXPECT_TRUE(normal_form(network)->ends_in_argmax);
}

TEST_F(NormalForm, ConcatKeepsEachPartsScale) {
  EXPECT_THAT(names_of_same({72,
                             {{"c", conv(kInput, 1)},
                              {"r", relu(144)},
                              {"n", kNorm},
                              {"j", Concat{{144, 144}}, {3, 2}},
                              {"d", dense(288)}}}),
              ElementsAre("c", "r", "j", "d"));
}

TEST_F(NormalForm, OnlyLinearLayersReadTheRecord) {
  EXPECT_THAT(names_of_same({72, {{"r", relu(72)}, {"d", dense(72)}}}),
              ElementsAre("identity", "r", "d"));
  EXPECT_THAT(names_of_same(
                  {72, {{"p", SumPool{kInput, {2, 3, 3}, square(2, 2), 4}}, {"d", dense(18)}}}),
              ElementsAre("identity", "p", "d"));
  EXPECT_THAT(
      names_of_same({72, {{"q", MaxPool{kInput, {2, 3, 3}, square(2, 2)}}, {"d", dense(18)}}}),
      ElementsAre("identity", "q", "d"));
  EXPECT_THAT(names_of_same({3, {{"a", dense(3)}, {"s", Sum{3, {1, 1}}, {0, 1}}}}),
              ElementsAre("a", "identity", "s"));
}

TEST_F(NormalForm, EndsWithALinearLayer) {
  EXPECT_THAT(names_of_same({72, {{"c", conv(kInput, 1)}, {"r", relu(144)}}}),
              ElementsAre("c", "r", "identity"));
  EXPECT_THAT(names_of_same({72, {{"c", conv(kInput, 1)}, {"r", relu(144)}, {"n", kNorm}}}),
              ElementsAre("c", "r", "n"));
  EXPECT_THAT(names_of_same({72, {}}), ElementsAre("identity"));
}

TEST_F(NormalForm, DenseLayersMergeAndReluIsOnce) {
  EXPECT_THAT(names_of_same({72,
                             {{"a", dense(72)},
                              {"b", dense(3)},
                              {"r", relu(3)},
                              {"s", relu(3)},
                              {"c", dense(3)}}}),
              ElementsAre("a", "r", "c"));
}

TEST_F(NormalForm, WhatDoesNotCountIsLeftOut) {
  EXPECT_THAT(names_of_same({72, {{"a", dense(72)}, {"dead", relu(3)}, {"b", dense(3), {1}}}}),
              ElementsAre("a"));
}

TEST_F(NormalForm, RefusesWeightsThatAreNotFinite) {
  const Affine infinite{3, {std::numeric_limits<double>::infinity()}, {0}};
  EXPECT_THAT(normal_form({72, {{"a", dense(72)}, {"n", infinite}}}),
              Refused(ErrorCode::kBadInput, "layer 'a'"));
}

/// Low-rank factors: their product would have 2^26 weights.
TEST_F(NormalForm, DenseLayersWhoseProductIsLargeStayApart) {
  const Network narrow{
      1 << 13,
      {{"in", Dense{1 << 13, 1, std::vector<double>(1 << 13, 1), {0}}, {}},
       {"out",
        Dense{1, 1 << 13, std::vector<double>(1 << 13, 1), std::vector<double>(1 << 13)},
        {}}}};
  EXPECT_THAT(names_of_same(narrow), ElementsAre("in", "out"));
  EXPECT_THAT(names_of_same({72, {{"in", dense(72)}, {"out", random_dense(3, 72, random_)}}}),
              ElementsAre("in"));
}

}  // namespace
}  // namespace medisc
