/// ReLU and 2x2 max-pool of additively shared values as Boolean circuits, shared again at the
/// end: what private inference by garbled circuits evaluates (Delphi, USENIX Security 2020,
/// section 4). The hospital evaluates, since its shares are known before the record and their
/// labels can be transferred ahead; the service garbles.
#pragma once

#include "bench/garbled/circuit.hpp"

namespace medisc::bench {

/// Inputs in this order: the hospital's shares, the service's shares, then the mask m. The
/// output is the hospital's new share, z + m; the service keeps -m.
struct SharedGate {
  Circuit circuit;
  unsigned width = 0;         ///< bits of a share that goes in
  unsigned taps = 1;          ///< values that go in
  unsigned output_width = 0;  ///< bits of a share that comes out

  std::size_t share_wires() const { return std::size_t{width} * taps; }
};

/// z = max(y, 0) >> shift mod 2^output_width, y mod 2^width: an adder, a selection by the sign
/// and the masking, in (width - 1) + min(output_width, width - 1 - shift) + (output_width - 1)
/// ANDs. Wants shift + 2 <= width.
SharedGate garbled_relu(unsigned width, unsigned shift, unsigned output_width);

/// z = max of four values mod 2^width, |y_i| < 2^(width-2): four adders, a tree of three
/// comparisons and selections, and the masking, in 11 width - 8 ANDs.
SharedGate garbled_max_pool(unsigned width);

}  // namespace medisc::bench
