/// The comparison: sign, carry and wrap of y = y0 + y1 as bit shares (MediSC section 5.2,
/// Algorithm 1, on the circuit of correlation/adder_circuit.hpp).
///
/// Flights: the hospital's leaf openings are sent ahead of time. Then
///   service -> hospital   its leaf openings, openings of level 1
///   hospital -> service   openings of levels 1 and 2
///   service -> hospital   openings of levels 2 and 3, ...
/// so L levels (even) take L flights after the service's first message, whose successor carries
/// whatever the next gate opens. Bits a value: monomials + opened down, opened up.
///
/// This is the seam for other comparisons: a gate needs only these names and the dealer's
/// counterpart (dealer/deal_comparison.hpp).
#pragma once

#include "correlation/comparison_material.hpp"
#include "protocol/slices.hpp"

namespace medisc {

/// One party's leaf openings, monomials x lanes bits; the hospital's ahead of time.
/// `share_bits`: the bits of its share mod 2^width. `opening`: a row to work in.
void put_leaf_openings(const AdderCircuit& circuit, const BitPlanes& share_bits,
                       const BitPlanes& leaf_masks, std::span<std::uint64_t> opening,
                       const Slice& slice, SliceWriter& out);

/// What the hospital works out from its own share, before the service's first message.
struct HospitalLeaves {
  BitPlanes monomials;  ///< E: monomials x lanes
  BitPlanes sums;       ///< of each leaf, what needs no opening: z0 and its own terms
  BitPlanes top;        ///< e_(k-1): 1 row

  void reshape(const AdderCircuit& circuit, std::size_t lanes);
};
/// Fills one slice. `share_bits`: the bits of y0 mod 2^width, width x lanes.
void hospital_leaves(const AdderCircuit& circuit, const ComparisonMaterial& material,
                     const BitPlanes& share_bits, HospitalLeaves& leaves, const Slice& slice);

/// Service, before the record: of each leaf, its share of products, (E + alpha) beta + z1.
/// `openings`: what the hospital sent ahead, monomials x lanes. Fills one slice.
void service_leaf_sums(const AdderCircuit& circuit, const ComparisonMaterial& material,
                       const BitPlanes& openings, BitPlanes& sums, const Slice& slice);

/// One party's evaluation. In turn 0 the service sends, the hospital hears of it in its own
/// turn 0 and answers in the same, and so on; after the hospital's turn `turns() - 1`, and the
/// service's, each has its result. What a turn reads and writes is arrays over all lanes; each
/// slice of a turn is a call of its own.
class Comparison {
 public:
  /// Working memory, of use for one comparison after the other.
  struct Memory {
    BitPlanes wires;   ///< circuit.wires x lanes: shares
    BitPlanes opened;  ///< circuit.opened x lanes: what both have opened
    BitPlanes taken;   ///< monomials x lanes, and at least a row: the peer's part

    void reshape(const AdderCircuit& circuit, std::size_t lanes);
  };

  /// All must outlive it. `memory` is reshaped for the circuit already.
  Comparison(Party party, const AdderCircuit& circuit, const ComparisonMaterial& material,
             Memory& memory)
      : party_(party), circuit_(circuit), material_(material), memory_(memory) {}

  std::size_t turns() const { return circuit_.levels.size() / 2 + 1; }

  /// Bits a lane that a turn reads of the peer's message, and writes to its own.
  std::size_t bits_in(std::size_t turn) const;
  std::size_t bits_out(std::size_t turn) const;

  /// The hospital's first turn begins with the service's leaf openings.
  void take_leaves(const HospitalLeaves& leaves, const Slice& slice, SliceReader& in);
  /// The service's first turn begins with its own. `share_bits`: those of y1; `sums`: by
  /// service_leaf_sums.
  void put_leaves(const BitPlanes& share_bits, const BitPlanes& sums, const Slice& slice,
                  SliceWriter& out);
  /// The rest of each turn: takes levels and opens the next.
  void advance(std::size_t turn, const Slice& slice, SliceReader& in, SliceWriter& out);

  /// This party's shares, after its last turn: the carry into the highest bit, the carry into
  /// bit `shift`, and the wrap. The latter two where the circuit has them.
  std::span<const std::uint64_t> carry_out(const Slice& slice) const;
  std::span<const std::uint64_t> carry_in(const Slice& slice) const;
  std::span<const std::uint64_t> wrap(const Slice& slice) const;

 private:
  std::size_t opens(std::size_t level) const;
  std::size_t first_mask(std::size_t level) const;
  void put_level(std::size_t level, const Slice& slice, SliceWriter& out);
  void take_level(std::size_t level, const Slice& slice, SliceReader& in);
  void add_opened_product(const AdderCircuit::Product& product, const Slice& slice,
                          std::span<std::uint64_t> sum) const;

  Party party_;
  const AdderCircuit& circuit_;
  const ComparisonMaterial& material_;
  Memory& memory_;
};

}  // namespace medisc
