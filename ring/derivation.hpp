/// Key derivation: the one table of what a seed is expanded to.
///
/// key(seed, purpose, step) = crypto_kdf(seed, id = step * 256 + purpose, context "MediSC01");
/// its ChaCha20 stream (nonce zero) is the randomness of that purpose in that step. Dealer and
/// parties call these functions alone, so they can't drift apart. No key serves two purposes:
/// each (purpose, step) of a seed is expanded to one array, once and whole, or in parts.
#pragma once

#include <cstdint>
#include <span>

#include "ring/bit_planes.hpp"
#include "ring/seed.hpp"
#include "ring/word.hpp"

namespace medisc {

/// What an expansion is for. Never renumber: seeds in pools depend on it.
enum class Purpose : std::uint8_t {
  kInputMask = 1,          ///< u = a0 of a linear layer (hospital)
  kOutputShare = 2,        ///< a2, or a, of a linear layer (hospital)
  kWeightMask = 3,         ///< a1 of a linear layer (service, once a pool)
  kRevealMask = 4,         ///< r0 or r1 of a revealed value
  kMonomial = 5,           ///< hospital's shares of monomials of r's bits
  kWireMask = 6,           ///< shares of the masks of a tree's opened wires
  kWireProduct = 7,        ///< hospital's shares of products of those masks
  kTableMask = 8,          ///< masks of a chain's tables (hospital)
  kFirstRow = 9,           ///< a chain's rows of value 0, which define its keys (service)
  kStateMask = 10,         ///< masks of a chain's states (service)
  kBlind = 11,             ///< bit shares that blind the borrows of a gate
  kSelectBlind = 12,       ///< hospital's ring shares of rho
  kSelectMask = 13,        ///< ... of r >> s
  kSelectProduct = 14,     ///< ... of rho (r >> s)
  kSelectCarry = 15,       ///< ... of rho'
  kWeightsTag = 16,        ///< key of Plan::weights_tag (from the service's own key)
  kMaskTag = 17,           ///< public tag of a pool's weight mask (from its seed)
  kSelectBlindCarry = 18,  ///< hospital's ring shares of rho rho'
  kSelectTop = 19,         ///< ... of r's highest bit
  kSelectBlindTop = 20,    ///< ... of rho times r's highest bit
  kMaskProduct = 21,       ///< hospital's shares of the product of two values' masks
  kSelectPair = 23,        ///< hospital's ring shares of rho of a threshold and that at 0
  kSelectPairTop = 24,     ///< ... of that times r's highest bit
  kChunks = 22,  ///< key that the corrections are sealed under (from the service's seed)
};

/// Fills `out` with words mod 2^width.
template <RingWord Word>
void expand_words(const Seed& seed, Purpose purpose, std::uint32_t step, std::span<Word> out,
                  unsigned width);

/// The same of some words of the array, from `first` on.
template <RingWord Word>
void expand_words_from(const Seed& seed, Purpose purpose, std::uint32_t step, std::size_t first,
                       std::span<Word> out, unsigned width);

/// Fills lanes [offset, offset + lanes) of `count` rows of `out`, from row `first` on, as
/// place_lanes() does.
void expand_rows(const Seed& seed, Purpose purpose, std::uint32_t step, std::size_t first,
                 std::size_t count, BitPlanes& out, std::size_t offset, std::size_t lanes);

/// Every row's lanes from `first` on, a multiple of 512, of an array of `size` lanes, to all of
/// `out`.
void expand_lanes_from(const Seed& seed, Purpose purpose, std::uint32_t step, std::size_t size,
                       std::size_t first, BitPlanes& out);

/// The first 32 bytes of a stream, as a seed of its own.
Seed derived_seed(const Seed& seed, Purpose purpose);

}  // namespace medisc
