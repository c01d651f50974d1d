#include "protocol/relu.hpp"

#include "protocol/selection.hpp"

namespace medisc {
namespace {

/// Opened bits of the product, one row each (BlindRows).
BitPlanes blinded(const ReluGate& gate, Party party, const SignShares& shares,
                  const BitPlanes& blind_bits) {
  BitPlanes opened = blind_bits;
  const BlindRows rows(gate);
  const auto add = [&](std::size_t row, const BitPlanes& share) {
    for (std::size_t w = 0; w < opened.words_per_row(); ++w)
      opened.row(row)[w] ^= share.row(0)[w];
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
  for (std::size_t r = 0; r < opened.rows(); ++r)
    link.out().lanes(opened.row(r), opened.lanes());
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

/// Of a live gate: a batch's openings, each row over all records.
template <RingWord Word>
ReluOpenings<Word> take_live_openings(const ReluGate& gate, const ReluMaterial<Word>& material,
                                      std::size_t lanes, BitReader& in) {
  BitPlanes leaves(gate.circuit.monomials.size(), lanes);
  std::vector<Word> factors(lanes);
  read_rows(in, leaves, 0, lanes);
  in.words<Word>(factors, gate.step.output_width);
  return {service_leaf_sums(gate.circuit, material.comparison, leaves), std::move(factors)};
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
ReluKnown<Word> known_share(const ReluGate& gate, const ReluMaterial<Word>& material,
                            std::span<const Word> y0) {
  const BitPlanes bits = decompose<Word>(y0, gate.step.width);
  return {hospital_leaves(gate.circuit, material.comparison, bits), shifted<Word>(gate, y0)};
}

template <RingWord Word>
ReluOpenings<Word> read_relu_openings(const ReluGate& gate, const ReluMaterial<Word>& material,
                                      std::span<BitReader> readers) {
  const std::size_t lanes = gate.step.size;
  BitPlanes leaves(gate.circuit.monomials.size(), readers.size() * lanes);
  std::vector<Word> factors(readers.size() * lanes);
  for (std::size_t b = 0; b < readers.size(); ++b) {
    read_rows(readers[b], leaves, b * lanes, lanes);
    const auto part = std::span(factors).subspan(b * lanes, lanes);
    readers[b].words<Word>(part, gate.step.output_width);
  }
  return {service_leaf_sums(gate.circuit, material.comparison, leaves), std::move(factors)};
}

template <RingWord Word>
Task<std::vector<Word>> relu_as_hospital(Link& link, const ReluGate& gate,
                                         const ReluMaterial<Word>& material,
                                         const ReluKnown<Word>& ahead,
                                         std::span<const Word> y0) {
  const SelectionMaterial<Word>& selection = material.selection;
  ReluKnown<Word> live;
  if (gate.live) {
    put_relu_openings<Word>(gate, material.comparison.leaf_masks, selection.factor_mask, y0,
                            link.out());
    link.flush();
    live = known_share<Word>(gate, material, y0);
  }
  const ReluKnown<Word>& known = gate.live ? live : ahead;
  co_await link.exchange();
  std::vector<Word> d(known.t.size());
  link.in().words<Word>(d, gate.step.output_width);
  for (std::size_t i = 0; i < d.size(); ++i) {
    d[i] = static_cast<Word>(d[i] + known.t[i] - selection.factor_mask[i]);
  }
  auto comparison = compare_as_hospital(link, gate.circuit, material.comparison, known.leaves);
  const SignShares shares = co_await comparison;

  BitPlanes opened = blinded(gate, Party::kHospital, shares, selection.blind_bits);
  put_opened(opened, link);
  add_taken(opened, link);
  co_return select<Word>(gate, Party::kHospital, selection, opened, known.t, d);
}

template <RingWord Word>
Task<std::vector<Word>> relu_as_service(Link& link, const ReluGate& gate,
                                        const ReluMaterial<Word>& material,
                                        const ReluOpenings<Word>& prepared,
                                        std::span<const Word> y1) {
  const SelectionMaterial<Word>& selection = material.selection;
  ReluOpenings<Word> taken;
  if (gate.live) taken = take_live_openings<Word>(gate, material, y1.size(), link.in());
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
      compare_as_service(link, gate.circuit, material.comparison, bits, ahead.leaf_sums);
  const SignShares shares = co_await comparison;

  BitPlanes opened = blinded(gate, Party::kService, shares, selection.blind_bits);
  put_opened(opened, link);
  co_await link.exchange();
  add_taken(opened, link);
  co_return select<Word>(gate, Party::kService, selection, opened, t, d);
}

#define MEDISC_INSTANTIATE(Word)                                                         \
  template void put_relu_openings<Word>(const ReluGate&, const BitPlanes&,               \
                                        std::span<const Word>, std::span<const Word>,    \
                                        BitWriter&);                                     \
  template ReluKnown<Word> known_share<Word>(const ReluGate&, const ReluMaterial<Word>&, \
                                             std::span<const Word>);                     \
  template ReluOpenings<Word> read_relu_openings<Word>(                                  \
      const ReluGate&, const ReluMaterial<Word>&, std::span<BitReader>);                 \
  template Task<std::vector<Word>> relu_as_hospital<Word>(                               \
      Link&, const ReluGate&, const ReluMaterial<Word>&, const ReluKnown<Word>&,         \
      std::span<const Word>);                                                            \
  template Task<std::vector<Word>> relu_as_service<Word>(                                \
      Link&, const ReluGate&, const ReluMaterial<Word>&, const ReluOpenings<Word>&,      \
      std::span<const Word>);
MEDISC_INSTANTIATE(std::uint8_t)
MEDISC_INSTANTIATE(std::uint16_t)
MEDISC_INSTANTIATE(std::uint32_t)
MEDISC_INSTANTIATE(std::uint64_t)
#undef MEDISC_INSTANTIATE

}  // namespace medisc
