#include "compiler/convolve.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "plan/image_size.hpp"
#include "ring/simd_target.hpp"

namespace medisc {
namespace {

// A convolution is a matrix product: weights, a row an output channel, times what its taps see,
// a column a position. Blocks of both stay in the caches: kDepth taps of kColumns positions, in
// panels of kLanes side by side, that a tile of kRows x kLanes sums runs along.

constexpr std::size_t kRows = 4;
constexpr std::size_t kLanes = 12;
constexpr std::size_t kDepth = 256;
constexpr std::size_t kColumns = 40 * kLanes;

using Vector = double __attribute__((vector_size(32), aligned(8), may_alias));
constexpr std::size_t kVectors = kLanes * sizeof(double) / sizeof(Vector);

/// sums[r][l] = the sum over k of rows[r stride + k] panel[k][l]. Inlined to a function for
/// each target; none has a fused product and sum, which would round otherwise.
[[gnu::always_inline]] inline void multiply_tile(const double* rows, std::size_t stride,
                                                 const double* panel, std::size_t depth,
                                                 double* sums) {
  Vector tile[kRows][kVectors] = {};
  for (std::size_t k = 0; k < depth; ++k) {
    const auto* seen = reinterpret_cast<const Vector*>(panel + k * kLanes);
#pragma GCC unroll 4
    for (std::size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 3
      for (std::size_t v = 0; v < kVectors; ++v) tile[r][v] += rows[r * stride + k] * seen[v];
    }
  }
#pragma GCC unroll 4
  for (std::size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 3
    for (std::size_t v = 0; v < kVectors; ++v) {
      reinterpret_cast<Vector*>(sums)[r * kVectors + v] = tile[r][v];
    }
  }
}

void multiply_portable(const double* rows, std::size_t stride, const double* panel,
                       std::size_t depth, double* sums) {
  multiply_tile(rows, stride, panel, depth, sums);
}

MEDISC_AVX2 void multiply_avx2(const double* rows, std::size_t stride, const double* panel,
                               std::size_t depth, double* sums) {
  multiply_tile(rows, stride, panel, depth, sums);
}

/// Columns [first, last) of an output row whose tap at offset `shift` falls inside the image.
struct Inside {
  std::size_t first;
  std::size_t last;
};

Inside inside(std::size_t columns, std::size_t stride, std::ptrdiff_t shift,
              std::size_t width) {
  const auto step = static_cast<std::ptrdiff_t>(stride);
  const auto all = static_cast<std::ptrdiff_t>(columns);
  const auto end = static_cast<std::ptrdiff_t>(width) - shift;  // of stride * column
  const std::ptrdiff_t first = shift < 0 ? (-shift + step - 1) / step : 0;
  const std::ptrdiff_t last = end > 0 ? (end + step - 1) / step : 0;
  const std::ptrdiff_t from = std::clamp<std::ptrdiff_t>(first, 0, all);
  return {static_cast<std::size_t>(from),
          static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(last, from, all))};
}

class Convolution {
 public:
  Convolution(const Conv& conv, const std::vector<double>& image)
      : conv_(conv),
        window_(conv.window),
        image_(image),
        reads_(conv.in.channels / conv.groups),
        writes_(conv.out.channels / conv.groups),
        taps_(taps(conv.window)),
        result_(conv.out.size()) {}

  std::vector<double> run() {
    for (std::size_t channel = 0; channel < conv_.out.channels; ++channel) {
      std::fill_n(result_of(channel), plane(conv_.out), conv_.bias[channel]);
    }
    for (std::size_t group = 0; group < conv_.groups; ++group) {
      if (writes_ < kRows) {
        add_tap_by_tap(group);
      } else {
        add_blocks(group);
      }
    }
    return std::move(result_);
  }

 private:
  double* result_of(std::size_t channel) { return result_.data() + channel * plane(conv_.out); }

  /// What a tap of the input's channel sees in row `row` of the output, visited as
  /// visit(inside, first pixel): the columns that fall inside, and the pixel of the first, from
  /// which on they lie window.stride_width apart. Nothing is visited where none does.
  template <class Visit>
  void see_row(std::size_t channel, std::size_t tap, std::size_t row,
               const Visit& visit) const {
    const std::size_t ky = tap / window_.kernel_width;
    const std::size_t kx = tap % window_.kernel_width;
    const std::size_t y =  // above the image it wraps to a large one
        row * window_.stride_height + ky * window_.dilation_height - window_.pad_top;
    if (y >= conv_.in.height) return;
    const auto shift = static_cast<std::ptrdiff_t>(kx * window_.dilation_width) -
                       static_cast<std::ptrdiff_t>(window_.pad_left);
    const Inside columns = inside(conv_.out.width, window_.stride_width, shift, conv_.in.width);
    if (columns.first == columns.last) return;
    const double* line = image_.data() + channel * plane(conv_.in) + y * conv_.in.width;
    visit(columns,
          line + (static_cast<std::ptrdiff_t>(columns.first * window_.stride_width) + shift));
  }

