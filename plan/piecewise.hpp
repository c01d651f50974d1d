/// A piecewise linear function of V = y >> s, public: what a threshold gate computes.
///
///   f(V) = slope V + offset + sum over l of [y >= t_l] (slope_l V + offset_l),
///   t_l  = at_l 2^s
///
/// Integers; >> rounds down. A ReLU is slope = offset = 0 and one knot {0, 1, 0}; a ReLU6 has
/// one more, {c, -1, c}; |V| is slope -1 and the knot {0, 2, 0}.
#pragma once

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <vector>

#include "plan/fields.hpp"

namespace medisc {

/// Knots of one function.
inline constexpr std::uint32_t kMostKnots = 64;

/// Where the line changes, and by how much.
struct Knot {
  std::int64_t at = 0;  ///< in units of V
  std::int64_t slope = 0;
  std::int64_t offset = 0;

  static constexpr std::tuple kFields{
      Field{"at", &Knot::at},
      Field{"slope", &Knot::slope},
      Field{"offset", &Knot::offset},
  };
  bool operator==(const Knot&) const = default;
};

struct Piecewise {
  std::int64_t slope = 0;  ///< below all knots
  std::int64_t offset = 0;
  std::vector<Knot> knots;  ///< at ascending places

  static constexpr const char* kName = "function";
  static constexpr std::tuple kFields{
      Field{"slope", &Piecewise::slope},
      Field{"offset", &Piecewise::offset},
      Field{"knots", &Piecewise::knots},
  };

  static Piecewise relu() { return {0, 0, {{0, 1, 0}}}; }
  /// V itself: what shifts a signed value.
  static Piecewise identity() { return {1, 0, {{0, 0, 0}}}; }

  /// Whether V below 0 counts: then there is a knot at 0, for b_0 is part of V's wrap.
  bool takes_zero() const {
    for (const Knot& knot : knots) {
      if (knot.at < 0 && knot.slope != 0) return true;
    }
    return slope != 0;
  }

  /// Whether V counts, and not where it lies alone.
  bool takes_value() const {
    return slope != 0 || std::any_of(knots.begin(), knots.end(),
                                     [](const Knot& knot) { return knot.slope != 0; });
  }

  bool has_knot_at(std::int64_t place) const {
    return std::any_of(knots.begin(), knots.end(),
                       [&](const Knot& knot) { return knot.at == place; });
  }

  /// Mod 2^64.
  std::int64_t operator()(std::int64_t v) const {
    const auto value = static_cast<std::uint64_t>(v);
    auto z = static_cast<std::uint64_t>(slope) * value + static_cast<std::uint64_t>(offset);
    for (const Knot& knot : knots) {
      if (v < knot.at) continue;
      z += static_cast<std::uint64_t>(knot.slope) * value +
           static_cast<std::uint64_t>(knot.offset);
    }
    return static_cast<std::int64_t>(z);
  }

  /// In numbers that hold all of it: of 128 bits, or doubles.
  template <class Number>
  Number in(Number v) const {
    Number z = static_cast<Number>(slope) * v + static_cast<Number>(offset);
    for (const Knot& knot : knots) {
      if (v < static_cast<Number>(knot.at)) continue;
      z += static_cast<Number>(knot.slope) * v + static_cast<Number>(knot.offset);
    }
    return z;
  }
  bool operator==(const Piecewise&) const = default;
};

}  // namespace medisc
