/// A ReLU's randomness at both parties, and what each has of the gate before the service's
/// first message: of use unless the gate is live.
#pragma once

#include "bench/samples.hpp"
#include "dealer/deal_comparison.hpp"
#include "dealer/deal_selection.hpp"
#include "protocol/relu.hpp"

namespace medisc::bench {

template <RingWord Word>
struct DealtRelu {
  ReluMaterial<Word> hospital;
  ReluMaterial<Word> service;
  ReluKnown<Word> known;      ///< the hospital's
  ReluOpenings<Word> opened;  ///< the service's
};

/// `y0`: the hospital's share.
template <RingWord Word>
DealtRelu<Word> deal_relu(const ReluGate& gate, std::span<const Word> y0) {
  const Seed seeds[] = {numbered_seed(1), numbered_seed(2)};
  DealtRelu<Word> dealt;
  dealt.hospital = expand_relu<Word>(Party::kHospital, gate, std::span(seeds, 1));
  dealt.service = expand_relu<Word>(Party::kService, gate, std::span(seeds + 1, 1));
  BitWriter writer;
  deal_comparison(gate.circuit, gate.derivation_step, gate.step.size, seeds[0], seeds[1],
                  writer);
  deal_selection<Word>(gate, gate.derivation_step, seeds[0], seeds[1], writer);
  const Bytes corrections = writer.take();
  BitReader correction_reader(corrections);
  read_corrections<Word>(gate, 0, correction_reader, dealt.service);
  if (gate.live) return dealt;

  dealt.known = known_share<Word>(gate, dealt.hospital, y0);
  ReluMemory<Word> memory;
  put_relu_openings<Word>(gate, dealt.hospital.comparison.leaf_masks,
                          dealt.hospital.selection.factor_mask, y0, Slice{0, y0.size()}, memory,
                          writer);
  const Bytes openings = writer.take();
  BitReader reader(openings);
  dealt.opened = read_relu_openings<Word>(gate, dealt.service, std::span(&reader, 1));
  return dealt;
}

}  // namespace medisc::bench
