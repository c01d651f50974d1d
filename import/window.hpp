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

struct PlacedWindow {
  Window window;
  Image out;           ///< with the channels of the input
  Padding overhang{};  ///< of the window's padding: what ceil_mode has added
};

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
