#include "compiler/giving_way.hpp"

#include <gtest/gtest.h>

#include "tests/compiler/test_networks.hpp"

namespace medisc {
namespace {

/// fc, relu, fc, and the sum of both fcs' results; as planned at 8 bits of each.
struct Planned {
  Draft draft;
  PlanOptions options;
  RingNeeds needs{{28, 28, 34, 35}, {20, 20, 8, 16, 20}};
  std::vector<double> noise{1, 1, 1, 1, 0};

  Planned() {
    std::mt19937 random(41);
    draft = plain_draft({3,
                         {{"first", random_dense(3, 3, random)},
                          {"relu", relu(3)},
                          {"second", random_dense(3, 3, random)},
                          {"sum", Sum{3, {1, 1}}, {1, 3}}}});
    options.activation_bits = options.weight_bits = 8;
  }
};

TEST(GivingWay, TakesAsManyBitsAsAreTooMany) {
  Planned now;
  now.needs.bits = {28, 28, 34, 34};
  now.needs.scales = {20, 20, 8, 22, 22};
  EXPECT_TRUE(give_way(now.needs, now.options, now.noise, now.draft));
  EXPECT_EQ(now.draft.bits[2].weight + now.draft.bits[1].activation, -2);
  EXPECT_EQ(now.draft.bits[0].weight, 0);
}

TEST(GivingWay, TakesThemWhereThereIsLeastNoise) {
  Planned now;
  now.noise = {1, 1, 100, 1e-3, 0};
  now.needs.bits = {28, 28, 34, 28};
  EXPECT_TRUE(give_way(now.needs, now.options, now.noise, now.draft));
  EXPECT_EQ(now.draft.bits[2].weight, -2);
  EXPECT_GT(now.noise[3], 1e-3);
}

TEST(GivingWay, ASumIsAsFineAsItsFinestPart) {
  Planned now;
  now.needs.bits = {28, 28, 30, 34};
  now.needs.scales = {20, 20, 8, 16, 20};
  EXPECT_TRUE(give_way(now.needs, now.options, now.noise, now.draft));
  EXPECT_EQ(now.draft.bits[0].weight, -2);  // the other part is coarser as it is
  EXPECT_EQ(now.draft.bits[2].weight, 0);
}

TEST(GivingWay, LeavesAFewBits) {
  Planned now;
  now.needs.bits = {60, 60, 60, 60};
  EXPECT_TRUE(give_way(now.needs, now.options, now.noise, now.draft));
  EXPECT_EQ(now.draft.bits[0].weight, -4);
  EXPECT_FALSE(give_way({}, now.options, now.noise, now.draft));
}

}  // namespace
}  // namespace medisc
