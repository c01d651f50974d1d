#include "dealer/deal_threshold.hpp"

#include "dealer/chain/deal_chain.hpp"
#include "dealer/deal_select.hpp"
#include "dealer/tree/deal_tree.hpp"
#include "ring/bit_rows.hpp"

namespace medisc {
namespace {

/// r = r0 + r1 mod 2^k.
template <RingWord Word>
std::vector<Word> mask_of(const Reveal& reveal, const Seed& hospital,
                          std::span<const Word> service_mask) {
  std::vector<Word> r = reveal_mask<Word>(hospital, reveal.step, reveal.size, reveal.width);
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
void deal_threshold(const ThresholdGate& gate, const Seed& hospital, const Seed& service,
                    BitWriter& corrections) {
  ThresholdMaterial<Word> p0;
  ThresholdMaterial<Word> p1;
  expand_arrays<Word>(Party::kHospital, arrays_of(gate, p0), {&hospital, 1}, gate.size());
  const Arrays<Word> arrays = arrays_of(gate, p1);
  expand_arrays<Word>(Party::kService, arrays, {&service, 1}, gate.size());

  const std::vector<Word> r = mask_of<Word>(gate.reveal, hospital, p1.reveal.mask);
  const BitPlanes mask_bits = decompose<Word>(r, gate.reveal.width);
  BitPlanes blinds = p1.blinds;
  for (std::size_t i = 0; i < blinds.rows(); ++i) {
    combine(blinds.row(i), kAddBits, p0.blinds.row(i));
  }
  std::visit(
      [&]<class Kind>(const Kind& borrow) {
        using Material = typename MaterialOf<Kind>::type;
        deal_borrow(borrow, {mask_bits, blinds}, std::get<Material>(p0.borrow),
                    std::get<Material>(p1.borrow));
      },
      gate.borrow);
  deal_select<Word>(gate.select, r, blinds, p0.select, p1.select);
  write_corrections<Word>(arrays, gate.size(), corrections);
}

template void deal_threshold<std::uint32_t>(const ThresholdGate&, const Seed&, const Seed&,
                                            BitWriter&);
template void deal_threshold<std::uint64_t>(const ThresholdGate&, const Seed&, const Seed&,
                                            BitWriter&);

}  // namespace medisc
