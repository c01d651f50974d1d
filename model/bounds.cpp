#include "model/bounds.hpp"

#include <algorithm>

namespace medisc {

Bounds symmetric_bounds(std::size_t size, Wide magnitude) {
  return Bounds(size, Interval{-magnitude, magnitude});
}

Bounds dense_bounds(const LinearWeights& weights, const Bounds& input) {
  Bounds output(weights.bias.size());
  for (std::size_t row = 0; row < output.size(); ++row) {
    Interval sum{weights.bias[row], weights.bias[row]};
    for (std::size_t column = 0; column < input.size(); ++column) {
      const Wide weight = weights.matrix[row * input.size() + column];
      const Interval& x = input[column];
      sum.low += weight * (weight < 0 ? x.high : x.low);
      sum.high += weight * (weight < 0 ? x.low : x.high);
    }
    output[row] = sum;
  }
  return output;
}

Bounds relu_bounds(const Bounds& input, unsigned shift) {
  Bounds output;
  output.reserve(input.size());
  for (const Interval& y : input) {
    output.push_back({std::max<Wide>(y.low, 0) >> shift, std::max<Wide>(y.high, 0) >> shift});
  }
  return output;
}

Wide magnitude(const Bounds& bounds) {
  Wide largest = 0;
  for (const Interval& y : bounds) largest = std::max({largest, y.high, -y.low});
  return largest;
}

unsigned signed_bits(Wide magnitude) {
  unsigned bits = 2;
  while (bits < 127 && (magnitude >> (bits - 1)) != 0) ++bits;
  return bits;
}

}  // namespace medisc
