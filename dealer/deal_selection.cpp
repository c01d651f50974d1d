#include "dealer/deal_selection.hpp"

namespace medisc {

template <RingWord Word>
void deal_selection(const ReluGate& gate, std::uint32_t step, const Seed& hospital,
                    const Seed& service, BitWriter& corrections) {
  const std::size_t lanes = gate.step.size;
  SelectionMaterial<Word> p0(gate, lanes);
  SelectionMaterial<Word> p1(gate, lanes);
  expand_selection<Word>(Party::kHospital, hospital, step, gate, p0, 0, lanes);
  expand_selection<Word>(Party::kService, service, step, gate, p1, 0, lanes);

  const BlindRows rows(gate);
  const auto blind_bit = [&](std::size_t row, std::size_t lane) {
    return static_cast<Word>(bit_of(p0.blind_bits.row(row), lane) ^
                             bit_of(p1.blind_bits.row(row), lane));
  };
  for (std::size_t i = 0; i < lanes; ++i) {
    const Word rho = blind_bit(rows.sign, i);
    const Word factor = static_cast<Word>(p0.factor_mask[i] + p1.factor_mask[i]);
    p1.blind[i] = static_cast<Word>(rho - p0.blind[i]);
    p1.blind_factor[i] = static_cast<Word>((rho * factor) - p0.blind_factor[i]);
    if (gate.has_carry()) {
      const Word carry = blind_bit(rows.carry, i);
      p1.carry_blind[i] = static_cast<Word>(carry - p0.carry_blind[i]);
      p1.blind_carry[i] = static_cast<Word>((rho & carry) - p0.blind_carry[i]);
    }
    if (gate.has_wrap()) {
      const Word wrap = blind_bit(rows.wrap, i);
      p1.wrap_blind[i] = static_cast<Word>(wrap - p0.wrap_blind[i]);
      p1.blind_wrap[i] = static_cast<Word>((rho & wrap) - p0.blind_wrap[i]);
    }
  }
  transfer_corrections<Word>(gate, p1, [&](std::vector<Word>& words, unsigned width) {
    corrections.words<Word>(words, width);
  });
}

#define MEDISC_INSTANTIATE(Word)                                                             \
  template void deal_selection<Word>(const ReluGate&, std::uint32_t, const Seed&, const Seed&, \
                                     BitWriter&);
MEDISC_INSTANTIATE(std::uint32_t)
MEDISC_INSTANTIATE(std::uint64_t)
#undef MEDISC_INSTANTIATE

}  // namespace medisc
