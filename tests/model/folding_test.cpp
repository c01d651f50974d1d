#include "model/folding.hpp"

#include <gmock/gmock.h>

namespace medisc {
namespace {

using testing::ElementsAre;

const Dense kDense{2, 3, {1, 2, 3, 4, 5, 6}, {10, 20, 30}};
const std::vector<double> kRecord{7, -2};

std::vector<double> run(const Dense& dense, const std::vector<double>& x) {
  return evaluate(Network{dense.inputs, {{"dense", dense}}}, x);
}

std::vector<double> run(const Affine& affine, std::vector<double> x) {
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = affine.scale[i] * x[i] + affine.shift[i];
  return x;
}

TEST(Folding, AffineAfterDense) {
  const Affine affine{{2, -1, 0}, {1, 1, 5}};
  EXPECT_EQ(run(compose(kDense, affine), kRecord), run(affine, run(kDense, kRecord)));
}

TEST(Folding, DenseAfterAffine) {
  const Affine affine{{2, -1}, {1, 3}};
  EXPECT_EQ(run(compose(affine, kDense), kRecord), run(kDense, run(affine, kRecord)));
}

TEST(Folding, AffineAfterAffine) {
  const Affine first{{2, -1}, {1, 3}};
  const Affine second{{-3, 4}, {2, 0}};
  EXPECT_EQ(run(compose(first, second), kRecord), run(second, run(first, kRecord)));
}

TEST(Folding, DenseAfterDense) {
  const Dense second{3, 1, {1, -2, 3}, {4}};
  const Dense both = compose(kDense, second);
  EXPECT_EQ(both.inputs, 2U);
  EXPECT_EQ(both.outputs, 1U);
  EXPECT_EQ(run(both, kRecord), run(second, run(kDense, kRecord)));
}

TEST(Folding, DiagonalIsTheAffineMap) {
  const Affine affine{{2, -1}, {1, 3}};
  EXPECT_EQ(run(diagonal(affine), kRecord), run(affine, kRecord));
  EXPECT_THAT(diagonal(Affine::identity(2)).matrix, ElementsAre(1, 0, 0, 1));
}

}  // namespace
}  // namespace medisc
