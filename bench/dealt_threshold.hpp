/// A threshold gate's randomness at both parties, and what the hospital has revealed ahead.
#pragma once

#include "bench/samples.hpp"
#include "dealer/deal_threshold.hpp"
#include "protocol/gates/threshold_run.hpp"

namespace medisc::bench {

template <RingWord Word>
struct DealtThreshold {
  ThresholdMaterial<Word> hospital;
  ThresholdMaterial<Word> service;
  std::vector<Word> ahead;  ///< h, unless live
};

/// `y0`: the hospital's share.
template <RingWord Word>
DealtThreshold<Word> deal_gate(const ThresholdGate& gate, std::span<const Word> y0) {
  const Seed seeds[] = {numbered_seed(1), numbered_seed(2)};
  DealtThreshold<Word> dealt;
  expand_arrays<Word>(Party::kHospital, arrays_of(gate, dealt.hospital), std::span(seeds, 1),
                      gate.size());
  const Arrays<Word> arrays = arrays_of(gate, dealt.service);
  expand_arrays<Word>(Party::kService, arrays, std::span(seeds + 1, 1), gate.size());
  BitWriter writer;
  deal_threshold<Word>(gate, seeds[0], seeds[1], writer);
  const Bytes corrections = writer.take();
  BitReader reader(corrections);
  read_corrections<Word>(arrays, 0, gate.size(), reader);
  if (gate.reveal.live) return dealt;
  dealt.ahead = reveal_mask<Word>(seeds[0], gate.reveal.step, gate.size(), gate.reveal.width);
  for (std::size_t i = 0; i < dealt.ahead.size(); ++i) dealt.ahead[i] += y0[i];
  return dealt;
}

}  // namespace medisc::bench
