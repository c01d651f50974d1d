/// Reveal: a shared value becomes public but for a mask.
///
///   r = r0 + r1 mod 2^k      r0 from the hospital's seed, r1 from the service's
///   H -> S  h = y0 + r0      k bits: ahead; where y0 depends on the record, in the message
///                            that completes y at the service
///   S -> H  yhat = y1 + h + r1 = y + r mod 2^k
///
/// Neither knows r. Both learn yhat, which is uniform whatever y is. One r serves one value of
/// one bundle, once; each gate has its own.
#pragma once

#include <cstddef>
#include <cstdint>

#include "correlation/arrays.hpp"

namespace medisc {

struct Reveal {
  std::uint32_t size = 0;   ///< values of a record
  std::uint32_t width = 0;  ///< k
  std::uint32_t step = 0;   ///< where r is derived
  /// The hospital's share depends on the record, so that h can't be sent ahead: it travels with
  /// the hospital's last message before, at no flight of its own.
  bool live = false;
  /// A gate takes r0 for the hospital's share of r.
  bool hospital_keeps_mask = false;
};

template <RingWord Word>
struct RevealMaterial {
  std::vector<Word> mask;  ///< r0 or r1
};

/// r0, or r1, of one bundle's values.
template <RingWord Word>
std::vector<Word> reveal_mask(const Seed& seed, std::uint32_t step, std::size_t size,
                              unsigned width) {
  std::vector<Word> mask(size);
  expand_words<Word>(seed, Purpose::kRevealMask, step, mask, width);
  return mask;
}

template <RingWord Word>
Arrays<Word> arrays_of(const Reveal& reveal, RevealMaterial<Word>& material) {
  const bool both = reveal.live || reveal.hospital_keeps_mask;
  return {{both ? Held::kEach : Held::kService, Purpose::kRevealMask, reveal.step, reveal.width,
           nullptr, &material.mask}};
}

}  // namespace medisc
