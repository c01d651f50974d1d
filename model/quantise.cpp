#include "model/quantise.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "model/powers.hpp"

namespace medisc {
namespace {

double largest_of(const std::vector<double>& values) {
  double largest = 0;
  for (const double value : values) largest = std::max(largest, std::abs(value));
  return largest;
}

}  // namespace

void scale_columns(Dense& dense, std::span<const std::int32_t> range_log2) {
  for (std::size_t i = 0; i < dense.matrix.size(); ++i) {
    const std::size_t column = range_log2.size() == 1 ? 0 : i % dense.inputs;
    dense.matrix[i] = std::ldexp(dense.matrix[i], range_log2[column]);
  }
}

std::int32_t weight_scale(const Dense& dense, unsigned weight_bits, unsigned input_bits,
                          std::int32_t input_scale) {
  const double largest_weight = largest_of(dense.matrix);
  const double largest_bias = largest_of(dense.bias);
  const int bits = static_cast<int>(weight_bits);
  int scale = largest_weight > 0 ? bits - ceil_log2(largest_weight) : bits;
  if (largest_bias > 0) {
    const int sum_bits =
        bits + static_cast<int>(input_bits) + ceil_log2(static_cast<double>(dense.inputs));
    scale = std::min(scale, sum_bits - ceil_log2(largest_bias) - input_scale);
  }
  return scale;
}

Result<LinearWeights> quantise(const Dense& dense, std::int32_t matrix_scale,
                              std::int32_t bias_scale) {
  constexpr double kMaxBias = 0x1p62;
  LinearWeights weights;
  weights.matrix.reserve(dense.matrix.size());
  for (const double weight : dense.matrix) {
    const long long rounded = std::llround(std::ldexp(weight, matrix_scale));
    weights.matrix.push_back(static_cast<std::int32_t>(rounded));
  }
  weights.bias.reserve(dense.bias.size());
  for (const double bias : dense.bias) {
    const double scaled = std::ldexp(bias, bias_scale);
    if (!(std::abs(scaled) < kMaxBias)) {
      return fail(ErrorCode::kOverflow, "a bias needs more than 62 bits");
    }
    weights.bias.push_back(std::llround(scaled));
  }
  return weights;
}

}  // namespace medisc
