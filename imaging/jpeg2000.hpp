/// JPEG 2000 code streams, by OpenJPEG.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "error/error.hpp"

namespace medisc {

struct Jpeg2000Size {
  std::uint32_t rows = 0;
  std::uint32_t columns = 0;
  std::uint32_t channels = 0;
};

struct Jpeg2000Frame {
  unsigned bits = 0;
  bool is_signed = false;
  std::vector<std::int32_t> samples;  ///< rows x columns x channels
};

/// A code stream, bare or as a JP2 file; its colour transform is undone. Errors: kBadInput,
/// beginning with `where`: another size than `expected`, checked before anything is decoded;
/// channels of different kinds or smaller than the image; more than 4096 tiles; a damaged or
/// truncated stream.
Result<Jpeg2000Frame> decode_jpeg2000(std::span<const std::uint8_t> stream,
                                      const Jpeg2000Size& expected, const std::string& where);

}  // namespace medisc
