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
    to[word] |= bits << shift;
    if (shift != 0 && shift + here > 64) to[word + 1] |= bits >> (64 - shift);
    count -= here;
  }
}

template <RingWord Word>
BitPlanes decompose(std::span<const Word> words, unsigned width, SimdTarget target) {
  const BitSlicing slice = bit_slicing(target);
  BitPlanes planes(width, words.size());
  std::array<std::uint32_t, 64> half;
  std::array<std::uint64_t, 32> rows;
  // Rows come from 32 bits of each value at a time, the low ones first.
  for (unsigned first = 0; first < width; first += 32) {
    const unsigned count = std::min(width - first, 32U);
    for (std::size_t w = 0; w < planes.words_per_row(); ++w) {
      const std::size_t lane = w * 64;
      const std::size_t here = std::min<std::size_t>(64, words.size() - lane);
      if (here < 64) half.fill(0);
      for (std::size_t j = 0; j < here; ++j) {
        half[j] = static_cast<std::uint32_t>(std::uint64_t{words[lane + j]} >> first);
      }
      slice(half.data(), count, rows.data());
      for (unsigned r = 0; r < count; ++r) planes.row(first + r)[w] = rows[r];
    }
  }
  return planes;
}

template BitPlanes decompose<std::uint8_t>(std::span<const std::uint8_t>, unsigned,
                                              SimdTarget);
template BitPlanes decompose<std::uint16_t>(std::span<const std::uint16_t>, unsigned,
                                              SimdTarget);
template BitPlanes decompose<std::uint32_t>(std::span<const std::uint32_t>, unsigned,
                                              SimdTarget);
template BitPlanes decompose<std::uint64_t>(std::span<const std::uint64_t>, unsigned,
                                              SimdTarget);

}  // namespace medisc
