/// Which character separates the cells of a CSV text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "error/error.hpp"

namespace medisc {

struct CsvDialect {
  char separator = ',';   ///< , ; | tab, or CsvLines::kBlanks
  std::size_t begin = 0;  ///< of the table in the text: behind a line sep=;
  std::size_t first_line = 1;
  std::string note;  ///< what was detected, where it is not the comma; else empty
};

/// A first line `sep=;` says it, as Excel has it. Else the separators in question are those of
/// the first line that is no comment, outside of quotes; of several, the one that cuts the
/// first lines into rows of one length and the most numbers. Blanks separate where none of the
/// others does and all cells behind the first line are numbers. Errors: kBadInput, naming
/// `file`, where two separators fit alike.
Result<CsvDialect> detect_dialect(std::string_view text, const std::string& file);

}  // namespace medisc
