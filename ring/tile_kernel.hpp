/// The inner loop of every product over the ring: a tile of sums of products.
///
///   sums[r][j] += sum_k rows[k][r] (x) lanes[k][j],   r < row_count, j < lanes of the tile
///
/// `rows` is depth x row_count, `lanes` depth x L, `sums` row_count x L, all row major; L is
/// kTileLanes<Cell>, so that a row of lanes is 128 bytes. row_count is 1, 2, 4 or 8; depth is
/// at least 1. All sums wrap mod 2^32 or 2^64. No operation's time depends on values.
#pragma once

#include <cstddef>
#include <cstdint>

#include "ring/simd_target.hpp"

namespace medisc {

inline constexpr std::size_t kTileRows = 8;

template <class Cell>
inline constexpr std::size_t kTileLanes = 128 / sizeof(Cell);

template <class Cell>
using TileKernel = void (*)(const Cell* rows, const Cell* lanes, std::size_t depth,
                            std::size_t row_count, Cell* sums);

/// Kernels of one target.
struct TileKernels {
  /// a (x) b = a b mod 2^32.
  TileKernel<std::uint32_t> words32;
  /// A cell is two signed numbers of 16 bits: a (x) b = a_lo b_lo + a_hi b_hi mod 2^32.
  TileKernel<std::uint32_t> pairs;
  /// a (x) b = a b mod 2^64.
  TileKernel<std::uint64_t> words64;
};

/// `target` must be one of supported_targets().
const TileKernels& tile_kernels(SimdTarget target);

/// Rows of the tile that `rows` rows are padded to, at most kTileRows: 1, 2, 4 or 8.
constexpr std::size_t tile_row_count(std::size_t rows) {
  if (rows > 4) return 8;
  return rows > 2 ? 4 : rows;
}

#if defined(__x86_64__)
extern const TileKernels kAvx2TileKernels;
extern const TileKernels kAvx512TileKernels;
#endif

}  // namespace medisc
