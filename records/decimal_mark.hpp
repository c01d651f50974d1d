/// Whether a table writes 0.5 or 0,5.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "error/error.hpp"
#include "records/read_options.hpp"

namespace medisc {

/// Looks at cell after cell, and then decides. 0,5 is surely a decimal comma, and 1,234 may be
/// thousands as well; the same holds for points, which are taken for decimal marks.
class DecimalEvidence {
 public:
  /// `line` as an editor counts it.
  void see(std::string_view cell, std::size_t line);

  /// '.' or ','. Errors: kBadInput, naming `file` and lines, where cells of both kinds are
  /// there, or all commas could stand for thousands.
  Result<char> decide(DecimalMark said, const std::string& file) const;

 private:
  std::optional<std::size_t> comma_;     ///< the first line with a sure decimal comma
  std::optional<std::size_t> point_;     ///< with a sure decimal point
  std::optional<std::size_t> doubtful_;  ///< with a comma that may separate thousands
};

}  // namespace medisc
