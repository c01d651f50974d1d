/// A convolution as a LinearMap: output channels in the rows of a tile, neighbouring positions
/// of the output in its lanes.
///
/// For each record and group, a band of the input is copied with its padding, its columns dealt
/// out by their place mod the stride, so that whatever the geometry is, neighbouring outputs
/// read neighbouring cells. From the band, panels of lanes are gathered and multiplied by every
/// block of output channels.
#pragma once

#include <array>
#include <vector>

#include "ring/cell_format.hpp"
#include "ring/linear_map.hpp"

namespace medisc {

template <RingWord Word, class Cell>
class ConvolutionMap final : public LinearMap<Word>::Packed {
 public:
  ConvolutionMap(const ConvolutionShape& shape, std::span<const Word> weights,
                 CellFormat format, TileKernel<Cell> kernel);

  void apply(std::span<const Word> x, std::span<Word> y, LinearScratch& scratch,
             Workers& workers) const override;
  void apply_part(std::span<const Word> x, std::size_t first, std::size_t last,
                  std::span<Word> y, LinearScratch& scratch, Workers& workers) const override;
  std::size_t part_inputs(std::size_t batch) const override;
  std::size_t scratch_bytes(std::size_t batch, std::size_t threads) const override;

 private:
  static constexpr std::size_t kLanes = kTileLanes<Cell>;
  static constexpr std::size_t kBandCells = (std::size_t{1} << 20) / sizeof(Cell);
  static constexpr std::size_t kDepthChunk =
      128;                                     ///< of a panel: 16 KiB, stays in the L1 cache
  static constexpr std::size_t kRunCells = 8;  ///< a run is gathered so many cells at a time

  /// Neighbouring outputs of one row, and where their first tap's cells are in the band.
  struct Run {
    std::size_t lane;
    std::size_t cells;
    std::size_t source;
  };

  /// The runs that a tile's lanes fall into, at most one a lane.
  struct Runs {
    std::array<Run, kLanes> run;
    std::size_t count = 0;
  };

  /// Units whose products are added to the sums of those before: all, but where a record's
  /// channels come in parts.
  struct Units {
    std::size_t first;
    std::size_t last;
  };

  void apply_units(std::span<const Word> x, std::span<Word> y, Units units,
                   LinearScratch& scratch, Workers& workers) const;
  std::size_t band_rows(std::size_t out_rows) const;
  std::size_t band_cells(std::size_t out_rows) const;
  std::size_t sum_cells() const;
  std::size_t seat_cells() const;
  std::size_t piece_rows(std::size_t threads) const;
  void fill_band(const Word* x, Units units, std::size_t first_row, std::size_t out_rows,
                 Cell* band) const;
  void multiply_band(std::size_t group, Units units, std::size_t first_row,
                     std::size_t out_rows, const Cell* band, Cell* sums, Word* y) const;
  Runs runs_of(std::size_t first, std::size_t count) const;
  void gather(const Cell* band, std::size_t unit_cells, const Runs& runs, std::size_t first,
              std::size_t count, Cell* panel) const;
  /// Sums of the outputs from `position` on, added to those in y where they are `more`.
  void store(std::size_t group, std::size_t position, std::size_t count, const Cell* sums,
             bool more, Word* y) const;

  ConvolutionShape shape_;
  CellFormat format_;
  TileKernel<Cell> kernel_;
  std::size_t reads_;                     ///< input channels of a group
  std::size_t writes_;                    ///< output channels of a group
  std::size_t units_;                     ///< cells that a group's input channels take
  std::size_t depth_;                     ///< units x taps
  std::size_t row_cells_;                 ///< of a band's row: stride x columns
  std::size_t out_rows_;                  ///< of a band, at most
  std::vector<std::size_t> tap_offsets_;  ///< of each tap, from the first's cell in its unit
  RowBlocks weights_;                     ///< of one group
  std::vector<Cell> cells_;               ///< of its weights, group after group
};

}  // namespace medisc
