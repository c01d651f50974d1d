#include "imaging/png.hpp"

#include <algorithm>
#include <csetjmp>
#include <cstring>
#include <vector>

#include <fmt/format.h>
#include <png.h>

namespace medisc {
namespace {

constexpr std::size_t kSignature = 8;
constexpr png_uint_32 kMostSide = 1u << 16;
constexpr png_alloc_size_t kMostChunkBytes = 1u << 26;

struct Source {
  std::string_view rest;
};

void read_some(png_structp png, png_bytep to, std::size_t count) {
  auto* source = static_cast<Source*>(png_get_io_ptr(png));
  if (count > source->rest.size()) png_error(png, "it ends too early");
  std::memcpy(to, source->rest.data(), count);
  source->rest.remove_prefix(count);
}

/// What libpng has to say, kept; it must not return.
void keep_error(png_structp png, png_const_charp message) {
  auto* text = static_cast<std::string*>(png_get_error_ptr(png));
  text->assign(message);
  longjmp(png_jmpbuf(png), 1);
}

void ignore_warning(png_structp, png_const_charp) {}

/// All that is read; outside of the function that libpng may jump out of.
struct Picture {
  png_structp png = nullptr;
  png_infop info = nullptr;
  Source source{};
  std::string fault;
  png_uint_32 rows = 0;
  png_uint_32 columns = 0;
  int depth = 0;     ///< of a stored sample
  int channels = 0;  ///< with alpha
  std::vector<png_byte> bytes;
  std::vector<png_bytep> lines;

  explicit Picture(std::string_view from) : source{from} {}
  Picture(const Picture&) = delete;
  Picture& operator=(const Picture&) = delete;
  ~Picture() { png_destroy_read_struct(&png, &info, nullptr); }
};

/// The header, and how samples are to come: one a byte or two, palettes as colours.
bool read_header(Picture& picture) {
  if (setjmp(png_jmpbuf(picture.png)) != 0) return false;
  png_structp png = picture.png;
  png_infop info = picture.info;
  png_set_read_fn(png, &picture.source, read_some);
  png_set_user_limits(png, kMostSide, kMostSide);
  png_set_chunk_malloc_max(png, kMostChunkBytes);
  png_read_info(png, info);
  picture.depth = png_get_bit_depth(png, info);
  if (png_get_color_type(png, info) == PNG_COLOR_TYPE_PALETTE) {
    png_set_palette_to_rgb(png);
    picture.depth = 8;
  }
  // Of a grey that stands for transparent, libpng makes alpha of 8 bits, and grey too.
  if (png_get_valid(png, info, PNG_INFO_tRNS) != 0) {
    if (picture.depth < 8) png_error(png, "it has transparent pixels");
    png_set_tRNS_to_alpha(png);
  }
  png_set_packing(png);
  if (picture.depth == 16) png_set_swap(png);
  (void)png_set_interlace_handling(png);
  png_read_update_info(png, info);
  picture.rows = png_get_image_height(png, info);
  picture.columns = png_get_image_width(png, info);
  picture.channels = png_get_channels(png, info);
  return true;
}

bool read_lines(Picture& picture) {
  if (setjmp(png_jmpbuf(picture.png)) != 0) return false;
  png_read_image(picture.png, picture.lines.data());
  png_read_end(picture.png, nullptr);
  return true;
}

tl::unexpected<Error> unreadable(const std::string& name, const std::string& fault) {
  return fail(ErrorCode::kBadInput, name + ": the PNG can't be read: " + fault,
              "export the image again");
}

}  // namespace

bool is_png(std::string_view bytes) {
  return bytes.size() >= kSignature &&
         png_sig_cmp(reinterpret_cast<png_const_bytep>(bytes.data()), 0, kSignature) == 0;
}

Result<MedicalImage> read_png(std::string_view bytes, const std::string& name,
                              std::uint64_t most_samples) {
  if (!is_png(bytes)) return unreadable(name, "it is none");
  Picture picture(bytes);
  picture.png =
      png_create_read_struct(PNG_LIBPNG_VER_STRING, &picture.fault, keep_error, ignore_warning);
  if (picture.png != nullptr) picture.info = png_create_info_struct(picture.png);
  if (picture.info == nullptr)
    return fail(ErrorCode::kInternal, name + ": no memory for a PNG");
  if (!read_header(picture)) return unreadable(name, picture.fault);
  const auto channels = static_cast<std::uint32_t>(picture.channels);
  const std::uint64_t count = std::uint64_t{picture.rows} * picture.columns * channels;
  if (count == 0 || count > most_samples) {
    return fail(ErrorCode::kBadInput,
                fmt::format("{} has {} x {} pixels; expected {} samples at most", name,
                            picture.rows, picture.columns, most_samples));
  }
  const std::size_t width = picture.depth == 16 ? 2 : 1;
  const std::size_t stride = std::size_t{picture.columns} * channels * width;
  picture.bytes.resize(stride * picture.rows);
  for (std::size_t row = 0; row < picture.rows; ++row) {
    picture.lines.push_back(&picture.bytes[row * stride]);
  }
  if (!read_lines(picture)) return unreadable(name, picture.fault);

  MedicalImage image;
  image.name = name;
  image.is_picture = true;
  image.rows = picture.rows;
  image.columns = picture.columns;
  image.channels = channels <= 2 ? 1 : 3;
  image.bits = static_cast<unsigned>(picture.depth);
  image.attributes.resize(1);
  const bool has_alpha = channels % 2 == 0;
  const std::int32_t opaque = (std::int32_t{1} << picture.depth) - 1;
  image.samples.reserve(std::size_t{image.rows} * image.columns * image.channels);
  for (std::size_t i = 0; i < count; ++i) {
    const std::int32_t sample =
        width == 1 ? picture.bytes[i] : picture.bytes[2 * i] | picture.bytes[2 * i + 1] << 8;
    if (!has_alpha || i % channels != channels - 1) {
      image.samples.push_back(sample);
    } else if (sample != opaque) {
      return fail(ErrorCode::kBadInput, name + " has transparent pixels",
                  "export it without transparency: what shows through is unknown");
    }
  }
  return image;
}

}  // namespace medisc
