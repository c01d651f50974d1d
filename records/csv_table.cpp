#include "records/csv_table.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "records/csv_dialect.hpp"
#include "records/csv_header.hpp"
#include "records/csv_title.hpp"
#include "records/number_cell.hpp"

namespace medisc {
namespace {

bool is_blank(const CsvLine& line) {
  return line.fault.empty() &&
         std::all_of(line.cells.begin(), line.cells.end(),
                     [](const std::string& cell) { return cell.empty(); });
}

bool has_number(const CsvLine& line) {
  return std::any_of(line.cells.begin(), line.cells.end(), [](const std::string& cell) {
    return read_number(cell).kind == CellKind::kNumber;
  });
}

tl::unexpected<Error> no_records(const std::string& file) {
  return fail(ErrorCode::kBadInput, file + " holds no records", "give one record a line");
}

/// Whether any line follows that is no comment.
bool goes_on(CsvLines lines) {
  CsvLine line;
  while (lines.next(line)) {
    if (!line.comment) return true;
  }
  return false;
}

}  // namespace

Result<CsvTable> CsvTable::open(std::string_view text, const std::string& file,
                                const RecordForm& form, const ReadOptions& options) {
  const auto dialect = detect_dialect(text, file);
  if (!dialect) return tl::unexpected(dialect.error());
  CsvLines lines(text.substr(dialect->begin), dialect->separator, dialect->first_line);
  CsvTable table(lines);
  table.may_hold_commas_ =
      text.find(dialect->separator == ',' ? '"' : ',') != std::string_view::npos;
  if (!dialect->note.empty()) table.notes_.push_back(dialect->note);

  CsvLine first;
  std::optional<CsvLine> comment;
  while (true) {
    table.lines_ = lines;
    if (!lines.next(first)) return no_records(file);
    if (!first.comment) break;
    comment = std::exchange(first, CsvLine{});
  }
  if (!first.fault.empty()) {
    return fail(ErrorCode::kBadInput,
                fmt::format("{}: line {}, column {} is not a CSV cell: {}", file, first.number,
                            first.cells.size() + 1, first.fault),
                first.remedy);
  }
  const auto below =
      options.header == HeaderLine::kNo ? std::nullopt : table_below(first, lines);
  if (below) {
    return fail(
        ErrorCode::kBadInput,
        fmt::format("{}: line {} is no header: it has {} cell{}, and the table, from line "
                    "{} on, has {}",
                    file, first.number, below->cells_above, below->cells_above == 1 ? "" : "s",
                    below->line, below->cells),
        "remove what stands above the table, or begin those lines with #");
  }
  table.first_width_ = first.cells.size();
  const auto header = is_header(first, goes_on(lines), form, options, file);
  if (!header) return tl::unexpected(header.error());
  if (*header) {
    table.lines_ = lines;
    while (first.cells.size() > 1 && first.cells.back().empty()) first.cells.pop_back();
    table.header_ = std::move(first.cells);
    return table;
  }
  if (!comment || options.header == HeaderLine::kNo) return table;
  if (auto named = header_in_comment(*comment, first)) {
    table.header_ = std::move(named->cells);
    table.notes_.push_back(
        fmt::format("line {}, a comment, names the columns", comment->number));
  } else if (comment->cells.size() == first.cells.size() && has_number(*comment)) {
    return fail(ErrorCode::kBadInput,
                fmt::format("{}: line {} begins with #, and may be a record or a comment", file,
                            comment->number),
                "remove the comment, or say --header no and let no record begin with #");
  }
  return table;
}

CsvTable::PassedOver CsvTable::rows(std::size_t width,
                                    const std::function<void(const CsvLine&)>& row) const {
  PassedOver passed;
  std::vector<std::pair<std::size_t, std::size_t>> blank;  // line, cells
  CsvLines lines = lines_;
  CsvLine line;
  while (lines.next(line)) {
    while (line.cells.size() > width && line.cells.back().empty()) line.cells.pop_back();
    if (line.comment && line.cells.size() != width) {
      ++passed.comments;
      continue;
    }
    if (width > 1 && is_blank(line)) {
      blank.emplace_back(line.number, line.cells.size());
      continue;
    }
    for (const auto& [number, cells] : blank) {
      row(CsvLine{number, std::vector<std::string>(cells), false, ""});
    }
    blank.clear();
    row(line);
  }
  passed.blank_rows = blank.size();
  return passed;
}

}  // namespace medisc
