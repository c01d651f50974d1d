#include <cstdint>

#include "plan/manifest.hpp"

namespace medisc {
namespace {

/// The code point at the front of a text, and its bytes; 0 bytes where there is none in valid
/// UTF-8: too long a form, a surrogate, beyond U+10FFFF.
struct CodePoint {
  std::uint32_t value = 0;
  std::size_t bytes = 0;
};

CodePoint first_of(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return {lead, 1};
  const std::size_t bytes = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < bytes) return {};
  std::uint32_t value = lead & (0x7fU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xc0U) != 0x80) return {};
    value = value << 6 | (next & 0x3fU);
  }
  constexpr std::uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < kLeast[bytes] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) {
    return {};
  }
  return {value, bytes};
}

bool is_shown(std::uint32_t point) {
  if (point < 0x20 || (point >= 0x7f && point < 0xa0)) return false;  // controls
  if (point >= 0x200b && point <= 0x200f) return false;               // no width, direction
  if (point >= 0x2028 && point <= 0x202e) return false;               // lines, embeddings
  if (point >= 0x2060 && point <= 0x206f) return false;               // isolates
  return point != 0x061c && point != 0xfeff && (point & 0xfffe) != 0xfffe;
}

}  // namespace

bool is_printable(std::string_view text) {
  while (!text.empty()) {
    const CodePoint point = first_of(text);
    if (point.bytes == 0 || !is_shown(point.value)) return false;
    text.remove_prefix(point.bytes);
  }
  return true;
}

}  // namespace medisc
