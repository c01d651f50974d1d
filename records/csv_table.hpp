/// A CSV text as its header and its rows, before cells mean anything.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "error/error.hpp"
#include "records/csv_lines.hpp"
#include "records/read_options.hpp"
#include "records/record_form.hpp"

namespace medisc {

class CsvTable {
 public:
  /// Detects the dialect and judges the first line. The text must outlive this. Errors:
  /// kBadInput as detect_dialect and is_header; no lines; a first line that is no line of
  /// cells, or that stands above the table; and a comment before a table without header that
  /// may be a record.
  static Result<CsvTable> open(std::string_view text, const std::string& file,
                               const RecordForm& form, const ReadOptions& options);

  /// Without empty cells at its end, which a separator at the line's end makes; none without a
  /// header.
  const std::optional<std::vector<std::string>>& header() const { return header_; }

  /// Cells of the table's first line, header or not.
  std::size_t first_width() const { return first_width_; }

  /// Whether cells may hold commas.
  bool may_hold_commas() const { return may_hold_commas_; }

  const std::vector<std::string>& notes() const { return notes_; }

  struct PassedOver {
    std::size_t comments = 0;    ///< lines that begin with #, and are not `width` cells long
    std::size_t blank_rows = 0;  ///< at the table's end, without any value
  };
  /// Calls `row` with each row of the table, from the first at each call anew. Empty cells
  /// beyond `width` at a row's end are gone.
  PassedOver rows(std::size_t width, const std::function<void(const CsvLine&)>& row) const;

 private:
  explicit CsvTable(CsvLines lines) : lines_(lines) {}

  CsvLines lines_;  ///< from the first line of the table on, without its header
  std::optional<std::vector<std::string>> header_;
  std::size_t first_width_ = 0;
  bool may_hold_commas_ = false;
  std::vector<std::string> notes_;
};

}  // namespace medisc
