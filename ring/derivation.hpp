/// Key derivation: the one table of what a seed is expanded to.
///
/// key(seed, purpose, step) = crypto_kdf(seed, id = step * 256 + purpose, context "MediSC01");
/// its ChaCha20 stream (nonce zero) is the randomness of that purpose in that step. Dealer and
/// parties call these functions alone, so they can't drift apart. No key serves two purposes:
/// each (purpose, step) of a seed is expanded once, whole, to one array.
#pragma once

#include <cstdint>
#include <span>

#include "ring/bit_planes.hpp"
#include "ring/seed.hpp"
#include "ring/word.hpp"

namespace medisc {

/// What an expansion is for. Never renumber: seeds in pools depend on it.
enum class Purpose : std::uint8_t {
  kInputMask = 1,      ///< u = a0 of a linear layer (hospital)
  kOutputShare = 2,    ///< a2 of a linear layer (hospital)
  kWeightMask = 3,     ///< a1 of a linear layer (service, once a pool)
  kLeafMask = 4,       ///< masks of a party's own leaf monomials
  kLeafProduct = 5,    ///< hospital's shares of products of leaf masks
  kCarryMask = 6,      ///< shares of the masks of opened carry wires
  kCarryProduct = 7,   ///< hospital's shares of products of those masks
  kBlindBits = 8,      ///< bit shares of rho, rho', rho''
  kBlindRing = 9,      ///< hospital's ring shares of rho
  kCarryBlindRing = 10,   ///< ... of rho'
  kWrapBlindRing = 11,    ///< ... of rho''
  kBlindCarryRing = 12,   ///< ... of rho rho'
  kBlindWrapRing = 13,    ///< ... of rho rho''
  kFactorMask = 14,       ///< m0 or m1
  kBlindFactorRing = 15,  ///< hospital's ring shares of rho (m0 + m1)
  kWeightsTag = 16,       ///< key of Plan::weights_tag (from the service's own key)
  kMaskTag = 17,          ///< public tag of a pool's weight mask (from its seed)
};

/// Fills `out` with words mod 2^width.
template <RingWord Word>
void expand_words(const Seed& seed, Purpose purpose, std::uint32_t step, std::span<Word> out,
                  unsigned width);

/// Fills lanes [offset, offset + lanes) of every row of `out`, which must still be zero there.
void expand_lanes(const Seed& seed, Purpose purpose, std::uint32_t step, BitPlanes& out,
                  std::size_t offset, std::size_t lanes);

/// The first 32 bytes of a stream, as a seed of its own.
Seed derived_seed(const Seed& seed, Purpose purpose);

}  // namespace medisc
