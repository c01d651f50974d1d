/// A dense matrix as a LinearMap: 32 outputs side by side in the lanes of a tile (16 in cells
/// of 64 bits), records of the batch in its rows, so that weights are read once for eight rows.
#pragma once

#include "ring/cell_format.hpp"
#include "ring/linear_map.hpp"

namespace medisc {

template <RingWord Word, class Cell>
class DenseMap final : public LinearMap<Word>::Packed {
 public:
  DenseMap(const DenseShape& shape, std::span<const Word> weights, CellFormat format,
           TileKernel<Cell> kernel)
      : shape_(shape),
        format_(format),
        kernel_(kernel),
        depth_(format.depth(shape.inputs)),
        lanes_((shape.outputs + kLanes - 1) / kLanes * depth_ * kLanes) {
    for (std::size_t o = 0; o < shape.outputs; ++o) {
      Cell* const panel = lanes_.data() + o / kLanes * depth_ * kLanes;
      const Word* const row = weights.data() + o * shape.inputs;
      each_cell(row, 0,
                [&](std::size_t k, Cell cell) { panel[k * kLanes + o % kLanes] = cell; });
    }
  }

  std::size_t scratch_bytes(std::size_t batch, std::size_t /*threads*/) const override {
    return rows_of(batch).cells() * sizeof(Cell);
  }

  /// As many records as a tile has rows, at most.
  std::size_t part_inputs(std::size_t batch) const override {
    return std::min(batch, kTileRows) * shape_.inputs;
  }

  void apply_part(std::span<const Word> x, std::size_t first, std::size_t last,
                  std::span<Word> y, LinearScratch& scratch, Workers& workers) const override {
    if (shape_.inputs == 0) return;
    const std::size_t record = first / shape_.inputs;
    const std::size_t records = (last - first) / shape_.inputs;
    apply(x.subspan(first, last - first),
          y.subspan(record * shape_.outputs, records * shape_.outputs), scratch, workers);
  }

  void apply(std::span<const Word> x, std::span<Word> y, LinearScratch& scratch,
             Workers& workers) const override {
    if (shape_.inputs == 0) return;
    const std::size_t batch = x.size() / shape_.inputs;
    const RowBlocks rows = rows_of(batch);
    Cell* const cells = scratch.cells<Cell>(rows.cells());
    std::fill(cells, cells + rows.cells(), Cell{0});
    for (std::size_t row = 0; row < rows.rows; ++row) {
      each_cell(x.data() + row / format_.parts * shape_.inputs, row % format_.parts,
                [&](std::size_t k, Cell cell) { cells[rows.index(row, k)] = cell; });
    }
    const std::size_t panels = (shape_.outputs + kLanes - 1) / kLanes;
    const std::size_t each = std::max<std::size_t>(
        1, kPieceProducts / (depth_ * kLanes * std::max<std::size_t>(rows.rows, 1)));
    workers.run((panels + each - 1) / each, [&](std::size_t piece, std::size_t) {
      const std::size_t last = std::min(panels, (piece + 1) * each);
      for (std::size_t panel = piece * each; panel < last; ++panel) {
        multiply_panel(rows, cells, panel * kLanes, y.data());
      }
    });
  }

 private:
  static constexpr std::size_t kLanes = kTileLanes<Cell>;

  RowBlocks rows_of(std::size_t batch) const { return {batch * format_.parts, depth_}; }

  /// Outputs [first, first + kLanes) of every record.
  void multiply_panel(const RowBlocks& rows, const Cell* cells, std::size_t first,
                      Word* y) const {
    const std::size_t parts = format_.parts;
    const Cell* const panel = lanes_.data() + first * depth_;
    const std::size_t used = std::min(kLanes, shape_.outputs - first);
    for (std::size_t i = 0; i < rows.count(); ++i) {
      const RowBlocks::Block block = rows.block(i);
      Cell sums[kTileRows * kLanes] = {};
      kernel_(cells + block.offset, panel, depth_, block.rows, sums);
      for (std::size_t r = 0; r < block.used; r += parts) {
        Word* const to = y + (block.first + r) / parts * shape_.outputs + first;
        const Cell* const low = sums + r * kLanes;
        for (std::size_t j = 0; j < used; ++j) {
          to[j] =
              parts == 1 ? static_cast<Word>(low[j]) : joined<Word>(low[j], low[kLanes + j]);
        }
      }
    }
  }

  template <class Take>
  void each_cell(const Word* row, std::size_t part, Take take) const {
    for (std::size_t k = 0; k < depth_; ++k) {
      const Word* const a = row + k * format_.terms();
      const bool second = format_.pairs && k * 2 + 1 < shape_.inputs;
      Cell cell;
      write_cells<Cell, Word>(format_, part, a, second ? a + 1 : nullptr, 1, 1, &cell);
      take(k, cell);
    }
  }

  DenseShape shape_;
  CellFormat format_;
  TileKernel<Cell> kernel_;
  std::size_t depth_;
  std::vector<Cell> lanes_;  ///< panels of kLanes outputs, each depth x kLanes
};

}  // namespace medisc
