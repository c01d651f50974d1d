/// Gates of chosen layouts, live, so that a run shows all that crosses.
#pragma once

#include "correlation/threshold_gate.hpp"

namespace medisc::test {

struct GateSizes {
  unsigned width = 0;
  unsigned shift = 0;
  unsigned output_width = 1;
  Piecewise function = Piecewise::relu();
};

inline ThresholdGate with_borrow(ThresholdGate gate, Borrow borrow) {
  gate.borrow = std::move(borrow);
  gate.turns = std::visit([](const auto& kind) { return turns_of(kind); }, gate.borrow);
  return gate;
}

inline ThresholdGate live_gate(const GateSizes& sizes, const BorrowChoice& choice) {
  return make_threshold_gate({0, sizes.width, sizes.shift, sizes.output_width, sizes.function},
                             choice, 3, true);
}

/// By chains of these digits.
inline ThresholdGate chain_gate(const GateSizes& sizes, const std::vector<unsigned>& digits) {
  ThresholdGate gate = live_gate(sizes, {BorrowKind::kChain});
  return with_borrow(
      gate, BorrowChain{make_chain_layout(digits, gate.select.shift), gate.select.thresholds});
}

/// By a tree of this layout.
inline ThresholdGate tree_gate(const GateSizes& sizes, const TreeLayout& layout) {
  ThresholdGate gate = live_gate(sizes, {});
  return with_borrow(gate, make_tree_circuit(layout, gate.select.thresholds));
}

inline ThresholdGate of_size(ThresholdGate gate, std::size_t lanes) {
  gate.reveal.size = static_cast<std::uint32_t>(lanes);
  return gate;
}

}  // namespace medisc::test
