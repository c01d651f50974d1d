/// What a gate's randomness consists of: arrays over its values, of bits in rows or of
/// residues. A gate describes its arrays once (`arrays_of`); what follows from it stands here:
/// which party holds which, what each expands from its seed, and the service's corrections,
/// their order and their number of bits.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "correlation/party.hpp"
#include "ring/bit_planes.hpp"
#include "ring/bit_stream.hpp"
#include "ring/derivation.hpp"
#include "ring/seed.hpp"
#include "ring/workers.hpp"

namespace medisc {

/// Whose an array is, and what it comes from.
enum class Held {
  kEach,        ///< each party's own, from its own seed
  kShared,      ///< shares of what is dealt: the hospital's from its seed, a correction for the
                ///< service
  kHospital,    ///< the hospital's alone, from its seed
  kService,     ///< the service's alone, from its seed
  kCorrection,  ///< the service's alone, a correction
};

constexpr bool holds(Party party, Held held) {
  if (held == Held::kEach || held == Held::kShared) return true;
  return (held == Held::kHospital) == (party == Party::kHospital);
}

constexpr bool expands(Party party, Held held) {
  if (held == Held::kCorrection) return false;
  return holds(party, held) && (party == Party::kHospital || held != Held::kShared);
}

constexpr bool is_corrected(Held held) {
  return held == Held::kShared || held == Held::kCorrection;
}

/// One array: `bits` rows, or residues mod 2^bits. `step`: where it is derived.
template <RingWord Word>
struct ArrayRef {
  Held held;
  Purpose purpose;
  std::uint32_t step = 0;
  unsigned bits = 0;
  BitPlanes* rows = nullptr;
  std::vector<Word>* words = nullptr;
};

template <RingWord Word>
using Arrays = std::vector<ArrayRef<Word>>;

/// Bits of corrections a value.
template <RingWord Word>
std::size_t correction_bits(const Arrays<Word>& arrays) {
  std::size_t bits = 0;
  for (const ArrayRef<Word>& array : arrays) bits += is_corrected(array.held) ? array.bits : 0;
  return bits;
}

/// Makes the arrays that `party` holds as long as `lanes` values, and expands those that come
/// from its seeds. Bundle b of the batch owns lanes [b * size, (b + 1) * size), where size =
/// lanes / seeds.size(). Corrections are yet to be read.
template <RingWord Word>
void expand_arrays(Party party, const Arrays<Word>& arrays, std::span<const Seed> seeds,
                   std::size_t lanes, Workers& workers = this_thread());

/// The same of one bundle's lanes [first, first + count) alone, which become lanes [0, count)
/// of the arrays; `size`: values of the bundle; `first`: a multiple of kDealtLanes.
template <RingWord Word>
void expand_slice(Party party, const Arrays<Word>& arrays, const Seed& seed, std::size_t size,
                  std::size_t first, std::size_t count);

/// Values of a gate that are dealt at once: their arrays stay in a processor's cache.
inline constexpr std::size_t kDealtLanes = std::size_t{1} << 13;

/// The service: reads bundle b's corrections to its lanes.
template <RingWord Word>
void read_corrections(const Arrays<Word>& arrays, std::size_t bundle, std::size_t size,
                      BitReader& corrections, Workers& workers = this_thread());

/// The dealer: writes those of lanes [first, first + count) to where they stand among a
/// bundle's, of `size` values, which begin at a bit of `corrections` and are zero there.
template <RingWord Word>
void write_corrections(const Arrays<Word>& arrays, std::size_t size, std::size_t first,
                       std::size_t count, std::size_t begin, BitWriter& corrections);

/// Appends all of them.
template <RingWord Word>
void write_corrections(const Arrays<Word>& arrays, std::size_t size, BitWriter& corrections) {
  const std::size_t begin = corrections.bits();
  corrections.zeros(correction_bits(arrays) * size);
  write_corrections(arrays, size, 0, size, begin, corrections);
}

}  // namespace medisc
