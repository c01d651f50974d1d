/// A piecewise linear function of V = y >> s, public: what a threshold gate computes.
///
///   f(V) = slope V + offset + sum over l of [y >= t_l] (slope_l V + offset_l),
///   t_l  = at_l 2^s
///
/// Integers; >> rounds down. A ReLU is slope = offset = 0 and one knot {0, 1, 0}.
#pragma once

#include <cstdint>
#include <vector>

namespace medisc {

/// Where the line changes, and by how much.
struct Knot {
  std::int64_t at = 0;  ///< in units of V
  std::int64_t slope = 0;
  std::int64_t offset = 0;
  bool operator==(const Knot&) const = default;
};

struct Piecewise {
  std::int64_t slope = 0;  ///< below all knots
  std::int64_t offset = 0;
  std::vector<Knot> knots;  ///< at ascending places

  static Piecewise relu() { return {0, 0, {{0, 1, 0}}}; }

  /// Whether V below 0 counts: then there is a knot at 0, for b_0 is part of V's wrap.
  bool takes_zero() const {
    for (const Knot& knot : knots) {
      if (knot.at < 0 && knot.slope != 0) return true;
    }
    return slope != 0;
  }

  std::int64_t operator()(std::int64_t v) const {
    std::int64_t z = slope * v + offset;
    for (const Knot& knot : knots) z += v >= knot.at ? knot.slope * v + knot.offset : 0;
    return z;
  }
  bool operator==(const Piecewise&) const = default;
};

}  // namespace medisc
