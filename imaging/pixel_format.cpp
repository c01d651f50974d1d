#include "imaging/pixel_format.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "imaging/medical_image.hpp"

namespace medisc {
namespace {

constexpr std::int64_t kMostSide = 65535;
constexpr std::int64_t kMostFrames = 1 << 20;

constexpr std::array<std::pair<const char*, Photometric>, 8> kPhotometrics{{
    {"MONOCHROME1", Photometric::kMonochrome1},
    {"MONOCHROME2", Photometric::kMonochrome2},
    {"PALETTE COLOR", Photometric::kPalette},
    {"RGB", Photometric::kRgb},
    {"YBR_FULL", Photometric::kYbrFull},
    {"YBR_FULL_422", Photometric::kYbrFull422},
    {"YBR_ICT", Photometric::kYbrTransformed},
    {"YBR_RCT", Photometric::kYbrTransformed},
}};

Result<void> check_kind(DcmItem& dataset, const std::string& file) {
  if (dataset.tagExists(DCM_FloatPixelData) || dataset.tagExists(DCM_DoubleFloatPixelData)) {
    return fail(ErrorCode::kUnsupported, file + " has floating-point pixels",
                "give the image that they were computed from");
  }
  if (!dataset.tagExists(DCM_PixelData)) {
    return fail(ErrorCode::kBadInput, file + " is no image: it has no pixels",
                "give images; reports, structures and plans of a study are none");
  }
  return {};
}

Result<Photometric> photometric_of(DcmItem& dataset, const std::string& file) {
  const std::string text = text_of(dataset, DCM_PhotometricInterpretation);
  for (const auto& [name, photometric] : kPhotometrics) {
    if (text == name) return photometric;
  }
  if (text.empty()) return bad_attribute(file, DCM_PhotometricInterpretation, "is missing");
  return fail(
      ErrorCode::kUnsupported,
      fmt::format("{}: {} is not supported", file,
                  attribute_text(DCM_PhotometricInterpretation)),
      "MONOCHROME1, MONOCHROME2, PALETTE COLOR, RGB, YBR_FULL, YBR_FULL_422, YBR_ICT and "
      "YBR_RCT are");
}

/// Reads one attribute after another; the first that is wrong stays.
class Reader {
 public:
  Reader(DcmItem& dataset, const std::string& file) : dataset_(dataset), file_(file) {}

  template <class Number>
  void read(Number& number, const DcmTagKey& key, std::int64_t least, std::int64_t most,
            std::optional<std::int64_t> fallback = std::nullopt) {
    if (!fault_) return;
    const auto value = integer_of(dataset_, key, least, most, file_, fallback);
    if (value) {
      number = static_cast<Number>(*value);
    } else {
      fault_ = tl::unexpected(value.error());
    }
  }

  Result<void> end() const { return fault_; }

 private:
  DcmItem& dataset_;
  const std::string& file_;
  Result<void> fault_;
};

Result<void> check(const PixelFormat& format, const std::string& file,
                   std::uint64_t most_samples) {
  const bool is_grey = format.photometric <= Photometric::kPalette;
  if (format.channels != (is_grey ? 1U : 3U)) {
    return bad_attribute(file, DCM_SamplesPerPixel,
                         "does not fit the photometric interpretation");
  }
  if (format.bits_allocated != 8 && format.bits_allocated != 16 &&
      format.bits_allocated != 32) {
    return fail(ErrorCode::kUnsupported, fmt::format("{}: {} is none of 8, 16 and 32", file,
                                                     attribute_text(DCM_BitsAllocated)));
  }
  if (format.bits > format.bits_allocated) {
    return bad_attribute(file, DCM_BitsStored, "is above Bits Allocated");
  }
  if (format.high_bit + 1 < format.bits || format.high_bit >= format.bits_allocated) {
    return bad_attribute(file, DCM_HighBit, "does not fit Bits Stored and Bits Allocated");
  }
  if (format.bits == 32 && !format.is_signed) {
    return fail(ErrorCode::kUnsupported, fmt::format("{}: {} is 32, without a sign", file,
                                                     attribute_text(DCM_BitsStored)));
  }
  if (!is_grey && (format.is_signed || format.bits_allocated > 16)) {
    return bad_attribute(file, DCM_PixelRepresentation, "or depth fits no image in colour");
  }
  if (format.photometric == Photometric::kYbrFull422 && format.columns % 2 != 0) {
    return bad_attribute(file, DCM_Columns, "is odd, and its colours are subsampled by two");
  }
  if (std::uint64_t{format.frames} * format.frame_samples() > most_samples) {
    return fail(ErrorCode::kBadInput,
                fmt::format("{} has {} frames of {} x {} pixels; expected {} samples at most",
                            file, format.frames, format.rows, format.columns, most_samples));
  }
  return {};
}

}  // namespace

std::uint64_t PixelFormat::frame_bytes() const {
  const std::uint64_t samples = photometric == Photometric::kYbrFull422
                                    ? std::uint64_t{rows} * columns * 2
                                    : frame_samples();
  return samples * (bits_allocated / 8);
}

Result<PixelFormat> pixel_format_of(DcmItem& dataset, const std::string& file,
                                    std::uint64_t most_samples) {
  if (auto kind = check_kind(dataset, file); !kind) return tl::unexpected(kind.error());
  PixelFormat format;
  Reader reader(dataset, file);
  reader.read(format.rows, DCM_Rows, 1, kMostSide);
  reader.read(format.columns, DCM_Columns, 1, kMostSide);
  reader.read(format.frames, DCM_NumberOfFrames, 1, kMostFrames, 1);
  reader.read(format.channels, DCM_SamplesPerPixel, 1, 3, 1);
  reader.read(format.bits_allocated, DCM_BitsAllocated, 1, 64);
  reader.read(format.bits, DCM_BitsStored, 1, 32);
  reader.read(format.high_bit, DCM_HighBit, 0, 31);
  int sign = 0;
  int planes = 0;
  reader.read(sign, DCM_PixelRepresentation, 0, 1);
  reader.read(planes, DCM_PlanarConfiguration, 0, 1, 0);
  if (auto read = reader.end(); !read) return tl::unexpected(read.error());
  format.is_signed = sign == 1;
  format.by_plane = planes == 1 && format.channels == 3;
  const auto photometric = photometric_of(dataset, file);
  if (!photometric) return tl::unexpected(photometric.error());
  format.photometric = *photometric;
  if (auto fits = check(format, file, most_samples); !fits) return tl::unexpected(fits.error());
  return format;
}

}  // namespace medisc
