/// Splines: continuous piecewise linear functions in place of smooth ones.
///
/// What is public of one: its function, a power of two that no sample went beyond, and how fine
/// it is. From these alone follow its bends, so they tell no more of samples and weights than a
/// width does.
#pragma once

#include <optional>

#include "compiler/activation.hpp"
#include "compiler/smooth.hpp"

namespace medisc {

/// How far and how close a spline follows its function.
struct SplineGoal {
  double reach = 0;      ///< |x|, a power of two
  double tolerance = 0;  ///< |spline - f| for |x| <= reach; three times that up to twice reach
};

/// The fewest bends that meet the goal on a lattice of places and values, and of those the
/// least squares of errors; slopes are multiples of a power of two, so that gates need few bits
/// for them. Beyond twice the reach the outermost pieces go on. `goal.tolerance` is widened
/// where the lattice has nothing as close. Without a result: the function has no finite value
/// somewhere, or takes over kMostSplineBends bends.
std::optional<Activation> spline_of(const Smooth& smooth, const SplineGoal& goal);

inline constexpr std::size_t kMostSplineBends = 48;

}  // namespace medisc
