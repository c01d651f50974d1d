#include "gateway/report/object_uid.hpp"

#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>
#include <sodium.h>

namespace medisc {
namespace {

constexpr std::size_t kMostUid = 64;

/// Of a number of 16 bytes, the highest first.
std::string decimal(std::array<std::uint8_t, 16> number) {
  std::string digits;
  while (std::ranges::any_of(number, [](std::uint8_t byte) { return byte != 0; })) {
    unsigned rest = 0;
    for (std::uint8_t& byte : number) {
      const unsigned value = rest << 8 | byte;
      byte = static_cast<std::uint8_t>(value / 10);
      rest = value % 10;
    }
    digits.push_back(static_cast<char>('0' + rest));
  }
  std::ranges::reverse(digits);
  return digits.empty() ? "0" : digits;
}

/// Each text with its length in front: no two lists are hashed alike.
std::string hashed_uid(std::span<const std::string_view> texts) {
  std::string message;
  for (const std::string_view text : texts) message += fmt::format("{}:{}", text.size(), text);
  std::array<std::uint8_t, 16> hash{};
  crypto_generichash(hash.data(), hash.size(),
                     reinterpret_cast<const std::uint8_t*>(message.data()), message.size(),
                     nullptr, 0);
  hash[6] = static_cast<std::uint8_t>((hash[6] & 0x0F) | 0x80);
  hash[8] = static_cast<std::uint8_t>((hash[8] & 0x3F) | 0x80);
  return "2.25." + decimal(hash);
}

}  // namespace

std::string object_uid(const ReportFacts& facts, std::string_view source_uid,
                       std::string_view purpose) {
  const std::string place = std::to_string(facts.place);
  const std::string plan = to_hex(facts.plan_hash);
  const std::array<std::string_view, 6> texts{
      "medisc dicom object", facts.request, place, plan, source_uid, purpose};
  return hashed_uid(texts);
}

std::string named_uid(std::string_view text) {
  const std::array<std::string_view, 2> texts{"medisc dicom name", text};
  return hashed_uid(texts);
}

bool is_uid(std::string_view text) {
  if (text.empty() || text.size() > kMostUid) return false;
  std::size_t digits = 0;
  char first = '1';
  for (const char letter : text) {
    if (letter == '.') {
      if (digits == 0) return false;
      digits = 0;
      continue;
    }
    if (letter < '0' || letter > '9') return false;
    if (digits == 0) first = letter;
    if (digits > 0 && first == '0') return false;
    ++digits;
  }
  return digits > 0;
}

}  // namespace medisc
