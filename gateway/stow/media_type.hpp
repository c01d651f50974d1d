/// A Content-Type taken apart (RFC 9110, 8.3.1).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "error/error.hpp"

namespace medisc {

struct MediaType {
  std::string type;  ///< "multipart/related", in lower case
  /// Names in lower case, values as they are, without their quotation marks.
  std::vector<std::pair<std::string, std::string>> parameters;

  std::optional<std::string_view> parameter(std::string_view name) const;
};

inline constexpr std::size_t kLongestMediaType = 1024;
inline constexpr std::size_t kMostParameters = 16;

/// Values may stand in quotation marks or without them; without, they may hold what tokens
/// don't, as in type=application/dicom, which many senders write. Errors: kBadInput, saying
/// where: no type, a parameter without a value, an open quotation mark, a name that is there
/// twice, control characters; too long, or too many parameters.
Result<MediaType> parse_media_type(std::string_view text);

/// Without blanks and tabs at both ends.
std::string_view without_blanks(std::string_view text);

}  // namespace medisc
