/// A request's target, "/v2/models/breast?limit=3", taken apart.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "error/error.hpp"

namespace medisc {

struct HttpTarget {
  /// Of the path, decoded. None is empty, "." or "..", and none holds a slash: what a handler
  /// sees means the same however it was written.
  std::vector<std::string> segments;
  /// Decoded, in their order; a name may be there more than once. "+" stands for a blank.
  std::vector<std::pair<std::string, std::string>> query;

  /// The segments, each behind a slash; "/" where there is none.
  std::string path() const;
  /// The first of that name.
  std::optional<std::string_view> parameter(std::string_view name) const;
};

/// Empty segments and "." vanish, ".." takes the segment before it away, if there is one.
/// Errors, kBadInput: no path from the root, what is no printable ASCII, a fragment, a "%"
/// without two hexadecimal digits, or something that decodes to a slash within a segment, to a
/// control character, or to no UTF-8; too many segments or parameters.
Result<HttpTarget> parse_target(std::string_view target);

inline constexpr std::size_t kMaxSegments = 32;
inline constexpr std::size_t kMaxParameters = 64;

}  // namespace medisc
