#include "records/csv.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "records/columns.hpp"
#include "records/csv_table.hpp"
#include "records/decimal_mark.hpp"
#include "records/label_names.hpp"
#include "records/number_cell.hpp"
#include "records/range_check.hpp"
#include "records/record_ids.hpp"
#include "records/row_problems.hpp"

namespace medisc {
namespace {

/// Reads the rows of one file, cell by cell, into a table.
class RowReader {
 public:
  RowReader(const Columns& columns, char decimal, const RecordForm& form,
            const ReadOptions& options, const std::string& file, std::size_t text_bytes)
      : columns_(columns),
        decimal_(decimal),
        file_(file),
        room_(text_bytes + kRoom),
        skip_bad_(options.skip_bad),
        numbers_(form.task == TaskKind::kNumber),
        labels_(options.classes.empty() ? form.classes : options.classes, form.class_count),
        problems_(file, options.skip_bad, "cells are not as they must be") {
    table_.columns = columns.features.size();
    table_.features = columns.names;
    table_.notes = columns.notes;
  }

  void read(const CsvLine& line) {
    lines_.push_back(line.number);
    ++table_.rows;
    row_.assign(table_.columns, std::nan(""));
    table_.ids.push_back(std::to_string(table_.rows));
    if (columns_.label && numbers_) table_.targets.push_back(std::nan(""));
    if (columns_.label && !numbers_) table_.labels.push_back(-1);
    if (check_width(line)) {
      read_id(line);
      read_label(line);
      for (std::size_t i = 0; i < columns_.features.size(); ++i) {
        read_feature(line, columns_.features[i], row_[i]);
      }
    }
    keep_row();
  }

  Result<RecordTable> end() {
    if (auto good = problems_.end(); !good) return tl::unexpected(good.error());
    if (table_.values.size() > room_) {
      return fail(ErrorCode::kBadInput, file_ + ": too many of its rows are too short",
                  "give every row a cell for each column");
    }
    if (!table_.problems.empty()) table_.problems.resize(table_.rows);
    if (const std::string note = labels_.note(); !note.empty()) table_.notes.push_back(note);
    return std::move(table_);
  }

  /// "line 3 (row 2), column 4 (age)", of a row and an element, from 0.
  std::string place(std::size_t row, std::size_t element) const {
    return fmt::format("line {} (row {}), {}", lines_[row], row + 1,
                       column_text(columns_, columns_.features[element]));
  }

 private:
  /// Values beside the text's bytes: those of rows that are too short, and are NaN.
  static constexpr std::size_t kRoom = std::size_t{1} << 22;

  /// Nothing is kept for a table that will be refused; few lines must not ask for much memory.
  void keep_row() {
    refused_ = refused_ || (!skip_bad_ && !problems_.row_is_good());
    if (!refused_ && table_.values.size() <= room_) {
      table_.values.insert(table_.values.end(), row_.begin(), row_.end());
      problems_.end_row(table_, table_.rows - 1);
    } else {
      problems_.forget_row();
    }
  }

  std::string row_text() const {
    return fmt::format("line {} (row {})", lines_.back(), table_.rows);
  }

  void refuse(std::size_t column, const std::string& reason, const char* hint) {
    problems_.add(
        [&] {
          return fmt::format("{}, {}: {}", row_text(), column_text(columns_, column), reason);
        },
        hint);
  }

  bool check_width(const CsvLine& line) {
    if (!line.fault.empty()) {
      problems_.add(
          [&] {
            return fmt::format("{}, column {} is not a CSV cell: {}", row_text(),
                               line.cells.size() + 1, line.fault);
          },
          line.remedy);
      return false;
    }
    if (line.cells.size() == columns_.count) return true;
    problems_.add(
        [&] {
          return fmt::format("{} has {} columns; expected {}", row_text(), line.cells.size(),
                             columns_.count);
        },
        "give every row a cell for each column; a decimal comma needs another separator than "
        "the comma");
    return false;
  }

  void read_id(const CsvLine& line) {
    if (!columns_.id) return;
    const std::string& cell = line.cells[*columns_.id];
    if (is_record_id(cell)) {
      table_.ids.back() = cell;
    } else {
      refuse(*columns_.id, kRecordIdExpected, "give every record an id");
    }
  }

  void read_label(const CsvLine& line) {
    if (!columns_.label) return;
    const std::string& cell = line.cells[*columns_.label];
    constexpr const char* kHint = "correct the labels, or leave them out with --ignore-column";
    if (numbers_) {
      const NumberCell number = read_number(cell, decimal_);
      table_.targets.back() = number.value;
      if (number.kind != CellKind::kNumber)
        refuse(*columns_.label, describe(number.kind), kHint);
      return;
    }
    const auto label = labels_.read(cell, decimal_);
    if (label) {
      table_.labels.back() = *label;
    } else {
      refuse(*columns_.label, label.error(), kHint);
    }
  }

