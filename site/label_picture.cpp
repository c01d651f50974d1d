#include "site/label_picture.hpp"

#include <vector>

#include "site/png_writer.hpp"

namespace medisc {
namespace {

/// Red, green and blue of every entry: all of them, so that each pixel has 8 bits.
std::vector<std::uint8_t> palette() {
  std::vector<std::uint8_t> entries;
  for (std::uint32_t i = 0; i < kPictureClasses; ++i) {
    const auto colour = colour_of(i);
    entries.insert(entries.end(), colour.begin(), colour.end());
  }
  return entries;
}

}  // namespace

std::array<std::uint8_t, 3> colour_of(std::uint32_t class_index) {
  std::array<std::uint8_t, 3> colour{};
  for (unsigned bit = 0; bit < 24; ++bit) {
    const std::uint32_t set = class_index >> bit & 1;
    colour.at(bit % 3) |= static_cast<std::uint8_t>(set << (7 - bit / 3));
  }
  return colour;
}

Result<std::string> label_picture(std::span<const std::uint8_t> classes, std::uint32_t height,
                                  std::uint32_t width) {
  const std::vector<std::uint8_t> colours = palette();
  return png_of({classes, height, width, colours});
}

}  // namespace medisc
