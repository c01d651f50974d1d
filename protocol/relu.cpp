#include "protocol/relu.hpp"

#include <algorithm>

namespace medisc {
namespace {

/// Opened bits of the product, one row each (BlindRows).
BitPlanes blinded(const ReluGate& gate, Party party, const SignShares& shares,
                  const BitPlanes& blind_bits) {
  BitPlanes opened = blind_bits;
  const BlindRows rows(gate);
  const auto add = [&](std::size_t row, const BitPlanes& share) {
    for (std::size_t w = 0; w < opened.words_per_row(); ++w) opened.row(row)[w] ^= share.row(0)[w];
  };
  add(rows.sign, shares.sign);
  if (gate.has_carry()) add(rows.carry, shares.carry);
  if (gate.has_wrap()) add(rows.wrap, shares.wrap);
  if (party == Party::kService) {  // b = NOT msb: one party flips
    for (std::uint64_t& word : opened.row(rows.sign)) word = ~word;
  }
  return opened;
}

void put_opened(const BitPlanes& opened, Link& link) {
  for (std::size_t r = 0; r < opened.rows(); ++r) link.out().lanes(opened.row(r), opened.lanes());
}

void add_taken(BitPlanes& opened, Link& link) {
  std::vector<std::uint64_t> theirs(opened.words_per_row());
  for (std::size_t r = 0; r < opened.rows(); ++r) {
    link.in().lanes(theirs, opened.lanes());
    for (std::size_t w = 0; w < theirs.size(); ++w) opened.row(r)[w] ^= theirs[w];
  }
}

/// t_i = (y_i mod 2^k) >> s.
template <RingWord Word>
std::vector<Word> shifted(const ReluGate& gate, std::span<const Word> share) {
  const Word mask = width_mask<Word>(gate.step.width);
  std::vector<Word> t(share.size());
  for (std::size_t i = 0; i < t.size(); ++i) {
    t[i] = static_cast<Word>((share[i] & mask) >> gate.step.shift);
  }
  return t;
}

/// This party's share of z. Opened bits are public, so nothing here depends on a secret.
template <RingWord Word>
std::vector<Word> selected(const ReluGate& gate, Party party,
                           const SelectionMaterial<Word>& material, const BitPlanes& opened,
                           std::span<const Word> t, std::span<const Word> d) {
  const BlindRows rows(gate);
  const Word known = party == Party::kHospital ? 1 : 0;
  const auto word_of = [](std::uint64_t value) { return static_cast<Word>(value); };
  const auto negated_if = [](Word bit) { return static_cast<Word>(1 - 2 * bit); };
  // The share of b times a bit, from both opened bits and the shares of blinds and products.
  const auto bit_product = [&](Word c, Word other, Word blind, Word other_blind, Word both) {
    return word_of(std::uint64_t{known} * c * other +
                   std::uint64_t{c} * negated_if(other) * other_blind +
                   std::uint64_t{other} * negated_if(c) * blind +
                   std::uint64_t{negated_if(c)} * negated_if(other) * both);
  };

  const Word mask = width_mask<Word>(gate.step.output_width);
  const unsigned wrap_shift = gate.step.width - gate.step.shift;
  std::vector<Word> z(t.size());
  for (std::size_t i = 0; i < z.size(); ++i) {
    const Word c = word_of(bit_of(opened.row(rows.sign), i));
    std::uint64_t sum = std::uint64_t{c} * t[i] +
                        std::uint64_t{negated_if(c)} *
                            word_of(std::uint64_t{d[i]} * material.blind[i] +
                                    material.blind_factor[i]);
    if (gate.has_carry()) {
      const Word carry = word_of(bit_of(opened.row(rows.carry), i));
      sum += bit_product(c, carry, material.blind[i], material.carry_blind[i],
                         material.blind_carry[i]);
    }
    if (gate.has_wrap()) {
      const Word wrap = word_of(bit_of(opened.row(rows.wrap), i));
      const std::uint64_t product = bit_product(c, wrap, material.blind[i],
                                                material.wrap_blind[i], material.blind_wrap[i]);
      sum -= product << wrap_shift;
    }
    z[i] = word_of(sum) & mask;
  }
  return z;
}

}  // namespace

template <RingWord Word>
void put_relu_openings(const ReluGate& gate, const BitPlanes& leaf_masks,
                       std::span<const Word> factor_mask, std::span<const Word> y0,
                       BitWriter& openings) {
  const BitPlanes bits = decompose<Word>(y0, gate.step.width);
  put_leaf_openings(gate.circuit, bits, leaf_masks, openings);
  std::vector<Word> factors = shifted<Word>(gate, y0);
  for (std::size_t i = 0; i < factors.size(); ++i) {
    factors[i] = static_cast<Word>(factors[i] - factor_mask[i]);
  }
  openings.words<Word>(factors, gate.step.output_width);
}

template <RingWord Word>
Task<std::vector<Word>> relu_as_hospital(Link& link, const ReluGate& gate,
                                         const ReluMaterial<Word>& material,
                                         std::span<const Word> y0) {
  const SelectionMaterial<Word>& selection = material.selection;
  const BitPlanes bits = decompose<Word>(y0, gate.step.width);
  const std::vector<Word> t = shifted<Word>(gate, y0);
  std::vector<Word> d(t.size());

  if (gate.live) {
    put_relu_openings<Word>(gate, material.comparison.leaf_masks, selection.factor_mask, y0,
                            link.out());
  }
  co_await link.exchange();
  link.in().words<Word>(d, gate.step.output_width);
  for (std::size_t i = 0; i < d.size(); ++i) {
    d[i] = static_cast<Word>(d[i] + t[i] - selection.factor_mask[i]);
  }
  auto comparison = compare_as_hospital(link, gate.circuit, material.comparison, bits);
  const SignShares shares = co_await comparison;

  BitPlanes opened = blinded(gate, Party::kHospital, shares, selection.blind_bits);
  put_opened(opened, link);
  add_taken(opened, link);
  co_return selected<Word>(gate, Party::kHospital, selection, opened, t, d);
}

template <RingWord Word>
Task<std::vector<Word>> relu_as_service(Link& link, const ReluGate& gate,
                                        const ReluMaterial<Word>& material,
                                        const ReluOpenings<Word>& prepared,
                                        std::span<const Word> y1) {
  const SelectionMaterial<Word>& selection = material.selection;
  ReluOpenings<Word> taken;
  if (gate.live) {
    taken.leaves = BitPlanes(gate.circuit.monomials.size(), y1.size());
    taken.factors.resize(y1.size());
    read_rows(link.in(), taken.leaves, 0, y1.size());
    link.in().words<Word>(taken.factors, gate.step.output_width);
  }
  const ReluOpenings<Word>& ahead = gate.live ? taken : prepared;
  const BitPlanes bits = decompose<Word>(y1, gate.step.width);
  const std::vector<Word> t = shifted<Word>(gate, y1);
  std::vector<Word> d(t.size());
  for (std::size_t i = 0; i < d.size(); ++i) {
    d[i] = static_cast<Word>(t[i] - selection.factor_mask[i]);
  }
  link.out().words<Word>(d, gate.step.output_width);
  for (std::size_t i = 0; i < d.size(); ++i) d[i] = static_cast<Word>(d[i] + ahead.factors[i]);

  auto comparison =
      compare_as_service(link, gate.circuit, material.comparison, bits, ahead.leaves);
  const SignShares shares = co_await comparison;

  BitPlanes opened = blinded(gate, Party::kService, shares, selection.blind_bits);
  put_opened(opened, link);
  co_await link.exchange();
  add_taken(opened, link);
  co_return selected<Word>(gate, Party::kService, selection, opened, t, d);
}

#define MEDISC_INSTANTIATE(Word)                                                               \
  template void put_relu_openings<Word>(const ReluGate&, const BitPlanes&,                     \
                                        std::span<const Word>, std::span<const Word>,          \
                                        BitWriter&);                                           \
  template Task<std::vector<Word>> relu_as_hospital<Word>(                                     \
      Link&, const ReluGate&, const ReluMaterial<Word>&, std::span<const Word>);               \
  template Task<std::vector<Word>> relu_as_service<Word>(                                      \
      Link&, const ReluGate&, const ReluMaterial<Word>&, const ReluOpenings<Word>&,            \
      std::span<const Word>);
MEDISC_INSTANTIATE(std::uint8_t)
MEDISC_INSTANTIATE(std::uint16_t)
MEDISC_INSTANTIATE(std::uint32_t)
MEDISC_INSTANTIATE(std::uint64_t)
#undef MEDISC_INSTANTIATE

}  // namespace medisc