  /// Of few results a group, as in a depthwise convolution: a panel would not pay.
  void add_tap_by_tap(std::size_t group) {
    const std::size_t stride = window_.stride_width;
    for (std::size_t write = 0; write < writes_; ++write) {
      const std::size_t channel = group * writes_ + write;
      const double* weights = conv_.matrix.data() + channel * reads_ * taps_;
      for (std::size_t i = 0; i < reads_ * taps_; ++i) {
        for (std::size_t row = 0; row < conv_.out.height; ++row) {
          double* sums = result_of(channel) + row * conv_.out.width;
          see_row(group * reads_ + i / taps_, i % taps_, row,
                  [&](const Inside& columns, const double* pixel) {
                    for (std::size_t at = columns.first; at < columns.last; ++at) {
                      sums[at] += weights[i] * pixel[(at - columns.first) * stride];
                    }
                  });
        }
      }
    }
  }

  void add_blocks(std::size_t group) {
    const std::size_t terms = reads_ * taps_;
    const std::size_t positions = plane(conv_.out);
    for (std::size_t first = 0; first < positions; first += kColumns) {
      const std::size_t columns = std::min(kColumns, positions - first);
      for (std::size_t term = 0; term < terms; term += kDepth) {
        const std::size_t depth = std::min(kDepth, terms - term);
        for (std::size_t k = 0; k < depth; ++k) pack(group, term + k, first, columns, k, depth);
        for (std::size_t write = 0; write < writes_; write += kRows) {
          add_rows(group * writes_ + write, std::min(kRows, writes_ - write), term, depth,
                   first, columns);
        }
      }
    }
  }

  /// Row `k` of all panels: what one term sees at `columns` positions from `first` on.
  void pack(std::size_t group, std::size_t term, std::size_t first, std::size_t columns,
            std::size_t k, std::size_t depth) {
    const std::size_t width = conv_.out.width;
    const std::size_t top = first / width;
    const std::size_t bottom = (first + columns + width - 1) / width;
    line_.assign((bottom - top) * width + kLanes, 0.0);
    for (std::size_t row = top; row < bottom; ++row) {
      double* line = line_.data() + (row - top) * width;
      see_row(group * reads_ + term / taps_, term % taps_, row,
              [&](const Inside& inside, const double* pixel) {
                for (std::size_t at = inside.first; at < inside.last; ++at) {
                  line[at] = pixel[(at - inside.first) * window_.stride_width];
                }
              });
    }
    const double* seen = line_.data() + (first - top * width);
    for (std::size_t at = 0; at < columns; at += kLanes) {
      std::copy_n(seen + at, kLanes, panels_.data() + at * depth + k * kLanes);
    }
  }

  /// Adds the products of one block of terms to rows of the result, kRows at most.
  void add_rows(std::size_t channel, std::size_t rows, std::size_t term, std::size_t depth,
                std::size_t first, std::size_t columns) {
    static const bool has_avx2 = best_target() != SimdTarget::kPortable;
    const std::size_t terms = reads_ * taps_;
    const double* weights = conv_.matrix.data() + channel * terms + term;
    std::size_t stride = terms;
    if (rows < kRows) {  // the last ones, beside zeros
      std::fill(few_.begin(), few_.end(), 0.0);
      for (std::size_t r = 0; r < rows; ++r) {
        std::copy_n(weights + r * terms, depth, few_.data() + r * kDepth);
      }
      weights = few_.data();
      stride = kDepth;
    }
    std::array<double, kRows * kLanes> sums;
    for (std::size_t at = 0; at < columns; at += kLanes) {
      const double* panel = panels_.data() + at * depth;
      (has_avx2 ? multiply_avx2 : multiply_portable)(weights, stride, panel, depth,
                                                     sums.data());
      const std::size_t lanes = std::min(kLanes, columns - at);
      for (std::size_t r = 0; r < rows; ++r) {
        double* out = result_of(channel + r) + first + at;
        for (std::size_t lane = 0; lane < lanes; ++lane) out[lane] += sums[r * kLanes + lane];
      }
    }
  }

  const Conv& conv_;
  const Window& window_;
  const std::vector<double>& image_;
  std::size_t reads_;   ///< channels of the input, a group
  std::size_t writes_;  ///< of the output
  std::size_t taps_;
  std::vector<double> result_;
  std::vector<double> line_;
  std::vector<double> panels_ = std::vector<double>(kDepth * kColumns);
  std::vector<double> few_ = std::vector<double>(kDepth * kRows);
};

}  // namespace

std::vector<double> convolve(const Conv& conv, const std::vector<double>& image) {
  return Convolution(conv, image).run();
}

}  // namespace medisc
