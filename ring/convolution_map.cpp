#include "ring/convolution_map.hpp"

#include <cstring>

#include "ring/padded_row.hpp"

namespace medisc {

template <RingWord Word, class Cell>
ConvolutionMap<Word, Cell>::ConvolutionMap(const ConvolutionShape& shape,
                                           std::span<const Word> weights, CellFormat format,
                                           TileKernel<Cell> kernel)
    : shape_(shape),
      format_(format),
      kernel_(kernel),
      reads_(shape.in_channels / shape.groups),
      writes_(shape.out_channels / shape.groups),
      units_(format.depth(reads_)),
      depth_(units_ * shape.taps()) {
  const ConvolutionAxis& columns = shape.columns;
  row_cells_ = columns.stride * columns_a_place(columns);
  for (std::size_t ky = 0; ky < shape.rows.kernel; ++ky) {
    for (std::size_t kx = 0; kx < columns.kernel; ++kx) {
      tap_offsets_.push_back(ky * shape.rows.dilation * row_cells_ +
                             column_of_tap(columns, kx));
    }
  }
  out_rows_ = shape.rows.out;
  while (out_rows_ > 1 && band_cells(out_rows_) > kBandCells) out_rows_ = (out_rows_ + 1) / 2;

  const std::size_t taps = shape.taps();
  weights_ = {writes_, depth_};
  cells_.resize(shape.groups * weights_.cells());
  const Word* group = weights.data();
  for (std::size_t g = 0; g < shape.groups; ++g, group += writes_ * reads_ * taps) {
    Cell* const packed = cells_.data() + g * weights_.cells();
    for (std::size_t row = 0; row < writes_; ++row) {
      for (std::size_t k = 0; k < depth_; ++k) {
        // NOLINTNEXTLINE(clang-analyzer-core.DivideZero): without taps there is no depth
        const std::size_t channel = k / taps * format.terms();
        const Word* const a = group + (row * reads_ + channel) * taps + k % taps;
        const bool second = format.pairs && channel + 1 < reads_;
        write_cells<Cell, Word>(format, 0, a, second ? a + taps : nullptr, 1, 1,
                                packed + weights_.index(row, k));
      }
    }
  }
}

template <RingWord Word, class Cell>
void ConvolutionMap<Word, Cell>::apply(std::span<const Word> x, std::span<Word> y,
                                       LinearScratch& scratch, Workers& workers) const {
  apply_units(x, y, {0, units_}, scratch, workers);
}

template <RingWord Word, class Cell>
std::size_t ConvolutionMap<Word, Cell>::part_inputs(std::size_t batch) const {
  if (batch > 1 || shape_.groups > 1) return shape_.inputs();
  return std::min(shape_.inputs(), format_.terms() * shape_.rows.in * shape_.columns.in);
}

template <RingWord Word, class Cell>
void ConvolutionMap<Word, Cell>::apply_part(std::span<const Word> x, std::size_t first,
                                            std::size_t last, std::span<Word> y,
                                            LinearScratch& scratch, Workers& workers) const {
  if (x.size() > shape_.inputs() || shape_.groups > 1) {
    const std::size_t record = first / shape_.inputs();
    const std::size_t records = (last - first) / shape_.inputs();
    return apply(x.subspan(first, last - first),
                 y.subspan(record * shape_.outputs(), records * shape_.outputs()), scratch,
                 workers);
  }
  const std::size_t unit = part_inputs(1);
  apply_units(x, y, {first / unit, (last + unit - 1) / unit}, scratch, workers);
}

template <RingWord Word, class Cell>
void ConvolutionMap<Word, Cell>::apply_units(std::span<const Word> x, std::span<Word> y,
                                             Units units, LinearScratch& scratch,
                                             Workers& workers) const {
  const std::size_t batch = x.size() / shape_.inputs();
  const std::size_t in_plane = shape_.rows.in * shape_.columns.in;
  const std::size_t rows = piece_rows(workers.width());
  const std::size_t pieces = (shape_.rows.out + rows - 1) / rows;  // of a record's group
  Cell* const seats = scratch.cells<Cell>(workers.width() * seat_cells());
  workers.run(batch * shape_.groups * pieces, [&](std::size_t piece, std::size_t seat) {
    const std::size_t first = piece % pieces * rows;
    const std::size_t g = piece / pieces % shape_.groups;
    const std::size_t b = piece / pieces / shape_.groups;
    const std::size_t count = std::min(rows, shape_.rows.out - first);
    Cell* const sums = seats + seat * seat_cells();
    Cell* const band = sums + sum_cells();
    const Word* const from = x.data() + b * shape_.inputs() + g * reads_ * in_plane;
    fill_band(from, units, first, count, band);
    multiply_band(g, units, first, count, band, sums, y.data() + b * shape_.outputs());
  });
}

template <RingWord Word, class Cell>
std::size_t ConvolutionMap<Word, Cell>::scratch_bytes(std::size_t /*batch*/,
                                                      std::size_t threads) const {
  return threads * seat_cells() * sizeof(Cell);
}

/// Rows of the output that are computed at once: a band of its own each.
template <RingWord Word, class Cell>
std::size_t ConvolutionMap<Word, Cell>::piece_rows(std::size_t threads) const {
  if (threads == 1) return out_rows_;
  const std::size_t products =
      writes_ * depth_ * format_.parts * std::max<std::size_t>(1, shape_.columns.out);
  const std::size_t rows = (kPieceProducts + products - 1) / products;
  return std::min(out_rows_, rows);
}

template <RingWord Word, class Cell>
std::size_t ConvolutionMap<Word, Cell>::band_cells(std::size_t out_rows) const {
  return units_ * format_.parts * band_rows(out_rows) * row_cells_;
}

template <RingWord Word, class Cell>
std::size_t ConvolutionMap<Word, Cell>::sum_cells() const {
  return weights_.count() * kTileRows * kLanes;
}

/// What one thread works in: sums, and a band. Gathering reads whole runs, the last of them
/// past the band's end.
template <RingWord Word, class Cell>
std::size_t ConvolutionMap<Word, Cell>::seat_cells() const {
  return sum_cells() + band_cells(out_rows_) + kRunCells;
}

/// Rows of the padded input that so many rows of the output read.
template <RingWord Word, class Cell>
std::size_t ConvolutionMap<Word, Cell>::band_rows(std::size_t out_rows) const {
  const ConvolutionAxis& rows = shape_.rows;
  return (out_rows - 1) * rows.stride + (rows.kernel - 1) * rows.dilation + 1;
}

/// Parts x units x rows x (place mod stride) x columns.
template <RingWord Word, class Cell>
void ConvolutionMap<Word, Cell>::fill_band(const Word* x, Units units, std::size_t first_row,
                                           std::size_t out_rows, Cell* cells) const {
  const ConvolutionAxis& columns = shape_.columns;
  const std::size_t in_plane = shape_.rows.in * columns.in;
  const std::size_t rows = band_rows(out_rows);
  for (std::size_t part = 0; part < format_.parts; ++part) {
    Cell* band = cells + (part * units_ + units.first) * rows * row_cells_;
    for (std::size_t unit = units.first; unit < units.last; ++unit) {
      const std::size_t channel = unit * format_.terms();
      const bool second = format_.pairs && channel + 1 < reads_;
      for (std::size_t row = 0; row < rows; ++row, band += row_cells_) {
        const std::size_t padded_row = first_row * shape_.rows.stride + row;
        const std::size_t in_row = padded_row - shape_.rows.pad;  // wraps above the image
        if (padded_row < shape_.rows.pad || in_row >= shape_.rows.in) {
          std::fill(band, band + row_cells_, Cell{0});
          continue;
        }
        const Word* const a = x + channel * in_plane + in_row * columns.in;
        deal_row(columns, band, [&](std::size_t column, std::size_t count, Cell* to) {
          write_cells<Cell, Word>(format_, part, a + column,
                                  second ? a + in_plane + column : nullptr, columns.stride,
                                  count, to);
        });
      }
    }
  }
}

template <RingWord Word, class Cell>
void ConvolutionMap<Word, Cell>::multiply_band(std::size_t group, Units units,
                                               std::size_t first_row, std::size_t out_rows,
                                               const Cell* band, Cell* sums, Word* y) const {
  const std::size_t begin = units.first * shape_.taps();
  const std::size_t end = units.last * shape_.taps();
  const std::size_t positions = out_rows * shape_.columns.out;
  const std::size_t used = kLanes / format_.parts;  // outputs of a tile
  const std::size_t unit_cells = band_rows(out_rows) * row_cells_;
  const Cell* const weights = cells_.data() + group * weights_.cells();
  Cell panel[kDepthChunk * kLanes + kRunCells] = {};
  for (std::size_t first = 0; first < positions; first += used) {
    const std::size_t count = std::min(used, positions - first);
    const Runs runs = runs_of(first, count);
    std::fill(sums, sums + sum_cells(), Cell{0});
    for (std::size_t k = begin; k < end; k += kDepthChunk) {
      const std::size_t chunk = std::min(kDepthChunk, end - k);
      gather(band, unit_cells, runs, k, chunk, panel);
      for (std::size_t i = 0; i < weights_.count(); ++i) {
        const RowBlocks::Block block = weights_.block(i);
        kernel_(weights + block.offset + k * block.rows, panel, chunk, block.rows,
                sums + i * kTileRows * kLanes);
      }
    }
    const std::size_t position = first_row * shape_.columns.out + first;
    store(group, position, count, sums, units.first > 0, y);
  }
}

template <RingWord Word, class Cell>
auto ConvolutionMap<Word, Cell>::runs_of(std::size_t first, std::size_t count) const -> Runs {
  Runs runs;
  for (std::size_t lane = 0; lane < count;) {
    const std::size_t row = (first + lane) / shape_.columns.out;
    const std::size_t column = (first + lane) % shape_.columns.out;
    const std::size_t cells = std::min(count - lane, shape_.columns.out - column);
    runs.run[runs.count++] = {lane, cells, row * shape_.rows.stride * row_cells_ + column};
    lane += cells;
  }
  return runs;
}

/// Rows [first, first + count) of the panel. Whole runs of kRunCells are copied; what they
/// write too much, the next one overwrites, or no output reads.
template <RingWord Word, class Cell>
void ConvolutionMap<Word, Cell>::gather(const Cell* band, std::size_t unit_cells,
                                        const Runs& runs, std::size_t first, std::size_t count,
                                        Cell* panel) const {
  const std::size_t taps = tap_offsets_.size();
  std::size_t unit = first / taps;
  std::size_t tap = first % taps;
  for (std::size_t k = 0; k < count; ++k) {
    for (std::size_t part = 0; part < format_.parts; ++part) {
      const Cell* const from = band + (part * units_ + unit) * unit_cells + tap_offsets_[tap];
      Cell* const to = panel + k * kLanes + part * (kLanes / format_.parts);
      for (std::size_t r = 0; r < runs.count; ++r) {
        const Run& run = runs.run[r];
        for (std::size_t i = 0; i < run.cells; i += kRunCells) {
          std::memcpy(to + run.lane + i, from + run.source + i, kRunCells * sizeof(Cell));
        }
      }
    }
    if (++tap == taps) {
      tap = 0;
      ++unit;
    }
  }
}

template <RingWord Word, class Cell>
void ConvolutionMap<Word, Cell>::store(std::size_t group, std::size_t position,
                                       std::size_t count, const Cell* sums, bool more,
                                       Word* y) const {
  const std::size_t out_plane = shape_.rows.out * shape_.columns.out;
  for (std::size_t row = 0; row < writes_; ++row) {
    const Cell* const low = sums + row * kLanes;
    const Cell* const high = low + kLanes / 2;
    Word* const to = y + (group * writes_ + row) * out_plane + position;
    const auto put = [&](auto sum) {
      if (more) {
        for (std::size_t j = 0; j < count; ++j) to[j] = static_cast<Word>(to[j] + sum(j));
      } else {
        for (std::size_t j = 0; j < count; ++j) to[j] = sum(j);
      }
    };
    if (format_.parts == 1) {
      put([&](std::size_t j) { return static_cast<Word>(low[j]); });
    } else {
      put([&](std::size_t j) { return joined<Word>(low[j], high[j]); });
    }
  }
}

template class ConvolutionMap<std::uint32_t, std::uint32_t>;
template class ConvolutionMap<std::uint64_t, std::uint32_t>;
template class ConvolutionMap<std::uint64_t, std::uint64_t>;

}  // namespace medisc
