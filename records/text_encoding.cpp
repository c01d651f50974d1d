#include "records/text_encoding.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "records/foreign_format.hpp"
#include "records/foreign_text.hpp"
#include "records/utf8.hpp"

namespace medisc {
namespace {

/// How many bytes the character at `at` has; 0 where it is no UTF-8.
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return static_cast<unsigned char>(text[i]);
  };
  const unsigned lead = byte(at);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() - at < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
  }
  const unsigned second = byte(at + 1);
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool surrogate = lead == 0xED && second >= 0xA0;
  const bool beyond = lead == 0xF4 && second >= 0x90;
  return overlong || surrogate || beyond ? 0 : length;
}

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

std::string from_windows_1252(std::string_view bytes) {
  // Of the bytes 0x80 to 0x9F; the others are Latin-1. 0: not assigned.
  constexpr std::array<char16_t, 32> kUpper{
      0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
      0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};
  std::string text;
  text.reserve(bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    const bool upper = byte >= 0x80 && byte < 0xA0;
    const char16_t mapped = upper ? kUpper[byte - 0x80U] : char16_t{byte};
    append_utf8(text, mapped == 0 && upper ? char16_t{0xFFFD} : mapped);
  }
  return text;
}

/// Nothing for half a character.
std::optional<std::string> from_utf16(std::string_view bytes, bool big_endian) {
  if (bytes.size() % 2 != 0) return std::nullopt;
  const auto unit = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<char32_t>(big_endian ? first << 8 | second : second << 8 | first);
  };
  std::string text;
  text.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size(); at += 2) {
    char32_t c = unit(at);
    if (c >= 0xD800 && c < 0xE000) {
      if (c >= 0xDC00 || at + 2 >= bytes.size()) return std::nullopt;
      const char32_t low = unit(at += 2);
      if (low < 0xDC00 || low >= 0xE000) return std::nullopt;
      c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
    }
    append_utf8(text, c);
  }
  return text;
}

/// The byte order of UTF-16 without its mark, of which every other byte is 0 wherever a text is
/// digits, separators or Latin letters.
std::optional<bool> is_unmarked_big_endian(std::string_view bytes) {
  constexpr std::size_t kLookedAt = 4096;
  std::array<std::size_t, 2> zeros{};
  const std::size_t pairs = std::min(bytes.size(), kLookedAt) / 2;
  for (std::size_t i = 0; i < 2 * pairs; ++i) {
    if (bytes[i] == '\0') ++zeros[i % 2];
  }
  const auto [first, second] = zeros;
  if (pairs < 2 || (first == 0) == (second == 0)) return std::nullopt;
  if (2 * std::max(first, second) < pairs) return std::nullopt;
  return first > 0;
}

Result<DecodedText> decode_utf16(std::string_view bytes, bool big_endian, const char* note,
                                 const std::string& file) {
  auto text = from_utf16(bytes, big_endian);
  if (text) return DecodedText{std::move(*text), note};
  return fail(ErrorCode::kBadInput, file + " begins like UTF-16, and is malformed",
              "save the table as CSV, in UTF-8");
}

Result<DecodedText> decoded(std::string bytes, const std::string& file) {
  constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
  if (bytes.starts_with(kUtf8Mark)) bytes.erase(0, kUtf8Mark.size());
  const std::string_view view = bytes;
  using std::string_view_literals::operator""sv;
  if (view.starts_with("\xFF\xFE\0\0"sv) || view.starts_with("\0\0\xFE\xFF"sv)) {
    return fail(ErrorCode::kBadInput, file + " is text in UTF-32",
                "save the table as CSV, in UTF-8");
  }
  const bool little = view.starts_with("\xFF\xFE");
  if (little || view.starts_with("\xFE\xFF")) {
    return decode_utf16(view.substr(2), !little, "the text is UTF-16", file);
  }
  if (const auto big_endian = is_unmarked_big_endian(view)) {
    return decode_utf16(view, *big_endian, "the text is UTF-16, without a byte-order mark",
                        file);
  }
  if (is_utf8(view)) return DecodedText{std::move(bytes), ""};
  return DecodedText{from_windows_1252(view), "the text is no UTF-8; read as Windows-1252"};
}

}  // namespace

Result<DecodedText> decode_text(std::string bytes, const std::string& file) {
  if (const auto foreign = foreign_format(bytes)) {
    return fail(ErrorCode::kBadInput, file + " is " + *foreign + ", and no text",
                "save the table as CSV, in UTF-8");
  }
  auto text = decoded(std::move(bytes), file);
  if (!text) return text;
  if (const auto foreign = foreign_text(text->text)) {
    return fail(ErrorCode::kBadInput,
                fmt::format("{} is {}, and no table", file, foreign->name), foreign->remedy);
  }
  return text;
}

}  // namespace medisc
