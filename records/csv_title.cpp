#include "records/csv_title.hpp"

#include <algorithm>

#include "records/number_cell.hpp"

namespace medisc {
namespace {

constexpr int kLinesLookedAt = 24;

std::size_t filled(const CsvLine& line) {
  const auto last = std::find_if(line.cells.rbegin(), line.cells.rend(),
                                 [](const std::string& cell) { return !cell.empty(); });
  return static_cast<std::size_t>(line.cells.rend() - last);
}

bool has_names_alone(const CsvLine& line, std::size_t cells) {
  return std::all_of(line.cells.begin(),
                     line.cells.begin() + static_cast<std::ptrdiff_t>(cells),
                     [](const std::string& cell) {
                       return !cell.empty() && read_number(cell).kind != CellKind::kNumber &&
                              read_number(cell, ',').kind != CellKind::kNumber;
                     });
}

}  // namespace

std::optional<TableBelow> table_below(const CsvLine& first, CsvLines rest) {
  const std::size_t above = filled(first);
  CsvLine upper;
  CsvLine line;
  for (int i = 0; i < kLinesLookedAt && rest.next(line);) {
    if (line.comment) continue;
    if (!line.fault.empty()) return std::nullopt;
    const std::size_t cells = filled(upper);
    if (cells > above && cells <= line.cells.size() && filled(line) <= cells) {
      const bool is_row = above == 1 && cells >= 3 && has_names_alone(first, above);
      if (!is_row && !has_names_alone(upper, cells)) return std::nullopt;
      return TableBelow{upper.number, cells, above};
    }
    upper = line;
    ++i;
  }
  return std::nullopt;
}

}  // namespace medisc
