#include "ring/linear_map.hpp"

#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/ring/scattered_workers.hpp"

namespace medisc::test {
namespace {

using Wide = std::uint64_t;

/// The definition, mod 2^64.
std::vector<Wide> product(const DenseShape& shape, const std::vector<Wide>& weights,
                          const std::vector<Wide>& x) {
  std::vector<Wide> y(shape.outputs);
  for (std::size_t o = 0; o < shape.outputs; ++o) {
    for (std::size_t i = 0; i < shape.inputs; ++i) y[o] += weights[o * shape.inputs + i] * x[i];
  }
  return y;
}

/// x at a place of the padded image, or zero.
Wide pixel(const ConvolutionShape& shape, const std::vector<Wide>& x, std::size_t channel,
           std::size_t row, std::size_t column) {
  const bool above = row < shape.rows.pad || row - shape.rows.pad >= shape.rows.in;
  const bool beside =
      column < shape.columns.pad || column - shape.columns.pad >= shape.columns.in;
  if (above || beside) return 0;
  return x[(channel * shape.rows.in + row - shape.rows.pad) * shape.columns.in + column -
           shape.columns.pad];
}

std::vector<Wide> product(const ConvolutionShape& shape, const std::vector<Wide>& weights,
                          const std::vector<Wide>& x) {
  const std::size_t reads = shape.in_channels / shape.groups;
  const std::size_t writes = shape.out_channels / shape.groups;
  std::vector<Wide> y;
  for (std::size_t o = 0; o < shape.out_channels; ++o) {
    for (std::size_t i = 0; i < shape.rows.out; ++i) {
      for (std::size_t j = 0; j < shape.columns.out; ++j) {
        Wide sum = 0;
        const Wide* w = weights.data() + o * reads * shape.taps();
        for (std::size_t c = 0; c < reads; ++c) {
          for (std::size_t ki = 0; ki < shape.rows.kernel; ++ki) {
            for (std::size_t kj = 0; kj < shape.columns.kernel; ++kj) {
              sum += *w++ * pixel(shape, x, o / writes * reads + c,
                                  i * shape.rows.stride + ki * shape.rows.dilation,
                                  j * shape.columns.stride + kj * shape.columns.dilation);
            }
          }
        }
        y.push_back(sum);
      }
    }
  }
  return y;
}

template <RingWord Word>
std::vector<Word> narrowed(const std::vector<Wide>& values) {
  return {values.begin(), values.end()};
}

/// Random numbers of `bits` bits, sign-extended; every fourth an extreme one.
std::vector<Wide> numbers(std::size_t count, unsigned bits, std::mt19937_64& random) {
  std::vector<Wide> result(count);
  for (Wide& value : result) {
    const Wide draw = random();
    const Wide extremes[] = {~Wide{0}, Wide{1} << (bits - 1), (Wide{1} << (bits - 1)) - 1, 0};
    value = static_cast<Wide>(to_signed(draw % 4 == 0 ? extremes[draw / 4 % 4] : draw, bits));
  }
  return result;
}

/// One map against the definition: at several widths, weights full and short, every target, a
/// batch of three.
template <RingWord Word, class Shape>
void expect_product(const Shape& shape, std::size_t inputs, std::size_t weights_count,
                    const std::vector<unsigned>& widths, std::mt19937_64& random) {
  constexpr std::size_t kBatch = 3;
  for (const unsigned width : widths) {
    for (const WeightRange range : {WeightRange::kFull, WeightRange::kShort}) {
      const unsigned bits =
          range == WeightRange::kShort ? std::min(16U, kRingBits<Word>) : kRingBits<Word>;
      const auto weights = numbers(weights_count, bits, random);
      std::vector<Word> x;
      std::vector<Word> expected;
      for (std::size_t b = 0; b < kBatch; ++b) {
        const auto record = numbers(inputs, kRingBits<Word>, random);
        for (const Wide value : record) x.push_back(static_cast<Word>(value));
        for (const Wide value : product(shape, weights, record)) {
          expected.push_back(static_cast<Word>(value & width_mask<Wide>(width)));
        }
      }
      for (const SimdTarget target : supported_targets()) {
        const LinearMap<Word> map(shape, narrowed<Word>(weights), width, range, target);
        std::vector<Word> y(expected.size(), 99);
        map.apply(x, y);
        for (Word& value : y) value &= width_mask<Word>(width);
        ASSERT_EQ(y, expected) << name_of(target) << ", width " << width << ", "
                               << (range == WeightRange::kShort ? "short" : "full");

        for (const std::size_t batch : {std::size_t{1}, kBatch}) {
          const auto of_x = std::span<const Word>(x).first(batch * inputs);
          const std::size_t outputs = expected.size() / kBatch;
          const std::vector<Word> some(
              expected.begin(),
              expected.begin() + static_cast<std::ptrdiff_t>(batch * outputs));
          std::vector<Word> in_parts(some.size(), 99);
          LinearScratch part_scratch;
          const std::size_t unit = map.part_inputs(batch);
          for (std::size_t first = 0; first < of_x.size();) {
            const std::size_t units = 1 + random() % 3;
            const std::size_t last = std::min(first + units * unit, of_x.size());
            map.apply_part(of_x, first, last, in_parts, part_scratch);
            first = last;
          }
          for (Word& value : in_parts) value &= width_mask<Word>(width);
          ASSERT_EQ(in_parts, some) << name_of(target) << ", width " << width << ", in parts";
        }

        std::vector<Word> in_pieces(expected.size(), 99);
        LinearScratch scratch;
        ScatteredWorkers workers;
        scratch.reserve(map.scratch_bytes(kBatch, workers.width()));
        map.apply(x, in_pieces, scratch, workers);
        for (Word& value : in_pieces) value &= width_mask<Word>(width);
        ASSERT_EQ(in_pieces, expected) << name_of(target) << ", width " << width;
      }
    }
  }
}

template <RingWord Word>
std::vector<unsigned> widths_of() {
  if (sizeof(Word) == 1) return {2, 8};
  if (sizeof(Word) == 2) return {8, 15, 16};
  if (sizeof(Word) == 4) return {16, 17, 26, 32};
  return {16, 32, 33, 64};
}

template <class Word>
class RingLinearMap : public testing::Test {};

using Rings = testing::Types<std::uint32_t, std::uint64_t>;
TYPED_TEST_SUITE(RingLinearMap, Rings);

TYPED_TEST(RingLinearMap, DenseAgreesWithItsDefinition) {
  std::mt19937_64 random(3);
  for (const std::size_t inputs : {1U, 2U, 7U, 64U, 129U}) {
    for (const std::size_t outputs : {1U, 3U, 32U, 70U}) {
      SCOPED_TRACE(std::to_string(inputs) + " x " + std::to_string(outputs));
      expect_product<TypeParam>(DenseShape{inputs, outputs}, inputs, inputs * outputs,
                                widths_of<TypeParam>(), random);
    }
  }
}

ConvolutionAxis random_axis(std::mt19937_64& random) {
  const auto pick = [&](std::size_t lo, std::size_t hi) {
    return std::uniform_int_distribution<std::size_t>(lo, hi)(random);
  };
  ConvolutionAxis axis;
  axis.in = pick(1, 40);
  axis.kernel = pick(1, 5);
  axis.dilation = pick(1, 3);
  axis.stride = pick(1, 4);
  axis.pad = pick(0, 6);
  const std::size_t reach = (axis.kernel - 1) * axis.dilation + 1;
  const std::size_t behind = pick(0, 6);
  // As much behind as the window needs to fit once.
  const std::size_t padded = std::max(axis.pad + axis.in + behind, reach);
  axis.out = (padded - reach) / axis.stride + 1;
  return axis;
}

std::string described(const ConvolutionShape& shape) {
  std::string text = std::to_string(shape.in_channels) + " to " +
                     std::to_string(shape.out_channels) + " in " + std::to_string(shape.groups);
  for (const ConvolutionAxis& axis : {shape.rows, shape.columns}) {
    for (const std::size_t number :
         {axis.in, axis.out, axis.kernel, axis.stride, axis.pad, axis.dilation}) {
      text += ' ' + std::to_string(number);
    }
  }
  return text;
}

/// Random geometries: strides, padding beyond the window, dilation, groups, depthwise.
TYPED_TEST(RingLinearMap, ConvolutionsAgreeWithTheirDefinition) {
  std::mt19937_64 random(11);
  for (int round = 0; round < 60; ++round) {
    ConvolutionShape shape;
    shape.groups = 1 + random() % 3;
    shape.in_channels = shape.groups * (1 + random() % 4);
    shape.out_channels = shape.groups * (1 + random() % 11);
    shape.rows = random_axis(random);
    shape.columns = random_axis(random);
    if (round % 10 == 0) shape.rows = {};     // one-dimensional
    if (round % 10 == 1) shape.columns = {};  // standing
    SCOPED_TRACE(described(shape));
    const auto widths = widths_of<TypeParam>();
    expect_product<TypeParam>(shape, shape.inputs(), shape.weights(),
                              {widths[static_cast<std::size_t>(round) % widths.size()]},
                              random);
  }
}

/// Groups of one channel, with up to as many results as their own map takes, and one more.
TYPED_TEST(RingLinearMap, DepthwiseConvolutionsAgreeWithTheirDefinition) {
  std::mt19937_64 random(13);
  for (int round = 0; round < 40; ++round) {
    ConvolutionShape shape;
    shape.groups = shape.in_channels = 2 + random() % 8;
    shape.out_channels = shape.groups * (1 + random() % 5);
    shape.rows = random_axis(random);
    shape.columns = random_axis(random);
    SCOPED_TRACE(described(shape));
    const auto widths = widths_of<TypeParam>();
    expect_product<TypeParam>(shape, shape.inputs(), shape.weights(),
                              {widths[static_cast<std::size_t>(round) % widths.size()]},
                              random);
  }
}

/// More terms than a panel's chunk, more outputs than a band.
TYPED_TEST(RingLinearMap, LargeConvolutionsAreCutToBandsAndChunks) {
  std::mt19937_64 random(12);
  ConvolutionShape shape;
  shape.in_channels = 40;
  shape.out_channels = 2;
  shape.rows = {90, 45, 3, 2, 1, 1};
  shape.columns = {90, 90, 3, 1, 1, 1};
  expect_product<TypeParam>(shape, shape.inputs(), shape.weights(),
                            {widths_of<TypeParam>().back()}, random);
}

TYPED_TEST(RingLinearMap, EmptyBatchIsNoProduct) {
  const LinearMap<TypeParam> map(DenseShape{2, 1}, std::vector<TypeParam>{1, 2}, 8,
                                 WeightRange::kFull);
  map.apply({}, {});
}

}  // namespace
}  // namespace medisc::test
