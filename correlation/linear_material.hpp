/// Correlated randomness of a linear layer: v = a1 u - a2 (the paper's a3 = a1 a0 - a2, with
/// u = a0 of the INPUT's shape and a2, a3 = v of the OUTPUT's). MediSC section 5.1, Figure 2.
///
/// u and a2 are the hospital's, fresh in every bundle; a1 has the shape of W, is the service's,
/// and serves a whole pool through D = W - a1, which the hospital gets once; v is the service's
/// correction: one residue mod 2^width an output.
///
/// Where a threshold gate reveals the result ahead and nothing else reads it, the hospital's
/// stream is a = a2 + r0 in place of a2, r0 its part of the reveal's mask: it sends
/// h = D u + a = y0 + r0 and needs neither y0 nor r0; the dealer has v = a1 u - (a - r0).
#pragma once

#include <cstdint>
#include <vector>

#include "correlation/linear_gate.hpp"
#include "ring/derivation.hpp"
#include "ring/seed.hpp"

namespace medisc {

/// u = a0: `inputs` residues, from the hospital's seed.
template <RingWord Word>
std::vector<Word> input_mask(const Seed& hospital, std::uint32_t step, const LinearGate& gate) {
  std::vector<Word> u(gate.inputs);
  expand_words<Word>(hospital, Purpose::kInputMask, step, u, gate.width);
  return u;
}

/// a2, or a: `outputs` residues, from the hospital's seed.
template <RingWord Word>
std::vector<Word> output_share(const Seed& hospital, std::uint32_t step,
                               const LinearGate& gate) {
  std::vector<Word> a2(gate.outputs);
  expand_words<Word>(hospital, Purpose::kOutputShare, step, a2, gate.width);
  return a2;
}

/// a1: residues in the shape of W, from the pool's weight-mask seed.
template <RingWord Word>
std::vector<Word> weight_mask(const Seed& pool, std::uint32_t step, const LinearGate& gate) {
  std::vector<Word> a1(gate.weights);
  expand_words<Word>(pool, Purpose::kWeightMask, step, a1, gate.width);
  return a1;
}
/// Some words of it, from `first` on.
template <RingWord Word>
std::vector<Word> weight_mask(const Seed& pool, std::uint32_t step, const LinearGate& gate,
                              std::size_t first, std::size_t count) {
  std::vector<Word> a1(count);
  expand_words_from<Word>(pool, Purpose::kWeightMask, step, first, std::span(a1), gate.width);
  return a1;
}

}  // namespace medisc
