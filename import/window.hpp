/// The window of an ONNX Conv or pool, from its attributes.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "error/error.hpp"
#include "import/attributes.hpp"
#include "plan/plan.hpp"

namespace medisc {

/// Zeros around an image: top, left, bottom, right.
using Padding = std::array<std::uint32_t, 4>;

/// A record's tensor as an image: channels x height x width, or channels x length, which is an
/// image of height 1. Errors: kUnsupported for another number of dimensions.
Result<Image> image_of(const std::vector<std::uint64_t>& shape);

/// The shape of an image in as many dimensions, 2 (a series) or 3.
std::vector<std::uint64_t> shape_of(const Image& image, std::size_t dimensions);

/// A window along one axis.
struct WindowAxis {
  std::int64_t length = 0;  ///< of the image
  std::int64_t kernel = 1;
  std::int64_t stride = 1;
  std::int64_t dilation = 1;
  std::int64_t before = 0;  ///< padding
  std::int64_t after = 0;
  std::int64_t overhang = 0;  ///< part of `after`: what ceil_mode has added

  std::int64_t reach() const { return (kernel - 1) * dilation + 1; }
  std::int64_t positions() const;
};

/// The window over axes of these lengths, of a node with these attributes; `kernel` as
/// place_window's. Errors: those of place_window.
Result<std::vector<WindowAxis>> window_axes(const Attributes& attributes,
                                            const std::vector<std::int64_t>& lengths,
                                            const std::vector<std::int64_t>& kernel = {});

/// An attribute of so many integers, each from `least` to kMaxWindow; errors: kBadInput.
Result<std::vector<std::int64_t>> window_extents(const Attributes& attributes, const char* name,
                                                 std::vector<std::int64_t> absent,
                                                 std::size_t count, std::int64_t least);

struct PlacedWindow {
  Window window;
  Image out;           ///< with the channels of the input
  Padding overhang{};  ///< of the window's padding: what ceil_mode has added
};

/// The window over `in` with these axes, its height and its width.
PlacedWindow placed_window(const Image& in, const WindowAxis& y, const WindowAxis& x);

/// The window over `in` of a node with these attributes. `kernel` is its height and width, or
/// its length (absent: the node's kernel_shape). Understands strides, pads, auto_pad, dilations
/// and ceil_mode. Errors, without the node's name: kBadInput for attributes that don't fit each
/// other or the image.
Result<PlacedWindow> place_window(const Attributes& attributes, const Image& in,
                                  std::size_t dimensions,
                                  const std::vector<std::int64_t>& kernel = {});

/// The window that covers the whole image.
PlacedWindow whole_image(const Image& in);

}  // namespace medisc
