/// Pictures in colour, as pages show them.
#pragma once

#include <cstdint>
#include <vector>

namespace medisc {

struct RgbPicture {
  std::uint32_t rows = 0;
  std::uint32_t columns = 0;
  std::vector<std::uint8_t> pixels;  ///< red, green and blue, row major
};

/// The picture, or where its long side has more than `most` > 0 pixels, one whose long side
/// has `most`: each pixel is the mean of those below it, by the area of each that it covers.
/// The short side keeps the proportions, rounded, and has a pixel at least.
RgbPicture shrunk(RgbPicture picture, std::uint32_t most);

}  // namespace medisc
