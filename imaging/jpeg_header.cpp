#include "imaging/jpeg_header.hpp"

#include <cstddef>

namespace medisc {
namespace {

constexpr std::uint8_t kMark = 0xFF;
constexpr std::uint8_t kStartOfImage = 0xD8;
constexpr std::uint8_t kStartOfScan = 0xDA;
constexpr std::uint8_t kStartOfFrameLs = 0xF7;

bool is_start_of_frame(std::uint8_t marker) {
  const bool tables = marker == 0xC4 || marker == 0xC8 || marker == 0xCC;
  return marker == kStartOfFrameLs || (marker >= 0xC0 && marker <= 0xCF && !tables);
}

}  // namespace

std::optional<JpegSize> jpeg_size(std::span<const std::uint8_t> stream) {
  const auto word = [&](std::size_t at) {
    return static_cast<std::uint32_t>(stream[at] << 8 | stream[at + 1]);
  };
  if (stream.size() < 4 || stream[0] != kMark || stream[1] != kStartOfImage) {
    return std::nullopt;
  }
  std::size_t at = 2;
  while (at + 4 <= stream.size() && stream[at] == kMark) {
    const std::uint8_t marker = stream[at + 1];
    if (marker == kMark) {  // a fill byte
      ++at;
      continue;
    }
    if (is_start_of_frame(marker)) {
      if (at + 10 > stream.size()) return std::nullopt;
      return JpegSize{word(at + 5), word(at + 7), stream[at + 9], stream[at + 4]};
    }
    if (marker == kStartOfScan) return std::nullopt;
    at += 2 + word(at + 2);
  }
  return std::nullopt;
}

}  // namespace medisc
