/// What a JPEG or JPEG-LS stream says of its own size.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace medisc {

struct JpegSize {
  std::uint32_t rows = 0;
  std::uint32_t columns = 0;
  std::uint32_t channels = 0;
  unsigned bits = 0;
};

/// Of its first start of frame (ITU-T T.81, B.2.2; T.87, C.2.2); nothing where there is none.
std::optional<JpegSize> jpeg_size(std::span<const std::uint8_t> stream);

}  // namespace medisc
