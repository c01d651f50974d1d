#include "compiler/bounds.hpp"

#include <algorithm>
#include <numeric>

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

}  // namespace

Bounds symmetric_bounds(std::uint64_t size, Wide magnitude) {
  return {size, {Interval{-magnitude, magnitude}}};
}

Bounds bounds_of(const DenseStep& step, const LinearWeights& weights, const Bounds& input) {
  const std::vector<Interval> x = by_run(input, 1);
  Bounds output{step.outputs, std::vector<Interval>(step.outputs)};
  for (std::size_t row = 0; row < step.outputs; ++row) {
    Interval sum{weights.bias[row], weights.bias[row]};
    for (std::size_t column = 0; column < x.size(); ++column) {
      add_product(sum, weights.matrix[row * x.size() + column], x[column]);
    }
    output.intervals[row] = sum;
  }
  return output;
}

Bounds bounds_of(const ConvStep& step, const LinearWeights& weights, const Bounds& input) {
  const std::vector<Interval> x = by_channel(input, step.in, step.window);
  const std::size_t reads = step.in.channels / step.groups;
  const std::size_t writes = step.out.channels / step.groups;
  const std::size_t kernel = taps(step.window);
  Bounds output{step.out.size(), std::vector<Interval>(step.out.channels)};
  for (std::size_t channel = 0; channel < step.out.channels; ++channel) {
    Interval sum{weights.bias[channel], weights.bias[channel]};
    const std::int32_t* weight = weights.matrix.data() + channel * reads * kernel;
    for (std::size_t read = 0; read < reads; ++read) {
      // All taps of a channel see the same interval.
      std::int64_t positive = 0;
      std::int64_t negative = 0;
      for (std::size_t tap = 0; tap < kernel; ++tap, ++weight) {
        (*weight < 0 ? negative : positive) += *weight;
      }
      const Interval& own = x[channel / writes * reads + read];
      add_product(sum, positive, own);
      add_product(sum, negative, own);
    }
    output.intervals[channel] = sum;
  }
  return output;
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
