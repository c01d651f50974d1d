#include "imaging/jpeg2000.hpp"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <openjpeg.h>

namespace medisc {
namespace {

constexpr unsigned kMostBits = 31;  ///< of a sample that int32 holds with or without sign
constexpr std::uint64_t kMostTiles = 4096;
constexpr std::size_t kBufferBytes = std::size_t{1} << 16;

struct Source {
  std::span<const std::uint8_t> bytes;
  std::size_t at = 0;
};

OPJ_SIZE_T read_some(void* to, OPJ_SIZE_T count, void* from) {
  auto* source = static_cast<Source*>(from);
  const std::size_t there = std::min(count, source->bytes.size() - source->at);
  if (there == 0) return static_cast<OPJ_SIZE_T>(-1);
  std::memcpy(to, source->bytes.data() + source->at, there);
  source->at += there;
  return there;
}

OPJ_OFF_T skip_some(OPJ_OFF_T count, void* from) {
  auto* source = static_cast<Source*>(from);
  if (count < 0) return -1;
  const std::size_t rest = source->bytes.size() - source->at;
  const std::size_t skipped = std::min(static_cast<std::size_t>(count), rest);
  source->at += skipped;
  return static_cast<OPJ_OFF_T>(skipped);
}

OPJ_BOOL seek_to(OPJ_OFF_T place, void* from) {
  auto* source = static_cast<Source*>(from);
  if (place < 0 || static_cast<std::size_t>(place) > source->bytes.size()) return OPJ_FALSE;
  source->at = static_cast<std::size_t>(place);
  return OPJ_TRUE;
}

void say_nothing(const char*, void*) {}

// OpenJPEG's streams and codecs are both pointers to nothing in particular.
struct CloseStream {
  void operator()(opj_stream_t* stream) const { opj_stream_destroy(stream); }
};
struct CloseCodec {
  void operator()(opj_codec_t* codec) const { opj_destroy_codec(codec); }
};
struct CloseImage {
  void operator()(opj_image_t* image) const { opj_image_destroy(image); }
};

bool is_jp2(std::span<const std::uint8_t> stream) {
  constexpr std::uint8_t kBegin[] = {0, 0, 0, 12, 'j', 'P', ' ', ' '};
  return stream.size() >= sizeof(kBegin) && std::memcmp(stream.data(), kBegin, 8) == 0;
}

tl::unexpected<Error> damaged(const std::string& where) {
  return fail(ErrorCode::kBadInput, where + ": the JPEG 2000 data is damaged or truncated",
              "fetch the image again");
}

/// Tiles of the first code stream, by its size segment (ITU-T T.800, A.5.1); nothing where it
/// is none. OpenJPEG makes room for each, some 6 KB, before anything else is known.
std::optional<std::uint64_t> tiles_of(std::span<const std::uint8_t> stream) {
  constexpr std::uint8_t kBegin[] = {0xFF, 0x4F, 0xFF, 0x51};
  const auto at =
      std::search(stream.begin(), stream.end(), std::begin(kBegin), std::end(kBegin));
  constexpr std::ptrdiff_t kSizes = 8;  // behind the markers, the length and the capabilities
  constexpr std::ptrdiff_t kBytes = 32;
  if (stream.end() - at < kSizes + kBytes) return std::nullopt;
  const auto word = [&](std::ptrdiff_t index) {
    const auto from = at + kSizes + 4 * index;
    return std::uint64_t{from[0]} << 24 | std::uint64_t{from[1]} << 16 |
           std::uint64_t{from[2]} << 8 | from[3];
  };
  std::uint64_t tiles = 1;
  for (const std::ptrdiff_t axis : {0, 1}) {
    const std::uint64_t end = word(axis);
    const std::uint64_t size = word(axis + 4);
    const std::uint64_t start = word(axis + 6);
    if (size == 0 || start >= end) return std::nullopt;
    tiles *= (end - start + size - 1) / size;
  }
  return tiles;
}

/// Errors: kBadInput where what comes would not be `expected`.
Result<void> check(const opj_image_t& image, const Jpeg2000Size& expected,
                   const std::string& where) {
  const std::uint32_t columns = image.x1 - image.x0;
  const std::uint32_t rows = image.y1 - image.y0;
  if (rows != expected.rows || columns != expected.columns ||
      image.numcomps != expected.channels) {
    return fail(
        ErrorCode::kBadInput,
        fmt::format("{}: the JPEG 2000 data has {} x {} pixels of {} channels; the file "
                    "says {} x {} of {}",
                    where, rows, columns, image.numcomps, expected.rows, expected.columns,
                    expected.channels));
  }
  for (std::uint32_t c = 0; c < image.numcomps; ++c) {
    const opj_image_comp_t& one = image.comps[c];
    const bool alike = one.dx == 1 && one.dy == 1 && one.prec == image.comps[0].prec &&
                       one.sgnd == image.comps[0].sgnd && one.prec >= 1 &&
                       one.prec <= kMostBits;
    if (!alike) {
      return fail(ErrorCode::kBadInput,
                  where + ": the JPEG 2000 data has channels of another size or depth");
    }
  }
  return {};
}

}  // namespace

Result<Jpeg2000Frame> decode_jpeg2000(std::span<const std::uint8_t> stream,
                                      const Jpeg2000Size& expected, const std::string& where) {
  const auto tiles = tiles_of(stream);
  if (!tiles) return damaged(where);
  if (*tiles > kMostTiles) {
    return fail(ErrorCode::kBadInput, where + ": the JPEG 2000 data has too many tiles");
  }
  Source source{stream};
  const std::unique_ptr<opj_stream_t, CloseStream> input(
      opj_stream_create(kBufferBytes, OPJ_STREAM_READ));
  const std::unique_ptr<opj_codec_t, CloseCodec> codec(
      opj_create_decompress(is_jp2(stream) ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K));
  if (!input || !codec) return fail(ErrorCode::kInternal, where + ": no memory for JPEG 2000");
  opj_stream_set_user_data(input.get(), &source, nullptr);
  opj_stream_set_user_data_length(input.get(), stream.size());
  opj_stream_set_read_function(input.get(), read_some);
  opj_stream_set_skip_function(input.get(), skip_some);
  opj_stream_set_seek_function(input.get(), seek_to);
  opj_set_error_handler(codec.get(), say_nothing, nullptr);
  opj_set_warning_handler(codec.get(), say_nothing, nullptr);
  opj_set_info_handler(codec.get(), say_nothing, nullptr);
  opj_dparameters_t parameters;
  opj_set_default_decoder_parameters(&parameters);
  opj_image_t* header = nullptr;
  const bool read = opj_setup_decoder(codec.get(), &parameters) != 0 &&
                    opj_read_header(input.get(), codec.get(), &header) != 0;
  const std::unique_ptr<opj_image_t, CloseImage> image(header);
  if (!read || !image) return damaged(where);
  if (auto fits = check(*image, expected, where); !fits) return tl::unexpected(fits.error());
  if (opj_decode(codec.get(), input.get(), image.get()) == 0 ||
      opj_end_decompress(codec.get(), input.get()) == 0) {
    return damaged(where);
  }
  Jpeg2000Frame frame;
  frame.bits = image->comps[0].prec;
  frame.is_signed = image->comps[0].sgnd != 0;
  const std::size_t pixels = std::size_t{expected.rows} * expected.columns;
  frame.samples.resize(pixels * expected.channels);
  for (std::uint32_t c = 0; c < expected.channels; ++c) {
    const opj_image_comp_t& one = image->comps[c];
    if (one.data == nullptr || std::size_t{one.w} * one.h != pixels) return damaged(where);
    for (std::size_t i = 0; i < pixels; ++i) {
      frame.samples[i * expected.channels + c] = one.data[i];
    }
  }
  return frame;
}

}  // namespace medisc
