/// Images of one size to another, each axis by itself: columns, then rows, then slices.
///
/// Along an axis of m source pixels, target pixel i of n is sum_k w_ik x_k, sum_k w_ik = 1:
///
///   bilinear   reads at c = (i + 1/2) m / n - 1/2, held within 0 to m - 1, between its two
///              neighbours; of a much larger image it leaves most pixels out
///   area       w_ik = |[k, k + 1] and [i m / n, (i + 1) m / n]| n / m: the mean of what the
///              target pixel covers
///   antialias  w_ik ~ max(0, 1 - |k + 1/2 - (i + 1/2) m / n| / s), s = max(1, m / n): a
///   triangle
///              as wide as the scale, over pixels that are there
///
/// Rounding never takes a pixel beyond the least and largest that it is made of.
///
/// The proportions of what comes out:
///
///   stretch    each axis to the target's size
///   pad        all axes by s = min n / m, to round(s m), at least 1; before it stand
///              floor((n - round(s m)) / 2) pixels of the fill, and behind it the rest
///   crop       the middle round(n / s) pixels of each axis, s = max n / m, at least 1 and at
///   most
///              all, from floor((m - round(n / s)) / 2) on, then stretched
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "plan/manifest.hpp"

namespace medisc {

/// An image or a volume of channels; of an image the depth is 1.
struct PixelGrid {
  std::array<std::size_t, 3> size{};  ///< depth, height, width
  std::size_t channels = 0;
  bool channels_last = false;

  std::size_t elements() const { return channels * size[0] * size[1] * size[2]; }
};

/// Of a shape with channels, [depth,] height and width; nothing for other shapes.
std::optional<PixelGrid> grid_of(Layout layout, std::span<const std::uint32_t> shape);

/// `values` of the grid `from` as the grid `to`, whose channels and layout are the same.
/// Precondition: as many values as `from` has elements; no size is 0. `fills`, one a channel,
/// are for kPad.
std::vector<double> resampled(std::vector<double> values, PixelGrid from, const PixelGrid& to,
                              ResizeFilter filter, ResizeAspect aspect,
                              std::span<const double> fills);

}  // namespace medisc
