#include "http/json_text.hpp"

#include <array>
#include <cstdint>
#include <cstdio>

namespace medisc {
namespace {

/// Bytes of the character of more than one byte at the front; 0 where it is none.
std::size_t character_at(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return static_cast<unsigned char>(text[i]);
  };
  const std::size_t bytes = byte(0) >= 0xf0 ? 4 : byte(0) >= 0xe0 ? 3 : 2;
  if (byte(0) < 0xc2 || byte(0) > 0xf4 || text.size() < bytes) return 0;
  std::uint32_t value = byte(0) & (0x7fU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xc0U) != 0x80) return 0;
    value = value << 6 | (byte(i) & 0x3fU);
  }
  constexpr std::array<std::uint32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
  const bool is_surrogate = value >= 0xd800 && value <= 0xdfff;
  return value < kLeast[bytes] || value > 0x10ffff || is_surrogate ? 0 : bytes;
}

std::string escaped(char c) {
  if (c == '"' || c == '\\') return {'\\', c};
  if (c == '\n') return "\\n";
  std::array<char, 8> escape{};
  std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned char>(c));
  return escape.data();
}

}  // namespace

std::string json_quoted(std::string_view text) {
  std::string quoted = "\"";
  while (!text.empty()) {
    const auto byte = static_cast<unsigned char>(text[0]);
    std::size_t taken = 1;
    if (byte == '"' || byte == '\\' || byte < 0x20 || byte == 0x7f) {
      quoted += escaped(text[0]);
    } else if (byte < 0x80) {
      quoted += text[0];
    } else if (const std::size_t bytes = character_at(text); bytes > 0) {
      quoted += text.substr(0, bytes);
      taken = bytes;
    } else {
      quoted += "\xEF\xBF\xBD";
    }
    text.remove_prefix(taken);
  }
  return quoted + "\"";
}

}  // namespace medisc
