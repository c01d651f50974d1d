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

  void apply(std::span<const Word> x, std::span<Word> y) const override {
    if (shape_.inputs == 0) return;
    const std::size_t batch = x.size() / shape_.inputs;
    const std::size_t parts = format_.parts;
    RowBlocks<Cell> rows(batch * parts, depth_);
    for (std::size_t b = 0; b < batch; ++b) {
      for (std::size_t part = 0; part < parts; ++part) {
        each_cell(x.data() + b * shape_.inputs, part,
                  [&](std::size_t k, Cell cell) { rows.at(b * parts + part, k) = cell; });
      }
    }
    for (std::size_t first = 0; first < shape_.outputs; first += kLanes) {
      const Cell* const panel = lanes_.data() + first * depth_;
      const std::size_t used = std::min(kLanes, shape_.outputs - first);
      for (const auto& block : rows.blocks) {
        Cell sums[kTileRows * kLanes] = {};
        kernel_(rows.cells.data() + block.offset, panel, depth_, block.rows, sums);
        for (std::size_t r = 0; r < block.used; r += parts) {
          Word* const to = y.data() + (block.first + r) / parts * shape_.outputs + first;
          const Cell* const low = sums + r * kLanes;
          for (std::size_t j = 0; j < used; ++j) {
            to[j] =
                parts == 1 ? static_cast<Word>(low[j]) : joined<Word>(low[j], low[kLanes + j]);
          }
        }
      }
    }
  }

 private:
  static constexpr std::size_t kLanes = kTileLanes<Cell>;

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
