/// A row of an image with its padding, its columns dealt out by their place mod the stride:
/// then neighbouring outputs of a convolution read neighbouring cells, whatever its stride is.
#pragma once

#include <algorithm>
#include <cstddef>

#include "ring/linear_shape.hpp"

namespace medisc {

/// Cells of one place mod the stride.
inline std::size_t columns_a_place(const ConvolutionAxis& columns) {
  const std::size_t padded =
      (columns.out - 1) * columns.stride + (columns.kernel - 1) * columns.dilation + 1;
  return (padded + columns.stride - 1) / columns.stride;
}

/// Where the first output's tap `kx` is in such a row.
inline std::size_t column_of_tap(const ConvolutionAxis& columns, std::size_t kx) {
  const std::size_t column = kx * columns.dilation;
  return column % columns.stride * columns_a_place(columns) + column / columns.stride;
}

/// Fills `row`, stride x columns_a_place cells: zeros, and write(column, count, to) for each
/// run of cells that hold columns `column`, `column` + stride, ... of the image.
template <class Cell, class Write>
void deal_row(const ConvolutionAxis& columns, Cell* row, const Write& write) {
  const std::size_t cells = columns_a_place(columns);
  for (std::size_t place = 0; place < columns.stride; ++place, row += cells) {
    // Cell j holds column j stride + place - pad.
    const auto cell_at = [&](std::size_t padded) {
      return padded <= place ? 0 : (padded - place + columns.stride - 1) / columns.stride;
    };
    const std::size_t first = std::min(cell_at(columns.pad), cells);
    const std::size_t last = std::clamp(cell_at(columns.in + columns.pad), first, cells);
    std::fill(row, row + first, Cell{0});
    if (last > first) {
      write(first * columns.stride + place - columns.pad, last - first, row + first);
    }
    std::fill(row + last, row + cells, Cell{0});
  }
}

}  // namespace medisc
