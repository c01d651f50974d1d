#include "correlation/relu_material.hpp"

namespace medisc {

template <RingWord Word>
ReluMaterial<Word> expand_relu(Party party, const ReluGate& gate, std::span<const Seed> seeds) {
  const std::uint32_t step = gate.derivation_step;
  const std::size_t lanes = gate.step.size;
  ReluMaterial<Word> material{ComparisonMaterial(gate.circuit, seeds.size() * lanes),
                              SelectionMaterial<Word>(gate, seeds.size() * lanes)};
  for (std::size_t b = 0; b < seeds.size(); ++b) {
    expand_comparison(party, seeds[b], step, material.comparison, b * lanes, lanes);
    expand_selection<Word>(party, seeds[b], step, gate, material.selection, b * lanes, lanes);
  }
  return material;
}

template <RingWord Word>
void read_corrections(const ReluGate& gate, std::size_t bundle, BitReader& corrections,
                      ReluMaterial<Word>& material) {
  const std::size_t lanes = gate.step.size;
  const std::size_t offset = bundle * lanes;
  transfer_corrections(material.comparison, [&](BitPlanes& rows) {
    read_rows(corrections, rows, offset, lanes);
  });
  transfer_corrections<Word>(
      gate, material.selection, [&](std::vector<Word>& words, unsigned width) {
        if (words.empty()) return;
        corrections.words<Word>(std::span(words).subspan(offset, lanes), width);
      });
}

void read_rows(BitReader& from, BitPlanes& rows, std::size_t offset, std::size_t lanes) {
  std::vector<std::uint64_t> row(BitPlanes::words_for(lanes));
  for (std::size_t r = 0; r < rows.rows(); ++r) {
    from.lanes(row, lanes);
    place_lanes(rows.row(r), offset, row, lanes);
  }
}

#define MEDISC_INSTANTIATE(Word)                                                            \
  template ReluMaterial<Word> expand_relu<Word>(Party, const ReluGate&,                    \
                                                std::span<const Seed>);                    \
  template void read_corrections<Word>(const ReluGate&, std::size_t, BitReader&,           \
                                       ReluMaterial<Word>&);
MEDISC_INSTANTIATE(std::uint8_t)
MEDISC_INSTANTIATE(std::uint16_t)
MEDISC_INSTANTIATE(std::uint32_t)
MEDISC_INSTANTIATE(std::uint64_t)
#undef MEDISC_INSTANTIATE

}  // namespace medisc
