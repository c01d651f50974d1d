/// Corrections of a linear layer: v = a1 u - a2 mod 2^width (linear_material.hpp).
#pragma once

#include "correlation/linear_material.hpp"
#include "correlation/reveal.hpp"
#include "ring/bit_stream.hpp"

namespace medisc {

template <RingWord Word>
void deal_linear(const LinearGate& gate, std::uint32_t step, const LinearMap<Word>& a1,
                 const Seed& hospital, BitWriter& corrections) {
  const std::vector<Word> u = input_mask<Word>(hospital, step, gate);
  const std::vector<Word> a2 = output_share<Word>(hospital, step, gate);
  std::vector<Word> v(gate.outputs);
  a1.apply(u, v);
  for (std::size_t o = 0; o < v.size(); ++o) v[o] = static_cast<Word>(v[o] - a2[o]);
  // a2 = a - r0. A word of the stream is one of r0 at any width, so that the reveal's own,
  // which may be narrower, is this one's lowest bits.
  if (gate.revealed_at) {
    const std::vector<Word> r0 =
        reveal_mask<Word>(hospital, *gate.revealed_at, v.size(), gate.width);
    for (std::size_t o = 0; o < v.size(); ++o) v[o] = static_cast<Word>(v[o] + r0[o]);
  }
  corrections.words<Word>(v, gate.width);
}

}  // namespace medisc
