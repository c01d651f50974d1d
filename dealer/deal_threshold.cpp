#include "dealer/deal_threshold.hpp"

#include <algorithm>

#include "dealer/chain/deal_chain.hpp"
#include "dealer/deal_select.hpp"
#include "dealer/tree/deal_tree.hpp"
#include "ring/bit_rows.hpp"

namespace medisc {
namespace {

/// r = r0 + r1 mod 2^k of some values, from one on.
template <RingWord Word>
std::vector<Word> mask_of(const Reveal& reveal, const Seed& hospital, std::size_t first,
                          std::span<const Word> service_mask) {
  std::vector<Word> r(service_mask.size());
  expand_words_from<Word>(hospital, Purpose::kRevealMask, reveal.step, first, std::span(r),
                          reveal.width);
  const Word width = width_mask<Word>(reveal.width);
  for (std::size_t i = 0; i < r.size(); ++i) {
    r[i] = static_cast<Word>(r[i] + service_mask[i]) & width;
  }
  return r;
}

/// What the dealer alone knows whole.
struct Dealt {
  const BitPlanes& mask_bits;
  const BitPlanes& blinds;
};

void deal_borrow(const TreeCircuit& circuit, const Dealt& dealt, const TreeMaterial& hospital,
                 TreeMaterial& service) {
  deal_tree(circuit, dealt.mask_bits, hospital, service);
}

void deal_borrow(const BorrowChain& chain, const Dealt& dealt, const ChainMaterial& hospital,
                 ChainMaterial& service) {
  for (std::size_t l = 0; l < chain.thresholds; ++l) {
    const bool yields_carry = l == 0 && chain.layout.carry_digit;
    deal_chain(chain.layout, l, dealt.mask_bits, dealt.blinds.row(l),
               yields_carry ? dealt.blinds.row(chain.thresholds) : ConstBitRow{}, hospital,
               service);
  }
}

}  // namespace

template <RingWord Word>
void deal_material(const ThresholdGate& gate, std::span<const Word> mask,
                   const ThresholdMaterial<Word>& hospital, ThresholdMaterial<Word>& service) {
  const BitPlanes mask_bits = decompose<Word>(mask, gate.reveal.width);
  BitPlanes blinds = service.blinds;
  for (std::size_t i = 0; i < blinds.rows(); ++i) {
    combine(blinds.row(i), kAddBits, hospital.blinds.row(i));
  }
  std::visit(
      [&]<class Kind>(const Kind& borrow) {
        using Material = typename MaterialOf<Kind>::type;
        deal_borrow(borrow, {mask_bits, blinds}, std::get<Material>(hospital.borrow),
                    std::get<Material>(service.borrow));
      },
      gate.borrow);
  deal_select<Word>(gate.select, mask, blinds, hospital.select, service.select);
}

template <RingWord Word>
void deal_threshold(const ThresholdGate& gate, const Seed& hospital, const Seed& service,
                    BitWriter& corrections) {
  ThresholdMaterial<Word> p0;
  ThresholdMaterial<Word> p1;
  const Arrays<Word> arrays0 = arrays_of(gate, p0);
  const Arrays<Word> arrays1 = arrays_of(gate, p1);
  const std::size_t size = gate.size();
  const std::size_t begin = corrections.bits();
  corrections.zeros(correction_bits(arrays1) * size);
  for (std::size_t first = 0; first < size; first += kDealtLanes) {
    const std::size_t count = std::min(kDealtLanes, size - first);
    expand_slice<Word>(Party::kHospital, arrays0, hospital, size, first, count);
    expand_slice<Word>(Party::kService, arrays1, service, size, first, count);
    const std::vector<Word> r = mask_of<Word>(gate.reveal, hospital, first, p1.reveal.mask);
    deal_material<Word>(gate, r, p0, p1);
    write_corrections<Word>(arrays1, size, first, count, begin, corrections);
  }
}

template void deal_material<std::uint32_t>(const ThresholdGate&, std::span<const std::uint32_t>,
                                           const ThresholdMaterial<std::uint32_t>&,
                                           ThresholdMaterial<std::uint32_t>&);
template void deal_material<std::uint64_t>(const ThresholdGate&, std::span<const std::uint64_t>,
                                           const ThresholdMaterial<std::uint64_t>&,
                                           ThresholdMaterial<std::uint64_t>&);
template void deal_threshold<std::uint32_t>(const ThresholdGate&, const Seed&, const Seed&,
                                            BitWriter&);
template void deal_threshold<std::uint64_t>(const ThresholdGate&, const Seed&, const Seed&,
                                            BitWriter&);

}  // namespace medisc
