#include "gateway/stow/accepted_type.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "gateway/stow/media_type.hpp"

namespace medisc {
namespace {

/// "0", "0.0", ...: not wanted.
bool is_zero(std::string_view weight) {
  return weight.starts_with('0') && weight.find_first_not_of("0.") == weight.npos;
}

/// One of a list: its type, in lower case; "" where it is not wanted, or no media type.
std::string wanted(std::string_view range) {
  const auto media = parse_media_type(without_blanks(range));
  if (!media || is_zero(media->parameter("q").value_or("1"))) return "";
  return media->type;
}

std::vector<std::string> ranges_of(const HttpHeaders& headers) {
  std::vector<std::string> ranges;
  for (const auto& [name, value] : headers) {
    if (!equal_ignoring_case(name, "Accept")) continue;
    for (std::string_view left = value; !left.empty();) {
      const std::size_t comma = std::min(left.find(','), left.size());
      ranges.push_back(wanted(left.substr(0, comma)));
      left.remove_prefix(std::min(comma + 1, left.size()));
    }
  }
  return ranges;
}

}  // namespace

std::optional<std::string> accepted_type(const HttpHeaders& headers) {
  static constexpr std::array<std::string_view, 3> kAny{"application/dicom+json",
                                                        "application/*", "*/*"};
  const auto ranges = ranges_of(headers);
  if (ranges.empty() || std::ranges::find_first_of(ranges, kAny) != ranges.end()) {
    return "application/dicom+json";
  }
  if (std::ranges::find(ranges, "application/json") != ranges.end()) return "application/json";
  return std::nullopt;
}

}  // namespace medisc
