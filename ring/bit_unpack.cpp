#include "ring/bit_unpack.hpp"

#include <array>

#include "ring/word.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace medisc {

#if defined(__x86_64__)
namespace {

constexpr std::size_t kAtOnce = 8;
constexpr std::size_t kLoad = 16;  ///< bytes, of four values

/// Where eight values lie in two loads of 16 bytes. Eight values take a whole number of bytes,
/// so the next eight lie alike.
struct Layout {
  alignas(32) std::array<std::uint8_t, 2 * kLoad> bytes{};  ///< four of each value, to gather
  alignas(32) std::array<std::uint32_t, kAtOnce> shifts{};  ///< of the value in these
  std::array<std::size_t, 2> loads{};                       ///< where they begin
  bool fits = true;                                         ///< four bytes hold each value
};

Layout layout_of(std::size_t position, unsigned bits) {
  Layout layout;
  for (std::size_t i = 0; i < kAtOnce; ++i) {
    const std::size_t at = position + i * bits;
    if (i % 4 == 0) layout.loads[i / 4] = at / 8;
    const std::size_t first = at / 8 - layout.loads[i / 4];
    layout.shifts[i] = at % 8;
    layout.fits = layout.fits && at % 8 + bits <= 32 && first + 4 <= kLoad;
    for (std::size_t b = 0; b < 4; ++b) {
      layout.bytes[4 * i + b] = static_cast<std::uint8_t>((first + b) % kLoad);
    }
  }
  return layout;
}

MEDISC_AVX2 std::size_t unpack_avx2(std::span<const std::uint8_t> bytes, std::size_t position,
                                    unsigned bits, std::span<std::uint32_t> values) {
  const Layout layout = layout_of(position, bits);
  if (!layout.fits) return 0;
  const auto* const control = reinterpret_cast<const __m256i*>(layout.bytes.data());
  const __m256i gather = _mm256_load_si256(control);
  const auto* const counts = reinterpret_cast<const __m256i*>(layout.shifts.data());
  const __m256i shifts = _mm256_load_si256(counts);
  const __m256i mask = _mm256_set1_epi32(static_cast<int>(width_mask<std::uint32_t>(bits)));
  std::size_t done = 0;
  std::size_t offset = 0;
  while (done + kAtOnce <= values.size() && layout.loads[1] + offset + kLoad <= bytes.size()) {
    const std::uint8_t* const from = bytes.data() + offset;
    const auto* const low = reinterpret_cast<const __m128i*>(from + layout.loads[0]);
    const auto* const high = reinterpret_cast<const __m128i*>(from + layout.loads[1]);
    const __m256i loaded = _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128(low)),
                                                   _mm_loadu_si128(high), 1);
    const __m256i shifted = _mm256_srlv_epi32(_mm256_shuffle_epi8(loaded, gather), shifts);
    auto* const to = reinterpret_cast<__m256i*>(values.data() + done);
    _mm256_storeu_si256(to, _mm256_and_si256(shifted, mask));
    done += kAtOnce;
    offset += bits;
  }
  return done;
}

}  // namespace
#endif

std::size_t unpack([[maybe_unused]] std::span<const std::uint8_t> bytes,
                   [[maybe_unused]] std::size_t position, [[maybe_unused]] unsigned bits,
                   [[maybe_unused]] std::span<std::uint32_t> values, SimdTarget target) {
#if defined(__x86_64__)
  if (target != SimdTarget::kPortable) return unpack_avx2(bytes, position, bits, values);
#endif
  return 0;
}

}  // namespace medisc
