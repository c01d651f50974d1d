#include "bench/garbled/circuit.hpp"

#include <utility>

namespace medisc::bench {

using Kind = CircuitStep::Kind;

WireWord CircuitBuilder::input(unsigned width) {
  WireWord word(width);
  for (Wire& wire : word) {
    wire = static_cast<Wire>(circuit_.wires++);
    ++circuit_.inputs;
  }
  return word;
}

Wire CircuitBuilder::add(Kind kind, Wire a, Wire b) {
  const auto out = static_cast<Wire>(circuit_.wires++);
  circuit_.steps.push_back({kind, a, b, out});
  return out;
}

Wire CircuitBuilder::exclusive_or(Wire a, Wire b) {
  return add(Kind::kXor, a, b);
}

Wire CircuitBuilder::both(Wire a, Wire b) {
  ++circuit_.ands;
  return add(Kind::kAnd, a, b);
}

Wire CircuitBuilder::inverse(Wire a) {
  return add(Kind::kNot, a, a);
}

WireWord CircuitBuilder::sum(const WireWord& a, const WireWord& b) {
  WireWord result;
  Wire carry = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const bool last = i + 1 == a.size();
    if (i == 0) {
      result.push_back(exclusive_or(a[0], b[0]));
      if (!last) carry = both(a[0], b[0]);
    } else if (i < b.size()) {
      const Wire a_or_carry = exclusive_or(a[i], carry);
      result.push_back(exclusive_or(a_or_carry, b[i]));
      // The majority of a, b and carry, in one AND.
      if (!last) {
        carry = exclusive_or(carry, both(a_or_carry, exclusive_or(b[i], carry)));
      }
    } else {
      result.push_back(exclusive_or(a[i], carry));
      if (!last) carry = both(a[i], carry);
    }
  }
  return result;
}

WireWord CircuitBuilder::difference(const WireWord& a, const WireWord& b) {
  // a - b = NOT(NOT a + b) needs no carry in.
  WireWord inverted;
  for (const Wire wire : a) inverted.push_back(inverse(wire));
  WireWord result = sum(inverted, b);
  for (Wire& wire : result) wire = inverse(wire);
  return result;
}

WireWord CircuitBuilder::select(Wire choice, const WireWord& a, const WireWord& b) {
  WireWord result;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const Wire differs = exclusive_or(a[i], b[i]);
    result.push_back(exclusive_or(b[i], both(choice, differs)));
  }
  return result;
}

Circuit CircuitBuilder::finish(WireWord outputs) {
  circuit_.outputs = std::move(outputs);
  return std::move(circuit_);
}

}  // namespace medisc::bench
