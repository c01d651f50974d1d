/// A circuit on bits in the clear.
#pragma once

#include "bench/garbled/circuit.hpp"

namespace medisc::test {

/// `inputs`: the first input is the lowest bit; at most 64.
inline std::uint64_t plain_outputs(const bench::Circuit& circuit, std::uint64_t inputs) {
  using Kind = bench::CircuitStep::Kind;
  std::vector<bool> wires(circuit.wires);
  for (std::size_t i = 0; i < circuit.inputs; ++i) wires[i] = inputs >> i & 1;
  for (const bench::CircuitStep& step : circuit.steps) {
    const bool a = wires[step.a];
    const bool b = wires[step.b];
    wires[step.out] = step.kind == Kind::kXor ? a != b : step.kind == Kind::kAnd ? a && b : !a;
  }
  std::uint64_t outputs = 0;
  for (std::size_t i = 0; i < circuit.outputs.size(); ++i) {
    outputs |= std::uint64_t{wires[circuit.outputs[i]]} << i;
  }
  return outputs;
}

}  // namespace medisc::test
