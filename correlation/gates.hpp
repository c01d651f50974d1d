/// The gates of a plan: what each step needs beyond its sizes, worked out once from the public
/// plan by dealer, hospital and service alike.
///
///   const Gates gates = make_gates(plan);
///   for (const Gate& gate : gates) {
///     if (const auto* linear = std::get_if<LinearGate>(&gate)) count += linear->weights;
///     for_each_relu(gate, [&](const ReluGate& relu) { bits += relu.leaf_opening_bits(); });
///   }
#pragma once

#include <variant>
#include <vector>

#include "correlation/adder_circuit.hpp"
#include "correlation/linear_gate.hpp"
#include "plan/plan.hpp"

namespace medisc {

/// z = max(y, 0) >> s over shares y0 + y1 of width k, to shares mod 2^o (o = output_width):
///   z = b (t0 + t1 + c_s - 2^(k-s) w),   b = NOT msb(y),   t_i = (y_i mod 2^k) >> s,
/// c_s the carry into bit s, w the wrap of the two shares around 2^k. Exact for |y| < 2^(k-1).
struct ReluGate {
  ReluStep step;
  AdderCircuit circuit;
  /// Bits of w that reach the output: max(0, o - (k - s)).
  unsigned wrap_width = 0;
  /// Where its randomness is derived: the step's index, or a level of a max-pool.
  std::uint32_t derivation_step = 0;
  /// The hospital's share of y depends on the record, so that its leaf openings can't be sent
  /// ahead: they travel with its last message before the comparison, at no flight of their own.
  bool live = false;

  bool has_carry() const { return step.shift > 0; }
  bool has_wrap() const { return wrap_width > 0; }
  /// Bits opened by the product: b, and c_s and w where they exist.
  std::size_t blinds() const { return std::size_t{1} + has_carry() + has_wrap(); }
  /// Bits that the hospital opens before the comparison: leaves, and t0 - m0.
  std::size_t leaf_opening_bits() const {
    return step.size * (circuit.monomials.size() + step.output_width);
  }
};

/// One level of a maximum's tree: max(a, b) = b + ReLU(a - b) for neighbours; who has none
/// passes. Indices are into the level's input tensor; its output is the maxima, then the
/// passed.
struct MaxLevel {
  std::vector<std::uint32_t> a;
  std::vector<std::uint32_t> b;
  std::vector<std::uint32_t> passed;
  ReluGate relu;  ///< size a.size(), no shift
};

/// A max-pool: ceil(log2(taps)) levels, all windows at once.
struct MaxPoolGate {
  MaxPoolStep step;
  std::vector<MaxLevel> levels;
  std::vector<std::uint32_t>
      result;  ///< into the last level's output, or the input if no level
};

/// Steps that each party computes on its own share.
using LocalGate = std::variant<SumPoolStep, SumStep, ConcatStep>;

using Gate = std::variant<LinearGate, ReluGate, MaxPoolGate, LocalGate>;

/// One gate a step, in order.
using Gates = std::vector<Gate>;

Gates make_gates(const Plan& plan);

/// Calls visit(const ReluGate&) for the gate itself, or for the levels of a max-pool, in the
/// order that their randomness is dealt and stored in.
template <class Visit>
void for_each_relu(const Gate& gate, Visit&& visit) {
  if (const auto* relu = std::get_if<ReluGate>(&gate)) visit(*relu);
  if (const auto* pool = std::get_if<MaxPoolGate>(&gate)) {
    for (const MaxLevel& level : pool->levels) visit(level.relu);
  }
}

}  // namespace medisc
