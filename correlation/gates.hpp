/// The gates of a plan: what each step needs beyond its sizes, worked out once from the public
/// plan by dealer, hospital and service alike.
#pragma once

#include <variant>
#include <vector>

#include "correlation/adder_circuit.hpp"
#include "model/plan.hpp"

namespace medisc {

/// z = max(y, 0) >> s over shares y0 + y1 of width k, to shares mod 2^o (o = output_width):
///   z = b (t0 + t1 + c_s - 2^(k-s) w),   b = NOT msb(y),   t_i = (y_i mod 2^k) >> s,
/// c_s the carry into bit s, w the wrap of the two shares around 2^k. Exact for |y| < 2^(k-1).
struct ReluGate {
  ReluStep step;
  AdderCircuit circuit;
  /// Bits of w that reach the output: max(0, o - (k - s)).
  unsigned wrap_width = 0;

  bool has_carry() const { return step.shift > 0; }
  bool has_wrap() const { return wrap_width > 0; }
  /// Bits opened by the product: b, and c_s and w where they exist.
  std::size_t blinds() const { return std::size_t{1} + has_carry() + has_wrap(); }
};

using Gate = std::variant<DenseStep, ReluGate>;

/// One gate a step, in order.
using Gates = std::vector<Gate>;

Gates make_gates(const Plan& plan);

}  // namespace medisc
