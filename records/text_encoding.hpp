/// The text of a file, whatever its encoding, as UTF-8.
#pragma once

#include <string>

#include "error/error.hpp"

namespace medisc {

struct DecodedText {
  std::string text;  ///< UTF-8, without byte-order mark
  std::string note;  ///< what the encoding is, where it is not UTF-8; else empty
};

/// UTF-8 and UTF-16 of either byte order, with or without byte-order mark; and Windows-1252
/// (with Latin-1) where the bytes are no UTF-8. `file` stands for the bytes in errors. Errors:
/// kBadInput for UTF-16 that is malformed, for UTF-32, for the first bytes of a file of another
/// kind (a spreadsheet, an archive), and for a text that is no table (JSON, a web page).
Result<DecodedText> decode_text(std::string bytes, const std::string& file);

}  // namespace medisc
