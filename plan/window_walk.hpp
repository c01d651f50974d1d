/// Where a window's taps fall on one channel of an image.
#pragma once

#include <cstddef>

#include "plan/plan.hpp"

namespace medisc {

/// Calls visit(at, each_tap) for every position of the window, `at` its index in a channel of
/// `out`; each_tap(f) calls f(tap, pixel) for the taps that fall inside, `tap` the index in the
/// kernel, `pixel` that in a channel of `in`.
template <class Visit>
void for_each_window(const Image& in, const Image& out, const Window& window, Visit&& visit) {
  for (std::uint32_t row = 0; row < out.height; ++row) {
    for (std::uint32_t column = 0; column < out.width; ++column) {
      const auto each_tap = [&](auto&& tap_visit) {
        for (std::uint32_t ky = 0; ky < window.kernel_height; ++ky) {
          // Unsigned: a position above or left of the image wraps to a large one.
          const std::uint32_t y =
              row * window.stride_height + ky * window.dilation_height - window.pad_top;
          if (y >= in.height) continue;
          for (std::uint32_t kx = 0; kx < window.kernel_width; ++kx) {
            const std::uint32_t x =
                column * window.stride_width + kx * window.dilation_width - window.pad_left;
            if (x >= in.width) continue;
            tap_visit(std::size_t{ky} * window.kernel_width + kx,
                      std::size_t{y} * in.width + x);
          }
        }
      };
      visit(std::size_t{row} * out.width + column, each_tap);
    }
  }
}

}  // namespace medisc
