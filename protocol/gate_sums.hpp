/// Sizes and costs of all gates together (protocol/gates/gate.hpp).
#pragma once

#include <algorithm>

#include "protocol/gates/gate.hpp"

namespace medisc {

/// `word`: bits of the ring's word, which only what a session expands depends on.
inline GateSize sizes_of(const Gates& gates, unsigned word = 32) {
  GateSize sum;
  for (const Gate& gate : gates) {
    const GateSize own =
        std::visit([&](const auto& kind) { return size_of(kind, word); }, gate);
    sum.shares += own.shares;
    sum.openings += own.openings;
    sum.masked_weights += own.masked_weights;
    sum.expanded += own.expanded;
    sum.working = std::max(sum.working, own.working);
  }
  return sum;
}

inline GateCost costs_of(const Gates& gates) {
  GateCost sum;
  for (const Gate& gate : gates) {
    const GateCost own = std::visit([](const auto& kind) { return cost_of(kind); }, gate);
    sum.opening += own.opening;
    sum.preparing += own.preparing;
    sum.masking += own.masking;
  }
  return sum;
}

}  // namespace medisc
