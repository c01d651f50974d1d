/// The gates of a plan: what each step needs beyond its sizes, worked out once from the public
/// plan by dealer, hospital and service alike.
///
///   const Gates gates = make_gates(plan);
///   for (const Gate& gate : gates) {
///     bits += std::visit([](const auto& kind) { return correction_bits(kind); }, gate);
///   }
///
/// What a kind of gate is made of stands with it: its randomness here, its dealing in dealer/,
/// its traffic, cost and both parties' runs in protocol/gates/ (docs/adding.md).
#pragma once

#include <variant>
#include <vector>

#include "correlation/linear_gate.hpp"
#include "correlation/local_gate.hpp"
#include "correlation/max_pool_gate.hpp"
#include "correlation/product_gate.hpp"
#include "correlation/threshold_gate.hpp"
#include "plan/plan.hpp"

namespace medisc {

using Gate = std::variant<LinearGate, ThresholdGate, MaxPoolGate, LocalGate, ProductGate>;

/// One gate a step, in order.
using Gates = std::vector<Gate>;

Gates make_gates(const Plan& plan);

/// Bits of corrections that a gate adds to the service's half of a bundle.
std::size_t correction_bits(const LinearGate& gate);
std::size_t correction_bits(const ThresholdGate& gate);
std::size_t correction_bits(const MaxPoolGate& gate);
std::size_t correction_bits(const LocalGate& gate);
std::size_t correction_bits(const ProductGate& gate);

}  // namespace medisc
