/// Correlated randomness of the fused bit-times-value product of a ReLU, one party's part.
///
/// rho, rho', rho'' are random bits that blind b, c_s and w; m = m0 + m1 blinds t = t0 + t1.
/// Shares in the ring mod 2^o (o = output_width), mod 2^wrap_width where w is a factor:
///   blind         [rho]           blind_carry  [rho rho']
///   carry_blind   [rho']          blind_wrap   [rho rho'']
///   wrap_blind    [rho'']         blind_factor [rho (m0 + m1)]
/// The hospital's part comes from its seed; of the service's, bits and m1 come from its seed,
/// the ring shares are corrections. Absent terms (no shift, no wrap) are empty.
#pragma once

#include <span>
#include <vector>

#include "correlation/gates.hpp"
#include "correlation/party.hpp"
#include "ring/bit_planes.hpp"
#include "ring/derivation.hpp"
#include "ring/seed.hpp"

namespace medisc {

/// Rows of `blind_bits`: b's comes first; c_s's and w's follow where they exist.
struct BlindRows {
  explicit BlindRows(const ReluGate& gate)
      : wrap(gate.has_carry() ? std::size_t{2} : std::size_t{1}) {}
  std::size_t sign = 0;
  std::size_t carry = 1;
  std::size_t wrap;
};

template <RingWord Word>
struct SelectionMaterial {
  BitPlanes blind_bits;           ///< blinds x lanes: bit shares of rho, rho', rho''
  std::vector<Word> factor_mask;  ///< m0 or m1
  std::vector<Word> blind;
  std::vector<Word> carry_blind;
  std::vector<Word> blind_carry;
  std::vector<Word> wrap_blind;
  std::vector<Word> blind_wrap;
  std::vector<Word> blind_factor;

  SelectionMaterial() = default;
  SelectionMaterial(const ReluGate& gate, std::size_t lanes)
      : blind_bits(gate.blinds(), lanes),
        factor_mask(lanes),
        blind(lanes),
        carry_blind(gate.has_carry() ? lanes : 0),
        blind_carry(gate.has_carry() ? lanes : 0),
        wrap_blind(gate.has_wrap() ? lanes : 0),
        blind_wrap(gate.has_wrap() ? lanes : 0),
        blind_factor(lanes) {}
};

/// What `party` expands from its seed: visit(purpose, rows) of bits, visit(purpose, words,
/// width) of residues.
template <RingWord Word, class Visit>
void each_expansion(Party party, const ReluGate& gate, SelectionMaterial<Word>& material,
                    Visit&& visit) {
  const unsigned width = gate.step.output_width;
  visit(Purpose::kBlindBits, material.blind_bits);
  visit(Purpose::kFactorMask, material.factor_mask, width);
  if (party == Party::kService) return;
  visit(Purpose::kBlindRing, material.blind, width);
  visit(Purpose::kCarryBlindRing, material.carry_blind, width);
  visit(Purpose::kBlindCarryRing, material.blind_carry, width);
  visit(Purpose::kWrapBlindRing, material.wrap_blind, gate.wrap_width);
  visit(Purpose::kBlindWrapRing, material.blind_wrap, gate.wrap_width);
  visit(Purpose::kBlindFactorRing, material.blind_factor, width);
}

/// Fills lanes [offset, offset + lanes) of one bundle with what `party` expands from its seed.
template <RingWord Word>
void expand_selection(Party party, const Seed& seed, std::uint32_t step, const ReluGate& gate,
                      SelectionMaterial<Word>& material, std::size_t offset, std::size_t lanes);

/// The service's corrections, in the order they are stored in: transfer(words, width).
template <RingWord Word, class Transfer>
void transfer_corrections(const ReluGate& gate, SelectionMaterial<Word>& material,
                          Transfer&& transfer) {
  const unsigned width = gate.step.output_width;
  transfer(material.blind, width);
  transfer(material.carry_blind, width);
  transfer(material.blind_carry, width);
  transfer(material.wrap_blind, gate.wrap_width);
  transfer(material.blind_wrap, gate.wrap_width);
  transfer(material.blind_factor, width);
}

}  // namespace medisc
