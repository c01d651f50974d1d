/// Sizes of images and windows.
#pragma once

#include <cstddef>

#include "model/plan.hpp"

namespace medisc {

/// Elements of one channel.
inline std::size_t plane(const Image& image) {
  return std::size_t{image.height} * image.width;
}

/// Positions of the kernel.
inline std::size_t taps(const Window& window) {
  return std::size_t{window.kernel_height} * window.kernel_width;
}

inline bool is_padded(const Window& window) {
  return (window.pad_top | window.pad_left | window.pad_bottom | window.pad_right) != 0;
}

}  // namespace medisc
