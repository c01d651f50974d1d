/// Pixels as PNG files.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "error/error.hpp"

namespace medisc {

inline constexpr std::uint32_t kPictureSide = 1'000'000;

struct PngPixels {
  std::span<const std::uint8_t> bytes;  ///< height x width, of each its place in the palette;
                                        ///< or, without one, red, green and blue
  std::uint32_t height = 0;
  std::uint32_t width = 0;
  std::span<const std::uint8_t> palette{};  ///< red, green and blue of up to 256 entries
};

/// The bytes of a file, 8 bits a pixel or 24. Errors: kStorage where the picture can't be made:
/// it has no pixels, its sides are above kPictureSide, or there is no memory.
Result<std::string> png_of(const PngPixels& pixels);

}  // namespace medisc
