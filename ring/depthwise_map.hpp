/// A convolution whose groups read one channel each, as a LinearMap: depthwise ones. A tile
/// would have a row or two, and gathering its lanes would cost more than its products; so here
/// a channel's padded image is multiplied tap by tap, a run of outputs at a time in registers.
#pragma once

#include <vector>

#include "ring/linear_map.hpp"

namespace medisc {

template <RingWord Word, class Cell>
class DepthwiseMap final : public LinearMap<Word>::Packed {
 public:
  /// `shape`: in_channels = groups.
  DepthwiseMap(const ConvolutionShape& shape, std::span<const Word> weights, SimdTarget target);

  void apply(std::span<const Word> x, std::span<Word> y, LinearScratch& scratch,
             Workers& workers) const override;
  void apply_part(std::span<const Word> x, std::size_t first, std::size_t last,
                  std::span<Word> y, LinearScratch& scratch, Workers& workers) const override;
  /// A channel.
  std::size_t part_inputs(std::size_t batch) const override;
  std::size_t scratch_bytes(std::size_t batch, std::size_t threads) const override;

 private:
  std::size_t seat_cells() const;
  void fill(const Word* x, Cell* image) const;
  void multiply(const Cell* image, const Cell* weights, Word* y) const;

  ConvolutionShape shape_;
  SimdTarget target_;
  std::size_t writes_;                    ///< output channels of an input channel
  std::size_t rows_;                      ///< of the padded image
  std::size_t row_cells_;                 ///< of each: stride x columns
  std::vector<std::size_t> tap_offsets_;  ///< from the cell of the first tap
  std::vector<Cell> weights_;             ///< output channels x taps
};

/// Output channels of a group up to which this is the faster map.
inline constexpr std::size_t kMostDepthwiseWrites = 4;

}  // namespace medisc
