/// Sizes of images and windows.
#pragma once

#include <cstddef>
#include <cstdint>

#include "plan/plan.hpp"

namespace medisc {

/// Elements of one channel.
inline std::size_t plane(const Image& image) {
  return std::size_t{image.height} * image.width;
}

/// Positions of the kernel.
inline std::size_t taps(const Window& window) {
  return std::size_t{window.kernel_height} * window.kernel_width;
}

/// Taps of all positions of all of a plan's max-pools: its parties hold a tree of pairs of
/// them.
inline constexpr std::uint64_t kMaxPoolTaps = 1u << 25;

/// Those of one; results and windows are within a plan's limits.
template <class Pool>
std::uint64_t pool_taps(const Pool& pool) {
  return pool.out.size() * taps(pool.window);
}

inline bool is_padded(const Window& window) {
  return (window.pad_top | window.pad_left | window.pad_bottom | window.pad_right) != 0;
}

}  // namespace medisc
