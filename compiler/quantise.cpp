#include "compiler/quantise.hpp"

#include <algorithm>
#include <cmath>

#include "compiler/linear_layers.hpp"
#include "plan/image_size.hpp"
#include "plan/powers.hpp"

namespace medisc {
namespace {

/// std::lround, for numbers of 32 bits: halves away from zero. Not to even, as the processor
/// rounds by default: weights of w and -w stay each other's negatives, and a plan the same
/// whatever mode a host has set.
std::int32_t rounded(double value) {
  const auto whole = static_cast<std::int32_t>(value);
  const double rest = value - whole;
  return whole + (rest >= 0.5 ? 1 : 0) - (rest <= -0.5 ? 1 : 0);
}

}  // namespace

Result<void> scale_features(Dense& dense, std::span<const std::int32_t> range_log2) {
  for (std::size_t i = 0; i < dense.matrix.size(); ++i) {
    const std::size_t column = range_log2.size() == 1 ? 0 : i % dense.inputs;
    dense.matrix[i] = std::ldexp(dense.matrix[i], range_log2[column]);
  }
  return {};
}

Result<void> scale_features(Conv& conv, std::span<const std::int32_t> range_log2) {
  const std::size_t run = range_log2.size() == 1 ? 1 : plane(conv.in);
  for (std::size_t i = 0; i < range_log2.size(); ++i) {
    if (range_log2[i] == range_log2[i - i % run]) continue;
    return fail(ErrorCode::kUnsupported,
                "its input is an image, and the input ranges differ within a channel",
                "give one range for all, or the same for all elements of a channel");
  }
  for (std::size_t i = 0; i < conv.matrix.size(); ++i) {
    const std::size_t feature = range_log2.size() == 1 ? 0 : channel_read(conv, i) * run;
    conv.matrix[i] = std::ldexp(conv.matrix[i], range_log2[feature]);
  }
  return {};
}

RealWeights weights_of(const Dense& dense) {
  return {dense.matrix, dense.bias, dense.inputs, 1};
}

RealWeights weights_of(const Conv& conv) {
  return {conv.matrix, conv.bias, conv.matrix.size() / conv.out.channels, taps(conv.window)};
}

double largest_magnitude(std::span<const double> values) {
  double largest = 0;
  for (const double value : values) largest = std::max(largest, std::abs(value));
  return largest;
}

std::int32_t weight_scale(const RealWeights& weights, double largest_weight,
                          unsigned weight_bits, unsigned input_bits, std::int32_t input_scale) {
  const double largest_bias = largest_magnitude(weights.bias);
  const int bits = static_cast<int>(weight_bits);
  int scale = largest_weight > 0 ? bits - ceil_log2(largest_weight) : bits;
  if (largest_bias > 0) {
    const int sum_bits =
        bits + static_cast<int>(input_bits) + ceil_log2(static_cast<double>(weights.terms));
    scale = std::min(scale, sum_bits - ceil_log2(largest_bias) - input_scale);
  }
  return scale;
}

Result<std::vector<std::int32_t>> quantise_matrix(const RealWeights& real, std::int32_t scale) {
  constexpr double kMaxWeight = 0x1p31 - 0.5;
  std::vector<std::int32_t> matrix;
  matrix.reserve(real.matrix.size());
  const double unit = std::ldexp(1.0, scale);
  const bool exact = std::isnormal(unit);
  for (const double weight : real.matrix) {
    const double scaled = exact ? weight * unit : std::ldexp(weight, scale);
    if (!(std::abs(scaled) < kMaxWeight)) {
      return fail(ErrorCode::kOverflow, "a weight needs more than 31 bits");
    }
    matrix.push_back(rounded(scaled));
  }
  return matrix;
}

Result<std::vector<std::int64_t>> quantise_bias(const RealWeights& real, std::int32_t scale) {
  constexpr double kMaxBias = 0x1p62;
  std::vector<std::int64_t> rounded_bias;
  rounded_bias.reserve(real.bias.size());
  for (const double bias : real.bias) {
    const double scaled = std::ldexp(bias, scale);
    if (!(std::abs(scaled) < kMaxBias)) {
      return fail(ErrorCode::kOverflow, "a bias needs more than 62 bits");
    }
    rounded_bias.push_back(std::llround(scaled));
  }
  return rounded_bias;
}

}  // namespace medisc
