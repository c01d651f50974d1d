/// Random windows over images.
#pragma once

#include "plan/plan.hpp"
#include "tests/differential/chance.hpp"

namespace medisc::test {

/// How a window may stand over an image's border.
enum class Border : std::uint8_t {
  kAny,   ///< padding of any kind: positions may see nothing of the image
  kSeen,  ///< each position sees some of it, as a maximum needs
};

/// A window that fits over `image` at least once, of any stride, dilation and padding.
Window random_window(const Image& image, Border border, Chance& chance);

/// What it yields over `image`.
Image result_of(const Window& window, const Image& image, std::uint32_t channels);

}  // namespace medisc::test
