/// A piecewise linear function of V = y >> s, public: what a threshold gate computes.
///
///   f(V) = slope V + offset + sum over l of b_l (slope_l V + offset_l),
///   b_l  = [y >= t_l],  t_l = at_l 2^s
///
/// Integers; >> rounds down. A gate knows y mod 2^k alone, as one of [-2^(k-1), 2^(k-1)), and
/// takes b_l from the sign of y - t_l mod 2^k: the same wherever that does not wrap. A ReLU is
/// slope = offset = 0 and one knot {0, 1, 0}; a ReLU6 has one more, {c, -1, c}; |V| is slope -1
/// and the knot {0, 2, 0}.
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

  /// Whether V counts elsewhere than from 0 on: then there is a knot at 0, for the sign of y is
  /// part of V's wrap.
  bool takes_zero() const {
    return slope != 0 || std::any_of(knots.begin(), knots.end(), [](const Knot& knot) {
             return knot.at != 0 && knot.slope != 0;
           });
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

  /// Mod 2^64, of a V of `bits` bits, k - s: as a gate has it, whether y - t_l wraps or not.
  std::int64_t operator()(std::int64_t v, unsigned bits) const {
    const auto value = static_cast<std::uint64_t>(v);
    auto z = static_cast<std::uint64_t>(slope) * value + static_cast<std::uint64_t>(offset);
    for (const Knot& knot : knots) {
      if (!is_above(v, knot, bits)) continue;
      z += static_cast<std::uint64_t>(knot.slope) * value +
           static_cast<std::uint64_t>(knot.offset);
    }
    return static_cast<std::int64_t>(z);
  }

  /// b_l of such a V.
  static bool is_above(std::int64_t v, const Knot& knot, unsigned bits) {
    const std::uint64_t difference =
        static_cast<std::uint64_t>(v) - static_cast<std::uint64_t>(knot.at);
    return (difference >> (bits - 1) & 1) == 0;
  }

  /// In numbers that hold all of it, of 128 bits, or doubles; nothing wraps.
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