  void read_feature(const CsvLine& line, std::size_t column, double& value) {
    const NumberCell number = read_number(line.cells[column], decimal_);
    value = number.value;
    if (number.kind == CellKind::kNumber) return;
    refuse(column, fmt::format("{}; expected a finite number", describe(number.kind)),
           remedy(number.kind));
  }

  const Columns& columns_;
  char decimal_;
  const std::string& file_;
  std::size_t room_;
  bool skip_bad_;
  bool refused_ = false;
  bool numbers_;  ///< labels are numbers, not classes
  LabelNames labels_;
  RowProblems problems_;
  RecordTable table_;
  std::vector<double> row_;
  std::vector<std::size_t> lines_;  ///< of the rows
};

Result<Columns> columns_without_header(const CsvTable& table, const RecordForm& form,
                                       const ReadOptions& options, const std::string& file) {
  if (form.knows_names() && options.header != HeaderLine::kNo) {
    return fail(ErrorCode::kBadInput,
                file + " has no header line, and the model knows its features by name",
                "name the columns in a first line; or, if they stand in the model's order, say "
                "--header no");
  }
  // Separators at the lines' ends make no columns.
  std::size_t width = table.first_width();
  const std::size_t others = options.ignore_columns.size() + (options.id_column ? 1 : 0);
  if (form.columns && width > *form.columns + others) {
    std::size_t filled = width;
    table.rows(*form.columns + others, [&](const CsvLine& line) {
      filled = std::min(filled, std::max(line.cells.size(), *form.columns + others));
    });
    width = filled;
  }
  auto columns = columns_in_order(width, form, options, file);
  if (columns && form.columns) {
    columns->notes.emplace_back("no line names the columns: they are taken in their order");
  }
  return columns;
}

Result<char> decimal_mark(const CsvTable& table, const Columns& columns,
                          const ReadOptions& options, const std::string& file) {
  DecimalEvidence evidence;
  if (!table.may_hold_commas()) return evidence.decide(options.decimal, file);
  table.rows(columns.count, [&](const CsvLine& line) {
    if (line.cells.size() != columns.count || !line.fault.empty()) return;
    for (const std::size_t column : columns.features) {
      evidence.see(line.cells[column], line.number);
    }
  });
  return evidence.decide(options.decimal, file);
}

void note_passed_over(const CsvTable::PassedOver& passed, RecordTable& table) {
  if (passed.comments > 0) {
    table.notes.push_back(
        fmt::format("comments passed over within the table: {}", passed.comments));
  }
  if (passed.blank_rows > 0) {
    table.notes.push_back(
        fmt::format("rows without any value passed over at the end: {}", passed.blank_rows));
  }
}

/// A label column that nobody wants, or that no task of this kind has.
void drop_labels(Columns& columns, const RecordForm& form, const ReadOptions& options) {
  if (!columns.label) return;
  if (!form.has_one_label()) {
    columns.notes.push_back(column_text(columns, *columns.label) +
                            " is passed over: one label says nothing of several results");
  }
  if (!form.has_one_label() || !options.labels) columns.label.reset();
}

}  // namespace

Result<RecordTable> parse_csv(std::string_view text, const std::string& file,
                              const RecordForm& form, const ReadOptions& options) {
  const auto lines = CsvTable::open(text, file, form, options);
  if (!lines) return tl::unexpected(lines.error());
  auto columns = lines->header() ? match_columns(*lines->header(), form, options, file)
                                 : columns_without_header(*lines, form, options, file);
  if (!columns) return tl::unexpected(columns.error());
  drop_labels(*columns, form, options);
  columns->notes.insert(columns->notes.begin(), lines->notes().begin(), lines->notes().end());
  const auto decimal = decimal_mark(*lines, *columns, options, file);
  if (!decimal) return tl::unexpected(decimal.error());
  if (*decimal == ',') columns->notes.emplace_back("numbers have decimal commas");

  RowReader reader(*columns, *decimal, form, options, file, text.size());
  const auto passed =
      lines->rows(columns->count, [&](const CsvLine& line) { reader.read(line); });
  auto table = reader.end();
  if (!table) return table;
  if (table->rows == 0) {
    return fail(ErrorCode::kBadInput, file + " holds no records", "give one record a line");
  }
  note_passed_over(passed, *table);
  const Place place = [&](std::size_t row, std::size_t element) {
    return reader.place(row, element);
  };
  if (auto fit = check_ranges(*table, form, options, file, place); !fit) {
    return tl::unexpected(fit.error());
  }
  return table;
}

Result<RecordTable> parse_csv(std::string_view text, const std::string& file,
                              std::optional<std::size_t> expected_columns) {
  return parse_csv(text, file, form_of_columns(expected_columns));
}

}  // namespace medisc
