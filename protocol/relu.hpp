/// ReLU fused with an exact right shift: z = max(y, 0) >> s, from shares of y mod 2^k to shares
/// of z mod 2^o (MediSC section 5.2 with its B2A and multiplication in one flight, and exact
/// truncation in place of the local one).
///
///   z = b (t0 + t1) + b c_s - 2^(k-s) b w    (names: correlation/gates.hpp)
/// With opened c = b + rho, c' = c_s + rho', c'' = w + rho'' (bits), d = t - m (o bits):
///   b t    = c t + (1 - 2c) (d rho + rho m)
///   b c_s  = c c' + c (1 - 2c') rho' + c' (1 - 2c) rho + (1 - 2c)(1 - 2c') rho rho'
///   b w    likewise, mod 2^wrap_width
/// Ahead of time the hospital sends leaf openings and t0 - m0; of a live gate they travel with
/// its message before the comparison. Online, per value,
///   down  o + monomials + opened + blinds bits,   up  opened + blinds bits,
/// in 1 + levels flights after the message that completes y at the service; the hospital's last
/// openings travel with what it puts next.
#pragma once

#include <vector>

#include "correlation/relu_material.hpp"
#include "protocol/comparison.hpp"
#include "protocol/link.hpp"
#include "protocol/task.hpp"

namespace medisc {

/// What the hospital opened before the comparison, as the service uses it.
template <RingWord Word>
struct ReluOpenings {
  BitPlanes leaf_sums;        ///< service_leaf_sums of the leaf openings
  std::vector<Word> factors;  ///< t0 - m0 mod 2^o
};

/// What the hospital knows of a gate before the service's first message: all of it before the
/// record, unless the gate is live.
template <RingWord Word>
struct ReluKnown {
  HospitalLeaves leaves;
  std::vector<Word> t;  ///< t0
};

/// What a party's run of a gate works in: for one gate after the other, none of which allocates
/// once it is as large as they need.
template <RingWord Word>
struct ReluMemory {
  Comparison::Memory comparison;
  BitPlanes bits;            ///< of this party's own share
  BitPlanes opened;          ///< blinds x lanes
  BitPlanes openings;        ///< at the service, of a live gate: monomials x lanes
  std::vector<Word> d;       ///< t - m
  ReluKnown<Word> known;     ///< the hospital's, of a live gate; t also the service's
  ReluOpenings<Word> ahead;  ///< the service's, of a live gate

  void reshape(Party party, const ReluGate& gate, std::size_t lanes);
};

template <RingWord Word>
ReluKnown<Word> known_share(const ReluGate& gate, const ReluMaterial<Word>& material,
                            std::span<const Word> y0, Workers& workers = this_thread());

/// Service: reads the openings of a batch, record b's from readers[b].
template <RingWord Word>
ReluOpenings<Word> read_relu_openings(const ReluGate& gate, const ReluMaterial<Word>& material,
                                      std::span<BitReader> readers,
                                      Workers& workers = this_thread());

/// Hospital: leaf openings, then t0 - m0, of one bundle ahead of time, or of a live gate's
/// batch; those of a piece.
template <RingWord Word>
void put_relu_openings(const ReluGate& gate, const BitPlanes& leaf_masks,
                       std::span<const Word> factor_mask, std::span<const Word> y0,
                       const Slice& piece, ReluMemory<Word>& memory, BitWriter& openings,
                       Workers& workers = this_thread());

/// Writes its share to `z`. Takes from the service's messages from the next one on. What the
/// hospital puts next travels with its last openings, which are still unsent. `ahead`:
/// known_share, of use unless the gate is live.
template <RingWord Word>
Task<void> relu_as_hospital(Link& link, const ReluGate& gate,
                            const ReluMaterial<Word>& material, const ReluKnown<Word>& ahead,
                            std::span<const Word> y0, ReluMemory<Word>& memory,
                            std::span<Word> z);

/// Writes its share to `z`. `ahead` is of use unless the gate is live: then the current message
/// goes on with the openings. Leaves the current message open behind the hospital's last
/// openings.
template <RingWord Word>
Task<void> relu_as_service(Link& link, const ReluGate& gate, const ReluMaterial<Word>& material,
                           const ReluOpenings<Word>& ahead, std::span<const Word> y1,
                           ReluMemory<Word>& memory, std::span<Word> z);

}  // namespace medisc
