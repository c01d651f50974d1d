#include "correlation/linear_gate.hpp"

#include <algorithm>
#include <type_traits>

#include "ring/product.hpp"

namespace medisc {
namespace {

/// Narrow words are promoted to int, whose overflow is undefined; unsigned sums are not.
template <RingWord Word>
using Sum = std::conditional_t<sizeof(Word) == 8, std::uint64_t, std::uint32_t>;

/// Positions of a window along one axis that have a given tap inside the image.
struct Range {
  std::ptrdiff_t first;
  std::ptrdiff_t last;  ///< one past
};

Range inside(std::ptrdiff_t offset, std::ptrdiff_t stride, std::ptrdiff_t length,
             std::ptrdiff_t positions) {
  const std::ptrdiff_t first = offset >= 0 ? 0 : (-offset + stride - 1) / stride;
  const std::ptrdiff_t last = length - offset <= 0 ? 0 : (length - offset + stride - 1) / stride;
  return {std::min(first, positions), std::clamp<std::ptrdiff_t>(last, first, positions)};
}

/// Adds one tap of one pair of channels: y += w * (x moved by the tap).
template <RingWord Word>
void add_tap(const ConvStep& conv, std::uint32_t ky, std::uint32_t kx, Word weight,
             const Word* x, Word* y) {
  const Window& window = conv.window;
  const std::ptrdiff_t stride_x = window.stride_width;
  const std::ptrdiff_t offset_y =
      std::ptrdiff_t{ky} * window.dilation_height - std::ptrdiff_t{window.pad_top};
  const std::ptrdiff_t offset_x =
      std::ptrdiff_t{kx} * window.dilation_width - std::ptrdiff_t{window.pad_left};
  const Range rows = inside(offset_y, window.stride_height, conv.in.height, conv.out.height);
  const Range columns = inside(offset_x, stride_x, conv.in.width, conv.out.width);
  const std::ptrdiff_t count = columns.last - columns.first;
  if (count <= 0) return;
  for (std::ptrdiff_t row = rows.first; row < rows.last; ++row) {
    const Word* from = x + (row * window.stride_height + offset_y) * conv.in.width +
                       columns.first * stride_x + offset_x;
    Word* to = y + row * conv.out.width + columns.first;
    if (stride_x == 1) {
      for (std::ptrdiff_t i = 0; i < count; ++i) {
        to[i] = static_cast<Word>(to[i] + static_cast<Sum<Word>>(weight) * from[i]);
      }
    } else {
      for (std::ptrdiff_t i = 0; i < count; ++i) {
        to[i] = static_cast<Word>(to[i] + static_cast<Sum<Word>>(weight) * from[i * stride_x]);
      }
    }
  }
}

template <RingWord Word>
void convolve(const ConvStep& conv, const Word* matrix, const Word* x, Word* y) {
  const std::size_t in_plane = std::size_t{conv.in.height} * conv.in.width;
  const std::size_t out_plane = std::size_t{conv.out.height} * conv.out.width;
  const std::uint32_t reads = conv.in.channels / conv.groups;
  const std::uint32_t writes = conv.out.channels / conv.groups;
  std::fill(y, y + conv.out.size(), Word{0});
  for (std::uint32_t channel = 0; channel < conv.out.channels; ++channel) {
    const std::uint32_t first = channel / writes * reads;
    for (std::uint32_t c = 0; c < reads; ++c) {
      for (std::uint32_t ky = 0; ky < conv.window.kernel_height; ++ky) {
        for (std::uint32_t kx = 0; kx < conv.window.kernel_width; ++kx) {
          add_tap(conv, ky, kx, *matrix++, x + (first + c) * in_plane, y + channel * out_plane);
        }
      }
    }
  }
}

std::size_t taps(const ConvStep& conv) {
  return std::size_t{conv.window.kernel_height} * conv.window.kernel_width;
}

}  // namespace

LinearGate::LinearGate(const DenseStep& step)
    : map(step),
      inputs(step.inputs),
      outputs(step.outputs),
      weights(inputs * outputs),
      biases(outputs),
      width(step.width) {}

LinearGate::LinearGate(const ConvStep& step)
    : map(step),
      inputs(step.in.size()),
      outputs(step.out.size()),
      weights(taps(step) * (step.in.channels / step.groups) * step.out.channels),
      biases(step.out.channels),
      width(step.width) {}

template <RingWord Word>
void apply(const LinearGate& gate, std::span<const Word> matrix, std::span<const Word> x,
           std::span<Word> y) {
  if (const auto* conv = std::get_if<ConvStep>(&gate.map)) {
    for (std::size_t b = 0; b < x.size() / gate.inputs; ++b) {
      convolve(*conv, matrix.data(), x.data() + b * gate.inputs, y.data() + b * gate.outputs);
    }
  } else {
    multiply<Word>(matrix, x, y, gate.inputs, gate.outputs);
  }
}

#define MEDISC_INSTANTIATE(Word)                                                      \
  template void apply<Word>(const LinearGate&, std::span<const Word>, std::span<const Word>, \
                            std::span<Word>);
MEDISC_INSTANTIATE(std::uint8_t)
MEDISC_INSTANTIATE(std::uint16_t)
MEDISC_INSTANTIATE(std::uint32_t)
MEDISC_INSTANTIATE(std::uint64_t)
#undef MEDISC_INSTANTIATE

}  // namespace medisc
