#include "records/npy_elements.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

#include "records/utf8.hpp"

namespace medisc {
namespace {

static_assert(std::endian::native == std::endian::little, "values are loaded little endian");

/// The element's bits, as a little-endian word.
std::uint64_t word_at(const char* bytes, std::size_t count, bool big_endian) {
  std::array<char, 8> word{};
  std::memcpy(word.data(), bytes, count);
  if (big_endian) std::reverse(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(count));
  return std::bit_cast<std::uint64_t>(word);
}

/// IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction.
double half(std::uint64_t bits) {
  const int exponent = static_cast<int>(bits >> 10 & 0x1F);
  const auto fraction = static_cast<double>(bits & 0x3FF);
  const double sign = (bits & 0x8000) != 0 ? -1 : 1;
  if (exponent == 0x1F) return fraction == 0 ? sign * double{INFINITY} : double{NAN};
  if (exponent == 0) return sign * std::ldexp(fraction, -24);
  return sign * std::ldexp(1024 + fraction, exponent - 25);
}

double floating(std::uint64_t word, std::size_t bytes) {
  if (bytes == 2) return half(word);
  if (bytes == 4) return std::bit_cast<float>(static_cast<std::uint32_t>(word));
  return std::bit_cast<double>(word);
}

std::int64_t extended(std::uint64_t word, std::size_t bytes) {
  const auto unused = static_cast<unsigned>(64 - 8 * bytes);
  return static_cast<std::int64_t>(word << unused) >> unused;
}

bool is_power_up_to_8(std::size_t bytes, std::size_t least) {
  return bytes >= least && bytes <= 8 && std::has_single_bit(bytes);
}

}  // namespace

std::optional<ElementType> element_type(std::string_view descr) {
  if (descr.empty()) return std::nullopt;
  ElementType type;
  if (std::string_view("<>|=").find(descr.front()) != std::string_view::npos) {
    type.big_endian = descr.front() == '>';
    descr.remove_prefix(1);
  }
  if (descr == "?") descr = "b1";
  if (descr.size() < 2) return std::nullopt;
  type.letter = descr.front();
  const char* end = descr.data() + descr.size();
  const auto [stop, problem] = std::from_chars(descr.data() + 1, end, type.bytes);
  if (problem != std::errc{} || stop != end || type.bytes == 0 || type.bytes > 1U << 20) {
    return std::nullopt;
  }
  switch (type.letter) {
    case 'f':
      type.kind = ElementKind::kFloat;
      return is_power_up_to_8(type.bytes, 2) ? std::optional(type) : std::nullopt;
    case 'i':
    case 'u':
      type.kind = ElementKind::kInteger;
      return is_power_up_to_8(type.bytes, 1) ? std::optional(type) : std::nullopt;
    case 'b':
      type.kind = ElementKind::kBool;
      return type.bytes == 1 ? std::optional(type) : std::nullopt;
    case 'U':
      type.bytes *= 4;
      [[fallthrough]];
    case 'S':
      type.kind = ElementKind::kText;
      return type;
    case 'V':
      type.kind = ElementKind::kPadding;
      return type;
    default:
      return std::nullopt;
  }
}

std::string foreign_type(std::string_view descr) {
  const std::size_t at = descr.find_first_not_of("<>|=");
  switch (at == std::string_view::npos ? '\0' : descr[at]) {
    case 'O':
      return "its elements are Python objects, which may hold a program, and are not opened";
    case 'c':
      return "its elements are complex numbers";
    case 'M':
    case 'm':
      return "its elements are dates or times";
    case 'f':
      return "its elements are floating point of a kind that is not IEEE 754's 16, 32 or 64 "
             "bits";
    case 'U':
    case 'S':
      return "its elements are texts without a letter";
    case 'V':
      return "its elements are bytes without a type";
    default:
      return "its element type is not supported";
  }
}

std::optional<double> number_at(const char* bytes, const ElementType& type) {
  const std::uint64_t word = word_at(bytes, type.bytes, type.big_endian);
  if (type.kind == ElementKind::kFloat) return floating(word, type.bytes);
  if (type.kind == ElementKind::kBool) return word != 0 ? 1 : 0;
  constexpr std::uint64_t kExact = std::uint64_t{1} << 53;
  if (type.letter == 'u') {
    return word <= kExact ? std::optional(static_cast<double>(word)) : std::nullopt;
  }
  const std::int64_t value = extended(word, type.bytes);
  const bool exact =
      value <= static_cast<std::int64_t>(kExact) && value >= -static_cast<std::int64_t>(kExact);
  return exact ? std::optional(static_cast<double>(value)) : std::nullopt;
}

std::string text_at(const char* bytes, const ElementType& type) {
  if (type.letter == 'S') {
    const std::string_view all(bytes, type.bytes);
    return std::string(all.substr(0, all.find_last_not_of('\0') + 1));
  }
  std::string text;
  std::size_t end = 0;
  for (std::size_t at = 0; at < type.bytes; at += 4) {
    const auto c = static_cast<char32_t>(word_at(bytes + at, 4, type.big_endian));
    append_utf8(text, c <= 0x10FFFF ? c : 0xFFFD);
    if (c != 0) end = text.size();
  }
  text.resize(end);
  return text;
}

}  // namespace medisc
