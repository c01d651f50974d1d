/// How words become the cells of a tile (tile_kernel.hpp), and its sums words again.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "ring/tile_kernel.hpp"
#include "ring/word.hpp"

namespace medisc {

/// Products of cells in a piece of a matrix product, about: some hundred microseconds.
inline constexpr std::size_t kPieceProducts = std::size_t{2} << 20;

/// Cells hold whole words, or pairs of 16-bit halves: of a word's low half (part 0), and of its
/// high half (part 1).
struct CellFormat {
  bool pairs = false;
  std::size_t parts = 1;  ///< of a word: 2 where its halves go to cells of their own

  /// Terms of a sum that share a cell.
  std::size_t terms() const { return pairs ? 2 : 1; }
  /// Cells that `count` terms take.
  std::size_t depth(std::size_t count) const { return (count + terms() - 1) / terms(); }
};

/// out[j] = the cell of a[j stride] and, in pairs, of b[j stride]; no b counts as zero.
template <class Cell, RingWord Word>
void write_cells(const CellFormat& format, std::size_t part, const Word* a, const Word* b,
                 std::size_t stride, std::size_t count, Cell* out) {
  const auto each = [&](auto cell) {
    if (stride == 1) {
      for (std::size_t j = 0; j < count; ++j) out[j] = cell(j);
    } else {
      for (std::size_t j = 0; j < count; ++j) out[j] = cell(j * stride);
    }
  };
  if (!format.pairs) {
    each([=](std::size_t i) { return static_cast<Cell>(a[i]); });
    return;
  }
  // Rounded, so that the low half is a signed number. A word of 16 bits has no high half.
  const std::uint32_t rounding = part == 0 ? 0 : 0x8000;
  const unsigned down = part == 0 ? 0 : 16;
  const unsigned up = 16 - down;
  const std::uint32_t high = 0xffff0000;
  if (b == nullptr) {
    each([=](std::size_t i) {
      return static_cast<Cell>(((static_cast<std::uint32_t>(a[i]) + rounding) >> down) & ~high);
    });
    return;
  }
  each([=](std::size_t i) {
    const std::uint32_t first = (static_cast<std::uint32_t>(a[i]) + rounding) >> down;
    const std::uint32_t second = (static_cast<std::uint32_t>(b[i]) + rounding) << up;
    return static_cast<Cell>((first & ~high) | (second & high));
  });
}

/// A sum from the sums over its parts.
template <RingWord Word, class Cell>
Word joined(Cell low, Cell high) {
  const Cell sum = low + (high << 16);
  return static_cast<Word>(sum);
}

/// Where the cells of a matrix's rows are: in blocks of tile_row_count rows, each depth x rows.
struct RowBlocks {
  struct Block {
    std::size_t first = 0;  ///< the first of its rows
    std::size_t used = 0;   ///< rows that are not padding
    std::size_t rows = 0;   ///< 1, 2, 4 or 8
    std::size_t offset = 0;
  };
  std::size_t rows = 0;
  std::size_t depth = 0;

  std::size_t count() const { return (rows + kTileRows - 1) / kTileRows; }
  Block block(std::size_t i) const {
    const std::size_t first = i * kTileRows;
    const std::size_t used = std::min(rows - first, kTileRows);
    return {first, used, tile_row_count(used), first * depth};
  }
  std::size_t cells() const {
    if (rows == 0) return 0;
    const Block last = block(count() - 1);
    return last.offset + last.rows * depth;
  }
  std::size_t index(std::size_t row, std::size_t k) const {
    const Block in = block(row / kTileRows);
    return in.offset + k * in.rows + row % kTileRows;
  }
};

template <class Cell>
TileKernel<Cell> kernel_of(const CellFormat& format, SimdTarget target) {
  const TileKernels& kernels = tile_kernels(target);
  if constexpr (sizeof(Cell) == 8) {
    return kernels.words64;
  } else {
    return format.pairs ? kernels.pairs : kernels.words32;
  }
}

}  // namespace medisc
