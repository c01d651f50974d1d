#include "site/label_picture.hpp"

#include <vector>

#include <png.h>

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

tl::unexpected<Error> failed(const png_image& image) {
  return fail(ErrorCode::kStorage, std::string("the picture can't be made: ") + image.message);
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
  if (height > kPictureSide || width > kPictureSide) {
    return fail(ErrorCode::kStorage, "the picture can't be made: it is too large");
  }
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = width;
  image.height = height;
  image.format = PNG_FORMAT_RGB_COLORMAP;
  image.colormap_entries = kPictureClasses;
  const std::vector<std::uint8_t> colours = palette();
  const auto stride = static_cast<png_int_32>(width);
  const auto write = [&](void* to, png_alloc_size_t& size) {
    return png_image_write_to_memory(&image, to, &size, 0, classes.data(), stride,
                                     colours.data()) != 0;
  };
  png_alloc_size_t size = 0;
  if (!write(nullptr, size)) return failed(image);
  std::string file(size, '\0');
  if (!write(file.data(), size)) return failed(image);
  file.resize(size);
  return file;
}

}  // namespace medisc
