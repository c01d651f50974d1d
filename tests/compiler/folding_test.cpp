#include "compiler/folding.hpp"

#include <gtest/gtest.h>

namespace medisc {
namespace {

const Dense kDense{2, 3, {1, 2, 3, 4, 5, 6}, {10, 20, 30}};
const std::vector<double> kRecord{7, -2};

/// What one layer makes of a tensor.
template <class Op>
std::vector<double> run(const Op& op, const std::vector<double>& x) {
  return evaluate(Network{static_cast<std::uint32_t>(x.size()), {{"layer", op, {0}}}}, x);
}

/// 2 channels of 2 x 3, padded or not, to 4 channels in 2 groups.
Conv sample_conv(std::uint32_t pad) {
  Window window{2, 2, 1, 1, pad, 0, 0, pad, 1, 1};
  const Image in{2, 2, 3};
  Conv conv{in, {4, window.output_height(in), window.output_width(in)}, window, 2, {}, {}};
  for (int i = 0; i < 16; ++i) conv.matrix.push_back(i - 7);
  conv.bias = {1, -2, 3, -4};
  return conv;
}

const std::vector<double> kImage{1, 2, 3, 4, 5, 6, -1, 0, 7, -3, 2, 9};

TEST(Folding, AffineAfterDense) {
  const Affine affine{3, {2, -1, 0}, {1, 1, 5}};
  EXPECT_EQ(run(compose(kDense, affine), kRecord), run(affine, run(kDense, kRecord)));
}

TEST(Folding, DenseAfterAffine) {
  const Affine affine{2, {2, -1}, {1, 3}};
  EXPECT_EQ(run(compose(affine, kDense), kRecord), run(kDense, run(affine, kRecord)));
}

TEST(Folding, DenseAfterDense) {
  const Dense second{3, 1, {1, -2, 3}, {4}};
  const Dense both = compose(kDense, second);
  EXPECT_EQ(both.inputs, 2U);
  EXPECT_EQ(both.outputs, 1U);
  EXPECT_EQ(run(both, kRecord), run(second, run(kDense, kRecord)));
}

TEST(Folding, AffineAfterConv) {
  for (const std::uint32_t pad : {0U, 1U}) {
    const Conv conv = sample_conv(pad);
    const Affine affine{
        static_cast<std::uint32_t>(conv.out.size()), {2, -1, 0, 3}, {1, 1, 5, 0}};
    const auto both = compose(conv, affine);
    ASSERT_TRUE(both.has_value());
    EXPECT_EQ(run(*both, kImage), run(affine, run(conv, kImage)));
  }
}

TEST(Folding, AffineThatDiffersWithinAChannelDoesNotFold) {
  const Conv conv = sample_conv(0);
  const auto size = static_cast<std::uint32_t>(conv.out.size());
  Affine affine{size, std::vector<double>(size, 1.0), std::vector<double>(size, 0.0)};
  EXPECT_TRUE(compose(conv, affine).has_value());
  affine.scale[1] = 2;
  EXPECT_FALSE(compose(conv, affine).has_value());
}

TEST(Folding, ConvAfterAffine) {
  const Conv conv = sample_conv(0);
  const Affine affine{12, {2, -1}, {1, 3}};
  const auto both = compose(affine, conv);
  ASSERT_TRUE(both.has_value());
  EXPECT_EQ(run(*both, kImage), run(conv, run(affine, kImage)));
}

TEST(Folding, AShiftDoesNotPassZerosAroundTheImage) {
  const Conv conv = sample_conv(1);
  EXPECT_FALSE(compose(Affine{12, {2, -1}, {1, 3}}, conv).has_value());
  const Affine scale{12, {2, -1}, {0, 0}};
  const auto both = compose(scale, conv);
  ASSERT_TRUE(both.has_value());
  EXPECT_EQ(run(*both, kImage), run(conv, run(scale, kImage)));
}

TEST(Folding, DiagonalIsTheAffineMap) {
  for (const Affine& affine : {Affine{12, {2}, {1}}, Affine{12, {2, -1}, {1, 3}}}) {
    EXPECT_EQ(run(diagonal(affine), kImage), run(affine, kImage));
    EXPECT_EQ(diagonal(affine).matrix.size(), affine.scale.size());
  }
}

}  // namespace
}  // namespace medisc
