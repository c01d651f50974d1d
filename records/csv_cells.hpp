/// The lines and cells of a CSV text, before they mean anything.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "error/error.hpp"

namespace medisc {

/// One line that is not blank. Cells are trimmed of blanks and unquoted.
struct CsvLine {
  std::size_t number = 0;  ///< from 1, as an editor shows it
  std::vector<std::string> cells;
};

/// Splits at commas and line ends (LF or CRLF). A cell may stand in double quotes, a quote in
/// it doubled; it can't hold a line end. A byte-order mark and blank lines are passed over.
/// Errors: kBadInput, naming `file`, line and column, for a quote out of place or a NUL byte.
Result<std::vector<CsvLine>> split_csv(std::string_view text, const std::string& file);

/// The decimal number that makes up all of `cell` ("1", "-2.5", "+3e-7"); "nan" and "inf" parse
/// as such. Nothing for anything else, or for a number that a double can't hold.
std::optional<double> parse_number(std::string_view cell);

}  // namespace medisc
