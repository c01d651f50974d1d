/// Bodies of several parts, as STOW-RS sends them (PS3.18, 8.6.1.2; RFC 2046, 5.1; RFC 2387).
///
///   --boundary CRLF  Name: value CRLF ...  CRLF  bytes  CRLF
///   --boundary CRLF  ...
///   --boundary--
///
/// What stands before the first delimiter and behind the last is passed over.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "error/error.hpp"

namespace medisc {

struct PartHeader {
  std::string_view name;
  std::string_view value;
};

/// Its texts lie in the body that it was read from.
struct BodyPart {
  std::vector<PartHeader> headers;
  std::string_view bytes;

  /// The first of that name, which compares without regard to case.
  std::optional<std::string_view> header(std::string_view name) const;
};

/// LOCAL.
struct MultipartLimits {
  std::size_t parts = 4096;
  std::size_t header_bytes = 8u << 10;  ///< of one part
  std::size_t headers = 32;             ///< likewise
};

/// 1 to 70 letters of those that RFC 2046 allows, the last no blank.
bool is_boundary(std::string_view text);

/// The parts, in their order. Nothing is guessed: two readers that could find different parts
/// are none here. Errors: kBadInput, saying which part: no boundary, no first delimiter, no
/// last one (a body cut short), a line that begins with the delimiter and goes on otherwise,
/// headers that are folded, malformed, there twice or without an end, and what is beyond
/// `limits`.
Result<std::vector<BodyPart>> parse_multipart(std::string_view body, std::string_view boundary,
                                              const MultipartLimits& limits = {});

}  // namespace medisc
