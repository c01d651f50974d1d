#include "ring/bit_slicing.hpp"

#include <algorithm>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace medisc {
namespace {

/// Transposes a 64 x 64 bit matrix in place: bit j of block[i] swaps with bit i of block[j].
void transpose64(std::uint64_t* block) {
  std::uint64_t mask = 0x00000000ffffffffULL;
  for (unsigned half = 32; half != 0; half >>= 1, mask ^= mask << half) {
    for (unsigned base = 0; base < 64; base = (base + half + 1) & ~half) {
      const std::uint64_t swap = ((block[base] >> half) ^ block[base + half]) & mask;
      block[base] ^= swap << half;
      block[base + half] ^= swap;
    }
  }
}

void slice_portable(const std::uint32_t* values, unsigned width, std::uint64_t* rows) {
  std::uint64_t block[64];
  std::copy(values, values + 64, block);
  transpose64(block);
  std::copy(block, block + width, rows);
}

#if defined(__x86_64__)

/// Byte b of 32 values, in their order, for b = 0..3.
MEDISC_AVX2 inline void bytes_of(const std::uint32_t* values, __m256i* bytes) {
  const __m256i by_byte =
      _mm256_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15,  //
                       0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  __m256i eight[4];
  for (int i = 0; i < 4; ++i) {
    const auto* const from = reinterpret_cast<const __m256i*>(values + std::ptrdiff_t{8} * i);
    eight[i] = _mm256_shuffle_epi8(_mm256_loadu_si256(from), by_byte);
  }
  // A transposition of 4 x 4 fours of bytes in either half of the registers.
  const __m256i low01 = _mm256_unpacklo_epi32(eight[0], eight[1]);
  const __m256i low23 = _mm256_unpacklo_epi32(eight[2], eight[3]);
  const __m256i high01 = _mm256_unpackhi_epi32(eight[0], eight[1]);
  const __m256i high23 = _mm256_unpackhi_epi32(eight[2], eight[3]);
  const __m256i in_order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
  bytes[0] = _mm256_permutevar8x32_epi32(_mm256_unpacklo_epi64(low01, low23), in_order);
  bytes[1] = _mm256_permutevar8x32_epi32(_mm256_unpackhi_epi64(low01, low23), in_order);
  bytes[2] = _mm256_permutevar8x32_epi32(_mm256_unpacklo_epi64(high01, high23), in_order);
  bytes[3] = _mm256_permutevar8x32_epi32(_mm256_unpackhi_epi64(high01, high23), in_order);
}

/// From each byte's top bit down: the mask of top bits is a row.
MEDISC_AVX2 void slice_avx2(const std::uint32_t* values, unsigned width, std::uint64_t* rows) {
  __m256i low[4];
  __m256i high[4];
  bytes_of(values, low);
  bytes_of(values + 32, high);
  for (unsigned byte = 0; byte * 8 < width; ++byte) {
    __m256i first = low[byte];
    __m256i second = high[byte];
    std::uint64_t eight[8];
    for (unsigned bit = 8; bit-- > 0;) {
      const auto lower = static_cast<std::uint32_t>(_mm256_movemask_epi8(first));
      const auto upper = static_cast<std::uint32_t>(_mm256_movemask_epi8(second));
      eight[bit] = lower | std::uint64_t{upper} << 32;
      first = _mm256_add_epi8(first, first);
      second = _mm256_add_epi8(second, second);
    }
    std::copy(eight, eight + std::min(width - byte * 8, 8U), rows + std::size_t{byte} * 8);
  }
}

#endif

}  // namespace

BitSlicing bit_slicing(SimdTarget target) {
#if defined(__x86_64__)
  if (target != SimdTarget::kPortable) return slice_avx2;
#endif
  return slice_portable;
}

}  // namespace medisc
