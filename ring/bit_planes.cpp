#include "ring/bit_planes.hpp"

#include <algorithm>
#include <array>

#include "ring/bit_slicing.hpp"

namespace medisc {

void place_lanes(std::span<std::uint64_t> to, std::size_t offset,
                 std::span<const std::uint64_t> from, std::size_t count) {
  const unsigned shift = offset % 64;
  std::size_t word = offset / 64;
  std::size_t i = 0;
  if (shift == 0) {
    i = count / 64;
    std::copy_n(from.begin(), i, to.begin() + static_cast<std::ptrdiff_t>(word));
    word += i;
    count %= 64;
  }
  for (; count > 0; ++i, ++word) {
    const std::size_t here = std::min<std::size_t>(count, 64);
    const std::uint64_t bits = from[i] & width_mask<std::uint64_t>(static_cast<unsigned>(here));
    const std::uint64_t before = to[word] & width_mask<std::uint64_t>(shift);
    to[word] = before | bits << shift;
    if (shift + here > 64) to[word + 1] = bits >> (64 - shift);
    count -= here;
  }
}

namespace {

/// 32 bits of each of 64 values, from bit `first` on; values that there are not count as zero.
template <RingWord Word>
void take_halves(std::span<const Word> words, unsigned first, std::uint32_t* halves) {
  if (words.size() >= 64) {
    for (std::size_t j = 0; j < 64; ++j) {
      halves[j] = static_cast<std::uint32_t>(std::uint64_t{words[j]} >> first);
    }
    return;
  }
  std::fill(halves, halves + 64, 0U);
  for (std::size_t j = 0; j < words.size(); ++j) {
    halves[j] = static_cast<std::uint32_t>(std::uint64_t{words[j]} >> first);
  }
}

}  // namespace

template <RingWord Word>
void decompose(std::span<const Word> words, unsigned width, BitPlanes& planes,
               std::size_t first_lane, SimdTarget target) {
  // Eight words of each row are a cache line: rows may be so far apart that single words would
  // drive each other's lines out.
  constexpr std::size_t kBlock = 8;
  const BitSlicing slice = bit_slicing(target);
  const std::size_t all = BitPlanes::words_for(words.size());
  std::array<std::uint32_t, 64> halves;
  std::array<std::array<std::uint64_t, 32>, kBlock> rows;
  for (unsigned first = 0; first < width; first += 32) {
    const unsigned count = std::min(width - first, 32U);
    for (std::size_t w = 0; w < all; w += kBlock) {
      const std::size_t block = std::min(kBlock, all - w);
      for (std::size_t i = 0; i < block; ++i) {
        take_halves(words.subspan((w + i) * 64), first, halves.data());
        slice(halves.data(), count, rows[i].data());
      }
      for (unsigned r = 0; r < count; ++r) {
        const auto to = planes.row(first + r).subspan(first_lane / 64 + w, block);
        for (std::size_t i = 0; i < block; ++i) to[i] = rows[i][r];
      }
    }
  }
}

template <RingWord Word>
BitPlanes decompose(std::span<const Word> words, unsigned width, SimdTarget target) {
  BitPlanes planes(width, words.size());
  decompose(words, width, planes, 0, target);
  return planes;
}

#define MEDISC_INSTANTIATE(Word)                                                          \
  template void decompose<Word>(std::span<const Word>, unsigned, BitPlanes&, std::size_t, \
                                SimdTarget);                                              \
  template BitPlanes decompose<Word>(std::span<const Word>, unsigned, SimdTarget);
MEDISC_INSTANTIATE(std::uint32_t)
MEDISC_INSTANTIATE(std::uint64_t)
#undef MEDISC_INSTANTIATE

}  // namespace medisc
