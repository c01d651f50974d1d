#include "compiler/bounds.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <numeric>
#include <utility>

#include "plan/image_size.hpp"

namespace medisc {
namespace {

/// As many intervals as there are runs of `run` elements; a run may lie across several.
std::vector<Interval> by_run(const Bounds& bounds, std::uint64_t run) {
  const std::uint64_t step = std::gcd(run, bounds.size / bounds.intervals.size());
  std::vector<Interval> intervals;
  for (std::uint64_t i = 0; i < bounds.size; i += step) {
    const Interval& x = bounds.of(i);
    if (i % run == 0) {
      intervals.push_back(x);
    } else {
      intervals.back().low = std::min(intervals.back().low, x.low);
      intervals.back().high = std::max(intervals.back().high, x.high);
    }
  }
  return intervals;
}

/// One interval a channel of what a window reads, zeros around the image among it.
std::vector<Interval> by_channel(const Bounds& bounds, const Image& image,
                                 const Window& window) {
  std::vector<Interval> channels = by_run(bounds, plane(image));
  if (!is_padded(window)) return channels;
  for (Interval& x : channels) x = {std::min<Wide>(x.low, 0), std::max<Wide>(x.high, 0)};
  return channels;
}

Wide wrapping_value(const Piecewise& function, std::int64_t v, unsigned bits) {
  Wide z = Wide{function.slope} * v + function.offset;
  for (const Knot& knot : function.knots) {
    if (Piecewise::is_above(v, knot, bits)) z += Wide{knot.slope} * v + knot.offset;
  }
  return z;
}

void add_product(Interval& sum, Wide weight, const Interval& x) {
  sum.low += weight * (weight < 0 ? x.high : x.low);
  sum.high += weight * (weight < 0 ? x.low : x.high);
}

/// In Number's arithmetic; `x`: of each of the row's inputs. Each sum is in four parts, which
/// doubles add side by side.
template <class Number>
Interval row_bounds(const RoundedMatrix& weights, std::size_t row, std::int64_t bias,
                    std::span<const std::array<Number, 2>> x) {
  std::array<std::array<Number, 2>, 4> parts{};
  const std::size_t first = row * x.size();
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto [low, high] = x[i];
    std::int64_t above = 0;
    std::int64_t below = 0;
    if (weights.above.empty()) {
      const std::int64_t weight = weights.matrix[first + i];
      above = std::max<std::int64_t>(weight, 0);
      below = std::min<std::int64_t>(weight, 0);
    } else {
      above = weights.above[first + i];
      below = weights.below[first + i];
    }
    auto& part = parts[i % 4];
    part[0] += static_cast<Number>(above) * low + static_cast<Number>(below) * high;
    part[1] += static_cast<Number>(above) * high + static_cast<Number>(below) * low;
  }
  Interval sum{bias, bias};
  for (const auto& [low, high] : parts) {
    sum.low += static_cast<Wide>(low);
    sum.high += static_cast<Wide>(high);
  }
  return sum;
}

template <class Number>
std::vector<Interval> all_row_bounds(const RoundedMatrix& weights,
                                     std::span<const std::int64_t> bias,
                                     const std::vector<Interval>& x, std::size_t groups) {
  std::vector<std::array<Number, 2>> ends;
  ends.reserve(x.size());
  for (const Interval& own : x) {
    ends.push_back({static_cast<Number>(own.low), static_cast<Number>(own.high)});
  }
  const std::size_t reads = x.size() / groups;
  std::vector<Interval> bounds;
  for (std::size_t row = 0; row < bias.size(); ++row) {
    const std::size_t group = row * groups / bias.size();
    bounds.push_back(row_bounds<Number>(weights, row, bias[row],
                                        std::span(ends).subspan(group * reads, reads)));
  }
  return bounds;
}

/// An interval a row of the matrix. In doubles, where they are exact.
std::vector<Interval> sums_of_products(const RoundedMatrix& weights,
                                       std::span<const std::int64_t> bias,
                                       const std::vector<Interval>& x, std::size_t groups) {
  const auto most = static_cast<double>(magnitude({x.size(), x}));
  if (most * static_cast<double>(weights.longest) < 0x1p52) {
    return all_row_bounds<double>(weights, bias, x, groups);
  }
  return all_row_bounds<Wide>(weights, bias, x, groups);
}

}  // namespace

Bounds symmetric_bounds(std::uint64_t size, Wide magnitude) {
  return {size, {Interval{-magnitude, magnitude}}};
}

RoundedMatrix with_sums(std::int32_t scale, std::vector<std::int32_t> matrix,
                        std::uint64_t terms, std::size_t taps) {
  RoundedMatrix result{scale, std::move(matrix)};
  const std::vector<std::int32_t>& all = result.matrix;
  for (std::size_t row = 0; row < all.size(); row += terms) {
    std::int64_t length = 0;
    for (std::size_t i = row; i < row + terms; ++i) length += std::abs(std::int64_t{all[i]});
    result.longest = std::max(result.longest, length);
  }
  if (taps == 1) return result;
  for (std::size_t first = 0; first < all.size(); first += taps) {
    std::int64_t above = 0;
    std::int64_t below = 0;
    for (std::size_t i = first; i < first + taps; ++i) (all[i] < 0 ? below : above) += all[i];
    result.above.push_back(above);
    result.below.push_back(below);
  }
  return result;
}

Bounds bounds_of(const DenseStep& step, const RoundedMatrix& weights,
                 std::span<const std::int64_t> bias, const Bounds& input) {
  return {step.outputs, sums_of_products(weights, bias, by_run(input, 1), 1)};
}

