#include "ring/tile_kernel.hpp"

#if defined(__x86_64__)

#include <immintrin.h>

namespace medisc {
namespace {

template <class Cell>
MEDISC_AVX2 __m256i load(const Cell* from) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
}

template <class Cell>
MEDISC_AVX2 void store(Cell* to, __m256i value) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), value);
}

struct Words32 {
  MEDISC_AVX2 static __m256i multiply(__m256i a, __m256i b) { return _mm256_mullo_epi32(a, b); }
};

struct Pairs {
  MEDISC_AVX2 static __m256i multiply(__m256i a, __m256i b) { return _mm256_madd_epi16(a, b); }
};

/// Sixteen lanes of kRows rows, at most four: what fits the registers. `stride`: cells from one
/// depth to the next in `rows`.
template <class Op, std::size_t kRows>
MEDISC_AVX2 void add_products(const std::uint32_t* rows, std::size_t stride,
                              const std::uint32_t* lanes, std::size_t depth,
                              std::uint32_t* sums) {
  constexpr std::size_t kLanes = kTileLanes<std::uint32_t>;
  __m256i sum[kRows][2];
  for (std::size_t r = 0; r < kRows; ++r) {
    sum[r][0] = load(sums + r * kLanes);
    sum[r][1] = load(sums + r * kLanes + 8);
  }
  for (std::size_t k = 0; k < depth; ++k, rows += stride, lanes += kLanes) {
    const __m256i first = load(lanes);
    const __m256i second = load(lanes + 8);
#pragma GCC unroll 4
    for (std::size_t r = 0; r < kRows; ++r) {
      const __m256i a = _mm256_set1_epi32(static_cast<int>(rows[r]));
      sum[r][0] = _mm256_add_epi32(sum[r][0], Op::multiply(a, first));
      sum[r][1] = _mm256_add_epi32(sum[r][1], Op::multiply(a, second));
    }
  }
  for (std::size_t r = 0; r < kRows; ++r) {
    store(sums + r * kLanes, sum[r][0]);
    store(sums + r * kLanes + 8, sum[r][1]);
  }
}

/// Four lanes of kRows rows. With a = a1 2^32 + a0: a b = a0 b0 + 2^32 (a0 b1 + a1 b0) mod
/// 2^64, where the two cross products are one multiplication of 32-bit lanes by b's halves
/// swapped.
template <std::size_t kRows>
MEDISC_AVX2 void add_products64(const std::uint64_t* rows, std::size_t stride,
                                const std::uint64_t* lanes, std::size_t depth,
                                std::uint64_t* sums) {
  constexpr std::size_t kLanes = kTileLanes<std::uint64_t>;
  __m256i low[kRows];
  __m256i cross[kRows];
  for (std::size_t r = 0; r < kRows; ++r) {
    low[r] = load(sums + r * kLanes);
    cross[r] = _mm256_setzero_si256();
  }
  for (std::size_t k = 0; k < depth; ++k, rows += stride, lanes += kLanes) {
    const __m256i b = load(lanes);
    const __m256i swapped = _mm256_shuffle_epi32(b, _MM_SHUFFLE(2, 3, 0, 1));
#pragma GCC unroll 4
    for (std::size_t r = 0; r < kRows; ++r) {
      const __m256i a = _mm256_set1_epi64x(static_cast<long long>(rows[r]));
      low[r] = _mm256_add_epi64(low[r], _mm256_mul_epu32(a, b));
      cross[r] = _mm256_add_epi32(cross[r], _mm256_mullo_epi32(a, swapped));
    }
  }
  for (std::size_t r = 0; r < kRows; ++r) {
    const __m256i both = _mm256_add_epi32(cross[r], _mm256_srli_epi64(cross[r], 32));
    store(sums + r * kLanes, _mm256_add_epi64(low[r], _mm256_slli_epi64(both, 32)));
  }
}

template <class Op>
void tile(const std::uint32_t* rows, const std::uint32_t* lanes, std::size_t depth,
          std::size_t row_count, std::uint32_t* sums) {
  constexpr std::size_t kLanes = kTileLanes<std::uint32_t>;
  for (std::size_t lane = 0; lane < kLanes; lane += 16) {
    switch (row_count) {
      case 1:
        add_products<Op, 1>(rows, 1, lanes + lane, depth, sums + lane);
        break;
      case 2:
        add_products<Op, 2>(rows, 2, lanes + lane, depth, sums + lane);
        break;
      default:
        for (std::size_t r = 0; r < row_count; r += 4) {
          add_products<Op, 4>(rows + r, row_count, lanes + lane, depth,
                              sums + r * kLanes + lane);
        }
    }
  }
}

void tile64(const std::uint64_t* rows, const std::uint64_t* lanes, std::size_t depth,
            std::size_t row_count, std::uint64_t* sums) {
  constexpr std::size_t kLanes = kTileLanes<std::uint64_t>;
  for (std::size_t lane = 0; lane < kLanes; lane += 4) {
    switch (row_count) {
      case 1:
        add_products64<1>(rows, 1, lanes + lane, depth, sums + lane);
        break;
      case 2:
        add_products64<2>(rows, 2, lanes + lane, depth, sums + lane);
        break;
      default:
        for (std::size_t r = 0; r < row_count; r += 4) {
          add_products64<4>(rows + r, row_count, lanes + lane, depth, sums + r * kLanes + lane);
        }
    }
  }
}

}  // namespace

const TileKernels kAvx2TileKernels{tile<Words32>, tile<Pairs>, tile64};

}  // namespace medisc

#endif
