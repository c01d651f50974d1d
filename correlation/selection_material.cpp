#include "correlation/selection_material.hpp"

#include "ring/derivation.hpp"

namespace medisc {

template <RingWord Word>
void expand_selection(Party party, const Seed& seed, std::uint32_t step, const ReluGate& gate,
                      SelectionMaterial<Word>& material, std::size_t offset, std::size_t lanes) {
  const auto expand = [&](Purpose purpose, std::vector<Word>& words, unsigned width) {
    if (words.empty()) return;
    expand_words<Word>(seed, purpose, step, std::span(words).subspan(offset, lanes), width);
  };
  const unsigned width = gate.step.output_width;
  expand_lanes(seed, Purpose::kBlindBits, step, material.blind_bits, offset, lanes);
  expand(Purpose::kFactorMask, material.factor_mask, width);
  if (party == Party::kService) return;
  expand(Purpose::kBlindRing, material.blind, width);
  expand(Purpose::kCarryBlindRing, material.carry_blind, width);
  expand(Purpose::kBlindCarryRing, material.blind_carry, width);
  expand(Purpose::kWrapBlindRing, material.wrap_blind, gate.wrap_width);
  expand(Purpose::kBlindWrapRing, material.blind_wrap, gate.wrap_width);
  expand(Purpose::kBlindFactorRing, material.blind_factor, width);
}

#define MEDISC_INSTANTIATE(Word)                                                            \
  template void expand_selection<Word>(Party, const Seed&, std::uint32_t, const ReluGate&, \
                                       SelectionMaterial<Word>&, std::size_t, std::size_t);
MEDISC_INSTANTIATE(std::uint8_t)
MEDISC_INSTANTIATE(std::uint16_t)
MEDISC_INSTANTIATE(std::uint32_t)
MEDISC_INSTANTIATE(std::uint64_t)
#undef MEDISC_INSTANTIATE

}  // namespace medisc
