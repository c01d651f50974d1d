/// Titles above a table: lines that an export puts before the header.
#pragma once

#include <cstddef>
#include <optional>

#include "records/csv_lines.hpp"

namespace medisc {

/// Where a table begins below its file's first line.
struct TableBelow {
  std::size_t line = 0;         ///< of its header, or first row
  std::size_t cells = 0;        ///< of its lines
  std::size_t cells_above = 0;  ///< of the file's first line
};

/// Where `first` has fewer cells than two lines that follow it and each other (`rest`, near),
/// of which the upper one has names alone, or which are wider by two at least than a first line
/// of one word. Empty cells at a line's end do not count. None for a table that begins with
/// `first`, as far as can be told.
std::optional<TableBelow> table_below(const CsvLine& first, CsvLines rest);

}  // namespace medisc
