#include "compiler/affine.hpp"

#include <gmock/gmock.h>

namespace medisc {
namespace {

using testing::ElementsAre;

std::vector<double> run(const Affine& affine, std::vector<double> x) {
  return evaluate(Network{affine.size, {{"affine", affine}}}, x);
}

const std::vector<double> kRecord{1, 2, 3, 4, 5, 6};

TEST(Affine, ComposesAcrossRuns) {
  const Affine halves{6, {2, -1}, {1, 3}};
  const Affine thirds{6, {-3, 4, 1}, {2, 0, 7}};
  EXPECT_EQ(run(compose(halves, thirds), kRecord), run(thirds, run(halves, kRecord)));
  EXPECT_EQ(run(compose(identity_affine(6), thirds), kRecord), run(thirds, kRecord));
}

TEST(Affine, WithEntriesOnlyWhereRunsAgree) {
  const Affine fine{6, {2, 2, 2, -1, -1, -1}, {1, 1, 1, 3, 3, 3}};
  EXPECT_THAT(with_entries(fine, 2)->scale, ElementsAre(2, -1));
  EXPECT_THAT(with_entries(fine, 2)->shift, ElementsAre(1, 3));
  EXPECT_FALSE(with_entries(fine, 3).has_value());
  EXPECT_FALSE(with_entries(fine, 1).has_value());
  EXPECT_THAT(with_entries(Affine{6, {5}, {1}}, 3)->scale, ElementsAre(5, 5, 5));
}

TEST(Affine, CompactedKeepsTheFunction) {
  EXPECT_EQ(compacted(Affine{6, {2, 2, 2}, {0, 0, 0}}, 3).scale.size(), 1U);
  EXPECT_EQ(compacted(Affine{6, {2, 2, 2, -1, -1, -1}, {1, 1, 1, 3, 3, 3}}, 2).scale.size(),
            2U);
  EXPECT_EQ(compacted(Affine{6, {2, 1, 2, -1, -1, -1}, {1, 1, 1, 3, 3, 3}}, 2).scale.size(),
            6U);
}

TEST(Affine, Concatenated) {
  const Affine parts[] = {{2, {3}, {1}}, {4, {1, 2}, {0, 5}}};
  const Affine whole = concatenated(parts);
  EXPECT_EQ(whole.size, 6U);
  EXPECT_THAT(run(whole, kRecord), ElementsAre(4, 7, 3, 4, 15, 17));
}

TEST(Affine, Kinds) {
  EXPECT_TRUE(is_identity(identity_affine(3)));
  EXPECT_FALSE(is_identity(Affine{3, {1}, {1}}));
  EXPECT_TRUE(is_positive_scale(Affine{2, {0.5, 3}, {0, 0}}));
  EXPECT_FALSE(is_positive_scale(Affine{2, {0.5, -3}, {0, 0}}));
  EXPECT_FALSE(is_positive_scale(Affine{1, {1}, {1}}));
}

}  // namespace
}  // namespace medisc
