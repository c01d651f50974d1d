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
/// This is the seam for other comparisons: a gate needs only these functions and the dealer's
/// counterpart (dealer/deal_comparison.hpp).
#pragma once

#include "correlation/comparison_material.hpp"
#include "protocol/link.hpp"
#include "protocol/task.hpp"

namespace medisc {

/// One party's XOR shares, one lane a value. Absent where the circuit has none.
struct SignShares {
  BitPlanes sign;   ///< msb(y): 1 row
  BitPlanes carry;  ///< carry into bit `shift`
  BitPlanes wrap;   ///< y0 and y1 wrap around 2^width (right where y >= 0)
};

/// Hospital, ahead of time: its leaf openings for one bundle, monomials x lanes bits.
/// `share_bits`: the bits of y0 mod 2^width.
void put_leaf_openings(const AdderCircuit& circuit, const BitPlanes& share_bits,
                       const BitPlanes& leaf_masks, BitWriter& openings);

/// What the hospital works out from its own share, before the service's first message.
struct HospitalLeaves {
  BitPlanes monomials;  ///< E: monomials x lanes
  BitPlanes sums;       ///< of each leaf, what needs no opening: z0 and its own terms
  BitPlanes top;        ///< e_(k-1): 1 row
};
HospitalLeaves hospital_leaves(const AdderCircuit& circuit, const ComparisonMaterial& material,
                               const BitPlanes& share_bits);

/// Service, before the record: of each leaf, its share of products, (E + alpha) beta + z1.
/// `openings`: what the hospital sent ahead, monomials x lanes.
BitPlanes service_leaf_sums(const AdderCircuit& circuit, const ComparisonMaterial& material,
                            const BitPlanes& openings);

/// The current message starts with the service's leaf openings; ends with every level taken.
Task<SignShares> compare_as_hospital(Link& link, const AdderCircuit& circuit,
                                     const ComparisonMaterial& material,
                                     const HospitalLeaves& leaves);

/// `leaf_sums`: from service_leaf_sums. Ends with every level taken; the next message down is
/// still open.
Task<SignShares> compare_as_service(Link& link, const AdderCircuit& circuit,
                                    const ComparisonMaterial& material,
                                    const BitPlanes& share_bits, const BitPlanes& leaf_sums);

}  // namespace medisc
