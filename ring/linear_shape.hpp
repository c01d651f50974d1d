/// Shapes of linear maps over the ring.
#pragma once

#include <cstddef>
#include <variant>

namespace medisc {

/// y = W x, W of outputs x inputs, row major.
struct DenseShape {
  std::size_t inputs = 0;
  std::size_t outputs = 0;
};

/// Sizes and steps along one axis of a convolution.
struct ConvolutionAxis {
  std::size_t in = 1;   ///< length of the input
  std::size_t out = 1;  ///< length of the output
  std::size_t kernel = 1;
  std::size_t stride = 1;
  std::size_t pad = 0;  ///< zeros before the input; those behind follow from `out`
  std::size_t dilation = 1;
};

/// y[o][i][j] = sum over c, ki, kj of W[o][c][ki][kj] x[g + c][i s - p + ki d][...], row major;
/// x is zero outside. Group o / (out_channels / groups) reads its own part of the channels,
/// from g on.
struct ConvolutionShape {
  std::size_t in_channels = 1;
  std::size_t out_channels = 1;
  std::size_t groups = 1;
  ConvolutionAxis rows;
  ConvolutionAxis columns;

  std::size_t inputs() const { return in_channels * rows.in * columns.in; }
  std::size_t outputs() const { return out_channels * rows.out * columns.out; }
  std::size_t taps() const { return rows.kernel * columns.kernel; }
  std::size_t weights() const { return out_channels * (in_channels / groups) * taps(); }
};

using LinearShape = std::variant<DenseShape, ConvolutionShape>;

}  // namespace medisc
