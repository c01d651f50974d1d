/// A single ReLU gate of chosen sizes.
#pragma once

#include "correlation/gates.hpp"

namespace medisc::test {

inline ReluGate relu_gate(std::uint32_t size, std::uint32_t width, std::uint32_t shift,
                          std::uint32_t output_width, std::uint32_t ring_bits) {
  Plan plan;
  plan.ring_bits = ring_bits;
  plan.steps = {{"relu", 0, ReluStep{size, width, shift, output_width}}};
  ReluGate gate = std::get<ReluGate>(make_gates(plan).front());
  gate.live = false;  // as behind a linear layer
  return gate;
}

/// The same gate at another step of a plan.
inline ReluGate at_step(ReluGate gate, std::uint32_t step) {
  gate.derivation_step = step;
  return gate;
}

}  // namespace medisc::test
