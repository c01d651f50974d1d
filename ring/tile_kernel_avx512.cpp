#include "ring/tile_kernel.hpp"

#if defined(__x86_64__)

#include <immintrin.h>

namespace medisc {
namespace {

// Each operation: sum + a (x) b on one register, and a cell in every lane of a register.

struct Words32 {
  using Cell = std::uint32_t;
  MEDISC_AVX512 static __m512i all(Cell a) { return _mm512_set1_epi32(static_cast<int>(a)); }
  MEDISC_AVX512 static __m512i add(__m512i sum, __m512i a, __m512i b) {
    return _mm512_add_epi32(sum, _mm512_mullo_epi32(a, b));
  }
};

struct Pairs {
  using Cell = std::uint32_t;
  MEDISC_AVX512 static __m512i all(Cell a) { return _mm512_set1_epi32(static_cast<int>(a)); }
  MEDISC_AVX512 static __m512i add(__m512i sum, __m512i a, __m512i b) {
    return _mm512_dpwssd_epi32(sum, a, b);
  }
};

struct Words64 {
  using Cell = std::uint64_t;
  MEDISC_AVX512 static __m512i all(Cell a) {
    return _mm512_set1_epi64(static_cast<long long>(a));
  }
  MEDISC_AVX512 static __m512i add(__m512i sum, __m512i a, __m512i b) {
    return _mm512_add_epi64(sum, _mm512_mullo_epi64(a, b));
  }
};

/// The whole tile stays in registers: two a row.
template <class Op, std::size_t kRows>
MEDISC_AVX512 void add_products(const typename Op::Cell* rows, const typename Op::Cell* lanes,
                                std::size_t depth, typename Op::Cell* sums) {
  constexpr std::size_t kLanes = kTileLanes<typename Op::Cell>;
  __m512i sum[kRows][2];
  for (std::size_t r = 0; r < kRows; ++r) {
    sum[r][0] = _mm512_loadu_si512(sums + r * kLanes);
    sum[r][1] = _mm512_loadu_si512(sums + r * kLanes + kLanes / 2);
  }
  for (std::size_t k = 0; k < depth; ++k, rows += kRows, lanes += kLanes) {
    const __m512i first = _mm512_loadu_si512(lanes);
    const __m512i second = _mm512_loadu_si512(lanes + kLanes / 2);
#pragma GCC unroll 8
    for (std::size_t r = 0; r < kRows; ++r) {
      const __m512i a = Op::all(rows[r]);
      sum[r][0] = Op::add(sum[r][0], a, first);
      sum[r][1] = Op::add(sum[r][1], a, second);
    }
  }
  for (std::size_t r = 0; r < kRows; ++r) {
    _mm512_storeu_si512(sums + r * kLanes, sum[r][0]);
    _mm512_storeu_si512(sums + r * kLanes + kLanes / 2, sum[r][1]);
  }
}

template <class Op>
void tile(const typename Op::Cell* rows, const typename Op::Cell* lanes, std::size_t depth,
          std::size_t row_count, typename Op::Cell* sums) {
  switch (row_count) {
    case 1:
      return add_products<Op, 1>(rows, lanes, depth, sums);
    case 2:
      return add_products<Op, 2>(rows, lanes, depth, sums);
    case 4:
      return add_products<Op, 4>(rows, lanes, depth, sums);
    default:
      return add_products<Op, 8>(rows, lanes, depth, sums);
  }
}

}  // namespace

const TileKernels kAvx512TileKernels{tile<Words32>, tile<Pairs>, tile<Words64>};

}  // namespace medisc

#endif
