/// What is proven of a tensor: an interval for each of its integers.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/weights.hpp"

namespace medisc {

/// Wide enough for any sum of products that a plan's limits allow: 2^24 products of a weight
/// (32 bits) and an input (64 bits).
using Wide = __int128;

struct Interval {
  Wide low = 0;
  Wide high = 0;
};

/// One interval an element.
using Bounds = std::vector<Interval>;

/// |x_i| <= magnitude for all i.
Bounds symmetric_bounds(std::size_t size, Wide magnitude);

/// y = W x + b: sums the interval of each product. Exact for a single layer.
Bounds dense_bounds(const LinearWeights& weights, const Bounds& input);

/// z = max(y, 0) >> shift.
Bounds relu_bounds(const Bounds& input, unsigned shift);

/// The largest |value| that the bounds allow.
Wide magnitude(const Bounds& bounds);

/// The smallest k with magnitude < 2^(k-1), 2 at least.
unsigned signed_bits(Wide magnitude);

}  // namespace medisc
