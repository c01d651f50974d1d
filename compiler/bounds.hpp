/// What is proven of a tensor: intervals that its integers lie in.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "plan/plan.hpp"
#include "plan/weights.hpp"

namespace medisc {

/// Wide enough for any sum of products that a plan's limits allow: 2^24 products of a weight
/// (32 bits) and an input (64 bits).
using Wide = __int128;

struct Interval {
  Wide low = 0;
  Wide high = 0;
  bool operator==(const Interval&) const = default;
};

/// Entry k holds for the k-th of intervals.size() equal runs of elements: one a channel for an
/// image, one an element behind a dense layer.
struct Bounds {
  std::uint64_t size = 0;
  std::vector<Interval> intervals;

  const Interval& of(std::uint64_t element) const {
    return intervals[element / (size / intervals.size())];
  }
  bool operator==(const Bounds&) const = default;
};

/// |x_i| <= magnitude for all i.
Bounds symmetric_bounds(std::uint64_t size, Wide magnitude);

/// A linear step's integer matrix, a row an output, and what bounds need of it.
struct RoundedMatrix {
  std::int32_t scale = 0;
  std::vector<std::int32_t> matrix;
  std::int64_t longest = 0;  ///< the largest sum of |weights| of a row
  /// All taps of a channel see the same interval. Where there are several: the sum of those
  /// above 0, and of those below, channel by channel and row by row.
  std::vector<std::int64_t> above{};
  std::vector<std::int64_t> below{};
};

/// Of a matrix at `scale`, in rows of `terms` weights, `taps` a channel.
RoundedMatrix with_sums(std::int32_t scale, std::vector<std::int32_t> matrix,
                        std::uint64_t terms, std::size_t taps);

/// Sum of each product's interval: exact for a single layer, but for a padded convolution,
/// whose window may stand over zeros or not.
Bounds bounds_of(const DenseStep& step, const LinearWeights& weights, const Bounds& input);
Bounds bounds_of(const ConvStep& step, const LinearWeights& weights, const Bounds& input);
Bounds bounds_of(const DenseStep& step, const RoundedMatrix& weights,
                 std::span<const std::int64_t> bias, const Bounds& input);
Bounds bounds_of(const ConvStep& step, const RoundedMatrix& weights,
                 std::span<const std::int64_t> bias, const Bounds& input);
Bounds bounds_of(const ThresholdStep& step, const Bounds& input);
/// Of whatever is read mod 2^width, wrapped or not.
Bounds bounds_of_any(const ThresholdStep& step);
Bounds bounds_of(const SumPoolStep& step, const Bounds& input);
Bounds bounds_of(const MaxPoolStep& step, const Bounds& input);
Bounds bounds_of(const SumStep& step, const std::vector<Bounds>& inputs);
Bounds bounds_of(const ProductStep& step, const std::vector<Bounds>& inputs);
/// Of tensors one after the other.
Bounds bounds_of(const ConcatStep& step, const std::vector<Bounds>& inputs);

/// The intervals cut to [-magnitude, magnitude].
Bounds clipped(Bounds bounds, Wide magnitude);

/// The largest |value| that the bounds allow.
Wide magnitude(const Bounds& bounds);

/// The smallest k with magnitude < 2^(k-1), 2 at least.
unsigned signed_bits(Wide magnitude);

}  // namespace medisc
