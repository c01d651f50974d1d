/// Boolean circuits of XOR, AND and NOT, and words over them. Only AND costs anything garbled.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace medisc::bench {

using Wire = std::uint32_t;
/// Wires of a number's bits, the lowest first.
using WireWord = std::vector<Wire>;

struct CircuitStep {
  enum class Kind : std::uint8_t { kXor, kAnd, kNot };
  Kind kind;
  Wire a;
  Wire b;  ///< of a kNot: a
  Wire out;
};

/// Wires 0 .. inputs - 1 are the inputs; every step writes the next wire.
struct Circuit {
  std::size_t inputs = 0;
  std::size_t wires = 0;
  std::size_t ands = 0;
  std::vector<CircuitStep> steps;
  WireWord outputs;
};

/// Inputs are taken before the first step.
class CircuitBuilder {
 public:
  WireWord input(unsigned width);
  Wire exclusive_or(Wire a, Wire b);
  Wire both(Wire a, Wire b);
  Wire inverse(Wire a);

  /// a + b mod 2^|a|, |b| <= |a|, in |a| - 1 ANDs.
  WireWord sum(const WireWord& a, const WireWord& b);
  /// a - b mod 2^|a|, |b| = |a|, in |a| - 1 ANDs.
  WireWord difference(const WireWord& a, const WireWord& b);
  /// choice ? a : b, of equal width, in |a| ANDs.
  WireWord select(Wire choice, const WireWord& a, const WireWord& b);

  Circuit finish(WireWord outputs);

 private:
  Wire add(CircuitStep::Kind kind, Wire a, Wire b);

  Circuit circuit_;
};

}  // namespace medisc::bench
