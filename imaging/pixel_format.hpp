/// How a data set's pixels are laid out. Only this folder's sources include it.
#pragma once

#include <cstdint>
#include <string>

#include "error/error.hpp"
#include "imaging/dicom_attributes.hpp"

namespace medisc {

enum class Photometric : std::uint8_t {
  kMonochrome1,
  kMonochrome2,
  kPalette,
  kRgb,
  kYbrFull,
  kYbrFull422,
  kYbrTransformed,  ///< YBR_ICT and YBR_RCT: JPEG 2000's own, undone by its decoder
};

struct PixelFormat {
  std::uint32_t frames = 1;
  std::uint32_t rows = 0;
  std::uint32_t columns = 0;
  std::uint32_t channels = 1;   ///< samples a pixel
  unsigned bits_allocated = 8;  ///< 8, 16 or 32
  unsigned bits = 8;            ///< stored
  unsigned high_bit = 7;
  bool is_signed = false;
  bool by_plane = false;  ///< all red, then all green, then all blue, in each frame
  Photometric photometric = Photometric::kMonochrome2;

  std::uint64_t frame_samples() const { return std::uint64_t{rows} * columns * channels; }
  /// Of a frame that is not compressed.
  std::uint64_t frame_bytes() const;
};

/// The image pixel module. Errors: kBadInput, naming file and attribute: a data set that is no
/// image, attributes that are missing, out of bounds or at odds with one another, more samples
/// than `most_samples`. kUnsupported: floating-point pixels, 1 bit a pixel, other photometric
/// interpretations.
Result<PixelFormat> pixel_format_of(DcmItem& dataset, const std::string& file,
                                    std::uint64_t most_samples);

}  // namespace medisc
