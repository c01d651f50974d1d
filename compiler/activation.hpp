/// A continuous piecewise linear function of real numbers: ReLU, ReLU6, LeakyRelu, |x|, a clip,
/// hard sigmoid and tanh, a cap.
///
///   f(x) = slope x + offset + the sum of change (x - at) over the bends with at <= x
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace medisc {

struct Bend {
  double at = 0;
  double change = 0;  ///< of the slope
  bool operator==(const Bend&) const = default;
};

/// What an activation stands for, where it is a spline (compiler/spline.hpp).
struct SplineFacts {
  double reach = 0;  ///< |x|, a power of two
  double error = 0;  ///< the largest |spline - f| for |x| <= reach
  bool operator==(const SplineFacts&) const = default;
};

/// y = f(x), element by element. The numbers are public, part of the architecture.
struct Activation {
  std::uint32_t size = 0;
  double slope = 0;  ///< below all bends
  double offset = 0;
  std::vector<Bend> bends{};  ///< at ascending places
  std::optional<SplineFacts> spline{};

  double operator()(double x) const;
  /// Right of bend `index`; of -1, below all.
  double slope_after(std::ptrdiff_t index) const;
  double last_slope() const {
    return slope_after(static_cast<std::ptrdiff_t>(bends.size()) - 1);
  }

  double steepest() const;  ///< the largest |slope|

  /// f(c x) = c f(x) for every c > 0.
  bool is_homogeneous() const;
  bool never_falls() const;
  bool is_never_negative() const;
  /// The largest |f| over |x| <= bound.
  double magnitude(double bound) const;
  bool operator==(const Activation&) const = default;
};

/// max(x, 0).
Activation relu(std::uint32_t size);

/// x: what the planner puts where a value is to lose its low bits.
Activation identity_activation(std::uint32_t size);

/// min(max(x, low), high), low < high; infinite bounds are none.
Activation clip(std::uint32_t size, double low, double high);

/// f cut to [-limit, limit] where it leaves it for good: limit above |f| at every bend.
Activation capped(Activation activation, double limit);

/// Whether f leaves every bound, and so could be capped.
bool is_unbounded(const Activation& activation);

/// second(first(x)).
Activation compose(const Activation& first, const Activation& second);

/// f(factor x), factor > 0.
Activation of_scaled(Activation activation, double factor);

}  // namespace medisc
