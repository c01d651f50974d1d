/// Reveal (correlation/reveal.hpp): the one place where a value's mask is added, and where the
/// sum becomes public.
#pragma once

#include <span>

#include "correlation/reveal.hpp"
#include "protocol/slices.hpp"

namespace medisc {

/// Hospital: puts h = y0 + r0 of a slice; works in `memory`, all lanes.
template <RingWord Word>
void put_masked_share(const Reveal& reveal, std::span<const Word> y0, std::span<const Word> r0,
                      std::span<Word> memory, const Slice& slice, SliceWriter& out) {
  const auto h = slice.of(memory);
  const auto share = slice.of(y0);
  const auto mask = slice.of(r0);
  for (std::size_t i = 0; i < h.size(); ++i) h[i] = static_cast<Word>(share[i] + mask[i]);
  out.words<Word>(h, reveal.width);
}

/// Service: yhat = y1 + h + r1 of a slice, for both. `revealed` holds h before, yhat after.
template <RingWord Word>
void put_revealed(const Reveal& reveal, std::span<const Word> y1, std::span<const Word> r1,
                  std::span<Word> revealed, const Slice& slice, SliceWriter& out) {
  const auto yhat = slice.of(revealed);
  const auto share = slice.of(y1);
  const auto mask = slice.of(r1);
  const Word width = width_mask<Word>(reveal.width);
  for (std::size_t i = 0; i < yhat.size(); ++i) {
    yhat[i] = static_cast<Word>(yhat[i] + share[i] + mask[i]) & width;
  }
  out.words<Word>(yhat, reveal.width);
}

/// Hospital: takes yhat.
template <RingWord Word>
void take_revealed(const Reveal& reveal, std::span<Word> revealed, const Slice& slice,
                   SliceReader& in) {
  in.words<Word>(slice.of(revealed), reveal.width);
}

}  // namespace medisc
