#include "ring/depthwise_map.hpp"

#include "ring/cell_format.hpp"
#include "ring/padded_row.hpp"

namespace medisc {
namespace {

/// Outputs at a time: what stays in registers.
template <class Cell>
constexpr std::size_t kRun = 128 / sizeof(Cell);

/// A row of outputs: y[j] = sum over taps of weights[t] image[offsets[t] + j].
template <RingWord Word, class Cell>
struct RowProducts {
  const Cell* image;
  const Cell* weights;
  const std::size_t* offsets;
  std::size_t taps;
  std::size_t count;
  Word* y;
};

template <RingWord Word, class Cell>
[[gnu::always_inline]] inline void multiply_row(const RowProducts<Word, Cell>& row) {
  for (std::size_t first = 0; first < row.count; first += kRun<Cell>) {
    Cell sums[kRun<Cell>] = {};
    for (std::size_t t = 0; t < row.taps; ++t) {
      const Cell* const from = row.image + row.offsets[t] + first;
      const Cell weight = row.weights[t];
      for (std::size_t j = 0; j < kRun<Cell>; ++j) sums[j] += weight * from[j];
    }
    const std::size_t count = std::min(kRun<Cell>, row.count - first);
    for (std::size_t j = 0; j < count; ++j) row.y[first + j] = static_cast<Word>(sums[j]);
  }
}

template <RingWord Word, class Cell>
void multiply_portable(const RowProducts<Word, Cell>& row) {
  multiply_row(row);
}

#if defined(__x86_64__)
template <RingWord Word, class Cell>
MEDISC_AVX2 void multiply_avx2(const RowProducts<Word, Cell>& row) {
  multiply_row(row);
}

template <RingWord Word, class Cell>
MEDISC_AVX512 void multiply_avx512(const RowProducts<Word, Cell>& row) {
  multiply_row(row);
}
#endif

template <RingWord Word, class Cell>
void multiply_on(const RowProducts<Word, Cell>& row, SimdTarget target) {
  switch (target) {
#if defined(__x86_64__)
    case SimdTarget::kAvx512:
      return multiply_avx512(row);
    case SimdTarget::kAvx2:
      return multiply_avx2(row);
#endif
    default:
      return multiply_portable(row);
  }
}

}  // namespace

template <RingWord Word, class Cell>
DepthwiseMap<Word, Cell>::DepthwiseMap(const ConvolutionShape& shape,
                                       std::span<const Word> weights, SimdTarget target)
    : shape_(shape),
      target_(target),
      writes_(shape.out_channels / shape.groups),
      rows_((shape.rows.out - 1) * shape.rows.stride +
            (shape.rows.kernel - 1) * shape.rows.dilation + 1),
      row_cells_(shape.columns.stride * columns_a_place(shape.columns)) {
  for (std::size_t ky = 0; ky < shape.rows.kernel; ++ky) {
    for (std::size_t kx = 0; kx < shape.columns.kernel; ++kx) {
      tap_offsets_.push_back(ky * shape.rows.dilation * row_cells_ +
                             column_of_tap(shape.columns, kx));
    }
  }
  for (const Word weight : weights) weights_.push_back(static_cast<Cell>(weight));
}

template <RingWord Word, class Cell>
void DepthwiseMap<Word, Cell>::apply(std::span<const Word> x, std::span<Word> y,
                                     LinearScratch& scratch, Workers& workers) const {
  apply_part(x, 0, x.size(), y, scratch, workers);
}

template <RingWord Word, class Cell>
std::size_t DepthwiseMap<Word, Cell>::part_inputs(std::size_t /*batch*/) const {
  return shape_.rows.in * shape_.columns.in;
}

/// A record's channels stand one after the other, and so do records: all are alike.
template <RingWord Word, class Cell>
void DepthwiseMap<Word, Cell>::apply_part(std::span<const Word> x, std::size_t first,
                                          std::size_t last, std::span<Word> y,
                                          LinearScratch& scratch, Workers& workers) const {
  const std::size_t in_plane = shape_.rows.in * shape_.columns.in;
  const std::size_t out_plane = shape_.rows.out * shape_.columns.out;
  if (in_plane == 0) return;
  const std::size_t begin = first / in_plane;
  const std::size_t channels = (last + in_plane - 1) / in_plane - begin;
  const std::size_t products = writes_ * shape_.taps() * std::max<std::size_t>(out_plane, 1);
  const std::size_t each = std::max<std::size_t>(1, kPieceProducts / 8 / products);
  Cell* const seats = scratch.cells<Cell>(workers.width() * seat_cells());
  workers.run((channels + each - 1) / each, [&](std::size_t piece, std::size_t seat) {
    Cell* const image = seats + seat * seat_cells();
    const std::size_t end = std::min(channels, (piece + 1) * each);
    for (std::size_t i = piece * each; i < end; ++i) {
      const std::size_t channel = begin + i;
      fill(x.data() + channel * in_plane, image);
      multiply(image, weights_.data() + channel % shape_.groups * writes_ * shape_.taps(),
               y.data() + channel * writes_ * out_plane);
    }
  });
}

template <RingWord Word, class Cell>
std::size_t DepthwiseMap<Word, Cell>::scratch_bytes(std::size_t /*batch*/,
                                                    std::size_t threads) const {
  return threads * seat_cells() * sizeof(Cell);
}

/// The padded image of one channel. Runs are read whole, the last of them past its end.
template <RingWord Word, class Cell>
std::size_t DepthwiseMap<Word, Cell>::seat_cells() const {
  return rows_ * row_cells_ + kRun<Cell>;
}

template <RingWord Word, class Cell>
void DepthwiseMap<Word, Cell>::fill(const Word* x, Cell* image) const {
  const ConvolutionAxis& columns = shape_.columns;
  for (std::size_t row = 0; row < rows_; ++row, image += row_cells_) {
    const std::size_t in_row = row - shape_.rows.pad;  // wraps above the image
    if (row < shape_.rows.pad || in_row >= shape_.rows.in) {
      std::fill(image, image + row_cells_, Cell{0});
      continue;
    }
    const Word* const from = x + in_row * columns.in;
    deal_row(columns, image, [&](std::size_t column, std::size_t count, Cell* to) {
      for (std::size_t j = 0; j < count; ++j) {
        to[j] = static_cast<Cell>(from[column + j * columns.stride]);
      }
    });
  }
}

template <RingWord Word, class Cell>
void DepthwiseMap<Word, Cell>::multiply(const Cell* image, const Cell* weights, Word* y) const {
  const std::size_t taps = shape_.taps();
  for (std::size_t write = 0; write < writes_; ++write, weights += taps) {
    for (std::size_t row = 0; row < shape_.rows.out; ++row, y += shape_.columns.out) {
      multiply_on<Word, Cell>({image + row * shape_.rows.stride * row_cells_, weights,
                               tap_offsets_.data(), taps, shape_.columns.out, y},
                              target_);
    }
  }
}

template class DepthwiseMap<std::uint32_t, std::uint32_t>;
template class DepthwiseMap<std::uint64_t, std::uint32_t>;
template class DepthwiseMap<std::uint64_t, std::uint64_t>;

}  // namespace medisc
