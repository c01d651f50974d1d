#include "site/png_writer.hpp"

#include <png.h>

namespace medisc {
namespace {

tl::unexpected<Error> failed(const std::string& why) {
  return fail(ErrorCode::kStorage, "the picture can't be made: " + why);
}

}  // namespace

Result<std::string> png_of(const PngPixels& pixels) {
  const bool has_palette = !pixels.palette.empty();
  if (pixels.height > kPictureSide || pixels.width > kPictureSide) {
    return failed("it is too large");
  }
  const std::size_t stride = std::size_t{pixels.width} * (has_palette ? 1 : 3);
  if (pixels.bytes.size() != stride * pixels.height) return failed("it has other pixels");
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = pixels.width;
  image.height = pixels.height;
  image.format = has_palette ? PNG_FORMAT_RGB_COLORMAP : PNG_FORMAT_RGB;
  image.colormap_entries = static_cast<png_uint_32>(pixels.palette.size() / 3);
  const auto write = [&](void* to, png_alloc_size_t& size) {
    return png_image_write_to_memory(&image, to, &size, 0, pixels.bytes.data(),
                                     static_cast<png_int_32>(stride),
                                     has_palette ? pixels.palette.data() : nullptr) != 0;
  };
  // Compressed once: a bound of its size is known.
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::string file(size, '\0');
  if (!write(file.data(), size)) return failed(image.message);
  file.resize(size);
  return file;
}

}  // namespace medisc
