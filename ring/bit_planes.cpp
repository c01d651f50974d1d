#include "ring/bit_planes.hpp"

#include <algorithm>
#include <array>

namespace medisc {

void place_lanes(std::span<std::uint64_t> to, std::size_t offset,
                 std::span<const std::uint64_t> from, std::size_t count) {
  const unsigned shift = offset % 64;
  std::size_t word = offset / 64;
  for (std::size_t i = 0; count > 0; ++i, ++word) {
    const std::size_t here = std::min<std::size_t>(count, 64);
    const std::uint64_t bits = from[i] & width_mask<std::uint64_t>(static_cast<unsigned>(here));
    to[word] |= bits << shift;
    if (shift != 0 && shift + here > 64) to[word + 1] |= bits >> (64 - shift);
    count -= here;
  }
}

void transpose64(std::span<std::uint64_t, 64> block) {
  std::uint64_t mask = 0x00000000ffffffffULL;
  for (unsigned half = 32; half != 0; half >>= 1, mask ^= mask << half) {
    for (unsigned base = 0; base < 64; base = (base + half + 1) & ~half) {
      const std::uint64_t swap = ((block[base] >> half) ^ block[base + half]) & mask;
      block[base] ^= swap << half;
      block[base + half] ^= swap;
    }
  }
}

template <RingWord Word>
BitPlanes decompose(std::span<const Word> words, unsigned width) {
  BitPlanes planes(width, words.size());
  std::array<std::uint64_t, 64> block;
  for (std::size_t w = 0; w < planes.words_per_row(); ++w) {
    const std::size_t first = w * 64;
    const std::size_t here = std::min<std::size_t>(64, words.size() - first);
    block.fill(0);
    for (std::size_t j = 0; j < here; ++j) block[j] = words[first + j];
    transpose64(block);
    for (unsigned r = 0; r < width; ++r) planes.row(r)[w] = block[r];
  }
  return planes;
}

template BitPlanes decompose<std::uint8_t>(std::span<const std::uint8_t>, unsigned);
template BitPlanes decompose<std::uint16_t>(std::span<const std::uint16_t>, unsigned);
template BitPlanes decompose<std::uint32_t>(std::span<const std::uint32_t>, unsigned);
template BitPlanes decompose<std::uint64_t>(std::span<const std::uint64_t>, unsigned);

}  // namespace medisc
