#include "messages/identifiers.hpp"

#include <optional>

namespace medisc {
namespace {

std::optional<unsigned> digit_value(char digit) {
  if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
  if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a') + 10;
  if (digit >= 'A' && digit <= 'F') return static_cast<unsigned>(digit - 'A') + 10;
  return std::nullopt;
}

}  // namespace

const char* role_name(Role role) {
  switch (role) {
    case Role::kHospital:
      return "hospital";
    case Role::kService:
      return "service";
    case Role::kDealer:
      return "dealer";
  }
  return "unknown";
}

std::string to_hex(std::span<const std::uint8_t> bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15]);
  }
  return text;
}

Result<void> read_hex(std::string_view text, std::span<std::uint8_t> out,
                      std::string_view what) {
  if (text.size() != out.size() * 2) {
    return fail(ErrorCode::kBadInput,
                std::string(what) + " has " + std::to_string(text.size()) +
                    " characters, not " + std::to_string(out.size() * 2) +
                    " hexadecimal digits",
                "copy the whole value, without spaces");
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto high = digit_value(text[2 * i]);
    const auto low = digit_value(text[2 * i + 1]);
    if (!high || !low) {
      const std::size_t position = 2 * i + (high ? 2 : 1);
      return fail(ErrorCode::kBadInput,
                  std::string(what) + " has a character that is no hexadecimal digit, at " +
                      std::to_string(position),
                  "use 0-9 and a-f only");
    }
    out[i] = static_cast<std::uint8_t>(*high << 4 | *low);
  }
  return {};
}

}  // namespace medisc
