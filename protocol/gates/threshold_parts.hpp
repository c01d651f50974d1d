/// What a threshold gate needs beside its run, by itself or as a level of a max-pool.
#pragma once

#include <algorithm>

#include "protocol/gates/gate.hpp"

namespace medisc {

/// Hospital, ahead: h of a reveal that is not live.
template <RingWord Word>
void prepare_reveal(const ThresholdGate& gate, const Seed& seed, const AheadTensor<Word>& y,
                    PreparedHalf& prepared, Workers& workers) {
  if (gate.reveal.live) return;
  if (y.is_revealed) {
    prepared.openings.words<Word>(y.words, gate.reveal.width);
    return;
  }
  const std::vector<Word> r0 =
      reveal_mask<Word>(seed, gate.reveal.step, gate.size(), gate.reveal.width);
  put_ahead<Word>(gate, y.words, r0, prepared.openings, workers);
}

/// What the service holds of a gate's bundles.
template <RingWord Word>
struct ServicePart {
  ThresholdMaterial<Word> material;
  std::vector<Word> ahead;  ///< h, unless live

  void open(const ThresholdGate& gate, const ServiceSource& bundles, Workers& workers) {
    const Arrays<Word> arrays = arrays_of(gate, material);
    expand_arrays<Word>(Party::kService, arrays, bundles.seeds,
                        bundles.seeds.size() * gate.size(), workers);
    for (std::size_t b = 0; b < bundles.seeds.size(); ++b) {
      read_corrections<Word>(arrays, b, gate.size(), bundles.corrections[b], workers);
    }
    if (!gate.reveal.live) ahead = read_ahead<Word>(gate, bundles.openings);
  }
};

/// Bits that a session expands, at the party that holds more.
inline std::uint64_t expanded_bits(const ThresholdGate& gate, unsigned word) {
  ThresholdMaterial<std::uint64_t> none;
  std::uint64_t hospital = 0;
  std::uint64_t service = 0;
  for (const auto& array : arrays_of(gate, none)) {
    if (array.bits == 0) continue;
    const std::uint64_t bits = array.rows != nullptr ? array.bits : word;
    if (holds(Party::kHospital, array.held)) hospital += bits;
    if (holds(Party::kService, array.held)) service += bits;
  }
  return gate.size() * std::max(hospital, service);
}

/// Bits that a party's run works in: yhat, what is compared, in words and rows, and the
/// borrow's.
inline std::uint64_t working_bits(const ThresholdGate& gate, unsigned word) {
  const std::uint64_t rows =
      std::visit([](const auto& borrow) { return working_rows(borrow); }, gate.borrow);
  return gate.size() *
         (2 * word + gate.select.thresholds * gate.reveal.width + rows + gate.opened_bits());
}

}  // namespace medisc