Bounds bounds_of(const ConvStep& step, const RoundedMatrix& weights,
                 std::span<const std::int64_t> bias, const Bounds& input) {
  return {
      step.out.size(),
      sums_of_products(weights, bias, by_channel(input, step.in, step.window), step.groups)};
}

Bounds bounds_of(const DenseStep& step, const LinearWeights& weights, const Bounds& input) {
  return bounds_of(step, with_sums(0, weights.matrix, step.inputs, 1), weights.bias, input);
}

Bounds bounds_of(const ConvStep& step, const LinearWeights& weights, const Bounds& input) {
  const std::size_t kernel = taps(step.window);
  const std::uint64_t terms = step.in.channels / step.groups * kernel;
  return bounds_of(step, with_sums(0, weights.matrix, terms, kernel), weights.bias, input);
}

/// A piece of the function is least and largest at its ends.
Bounds bounds_of(const ThresholdStep& step, const Bounds& input) {
  Bounds output = input;
  for (Interval& y : output.intervals) {
    const Interval v{y.low >> step.shift, y.high >> step.shift};
    y = {step.function.in(v.low), step.function.in(v.low)};
    const auto meet = [&](Wide at) {
      if (at < v.low || at > v.high) return;
      y.low = std::min(y.low, step.function.in(at));
      y.high = std::max(y.high, step.function.in(at));
    };
    meet(v.high);
    for (const Knot& knot : step.function.knots) {
      meet(Wide{knot.at} - 1);
      meet(knot.at);
    }
  }
  return output;
}

/// As above; pieces end where a place is met, and half of all values before and behind it.
Bounds bounds_of_any(const ThresholdStep& step) {
  const unsigned bits = step.width - step.shift;
  const Wide half = Wide{1} << (bits - 1);
  Interval z{0, 0};
  bool met = false;
  const auto meet = [&](Wide v) {
    if (v < -half || v >= half) return;
    const Wide value = wrapping_value(step.function, static_cast<std::int64_t>(v), bits);
    z.low = met ? std::min(z.low, value) : value;
    z.high = met ? std::max(z.high, value) : value;
    met = true;
  };
  meet(-half);
  meet(half - 1);
  for (const Knot& knot : step.function.knots) {
    for (const Wide at : {Wide{knot.at}, knot.at - half, knot.at + half}) {
      meet(at - 1);
      meet(at);
    }
  }
  return {step.size, {z}};
}

Bounds bounds_of(const SumPoolStep& step, const Bounds& input) {
  Bounds output{step.out.size(), by_channel(input, step.in, step.window)};
  const auto kernel = static_cast<Wide>(taps(step.window));
  for (Interval& x : output.intervals) x = {kernel * x.low, kernel * x.high};
  return output;
}

Bounds bounds_of(const MaxPoolStep& step, const Bounds& input) {
  return {step.out.size(), by_run(input, plane(step.in))};
}

Bounds bounds_of(const SumStep& step, const std::vector<Bounds>& inputs) {
  std::uint64_t run = step.size;
  for (const Bounds& x : inputs) {
    if (x.size != 1) run = std::gcd(run, x.size / x.intervals.size());
  }
  Bounds output{step.size,
                std::vector<Interval>(step.size / run, Interval{step.offset, step.offset})};
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const std::vector<Interval> x = by_run(inputs[i], inputs[i].size == 1 ? 1 : run);
    for (std::size_t k = 0; k < output.intervals.size(); ++k) {
      add_product(output.intervals[k], step.multipliers[i], x[x.size() == 1 ? 0 : k]);
    }
  }
  return output;
}

/// The largest and least of the products of ends.
Bounds bounds_of(const ProductStep& step, const std::vector<Bounds>& inputs) {
  const std::uint64_t repeats = step.size / step.runs;
  const std::uint64_t run = std::gcd(step.size / inputs[0].intervals.size(),
                                     step.runs / inputs[1].intervals.size() * repeats);
  Bounds output{step.size, {}};
  for (std::uint64_t i = 0; i < step.size; i += run) {
    const Interval& a = inputs[0].of(i);
    const Interval& b = inputs[1].of(i / repeats);
    const auto [low, high] =
        std::minmax({a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high});
    output.intervals.push_back({low, high});
  }
  return output;
}

Bounds bounds_of(const ConcatStep& step, const std::vector<Bounds>& inputs) {
  std::uint64_t run = 0;
  for (const Bounds& part : inputs) run = std::gcd(run, part.size / part.intervals.size());
  Bounds output;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    output.size += inputs[i].size;
    for (const Interval& x : by_run(inputs[i], run)) {
      output.intervals.push_back({x.low << step.shifts[i], x.high << step.shifts[i]});
    }
  }
  return output;
}

Bounds clipped(Bounds bounds, Wide magnitude) {
  for (Interval& x : bounds.intervals) {
    x.low = std::clamp(x.low, -magnitude, magnitude);
    x.high = std::clamp(x.high, -magnitude, magnitude);
  }
  return bounds;
}

Wide magnitude(const Bounds& bounds) {
  Wide largest = 0;
  for (const Interval& y : bounds.intervals) largest = std::max({largest, y.high, -y.low});
  return largest;
}

unsigned signed_bits(Wide magnitude) {
  unsigned bits = 2;
  while (bits < 127 && (magnitude >> (bits - 1)) != 0) ++bits;
  return bits;
}

}  // namespace medisc
