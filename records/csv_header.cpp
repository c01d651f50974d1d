#include "records/csv_header.hpp"

#include <algorithm>
#include <unordered_set>
#include <vector>

#include <fmt/format.h>

#include "records/column_names.hpp"
#include "records/feature_names.hpp"
#include "records/number_cell.hpp"

namespace medisc {
namespace {

bool is_number(const std::string& cell) {
  const auto kind = [&](char decimal) {
    return read_number(cell, decimal).kind;
  };
  return kind('.') == CellKind::kNumber || kind(',') == CellKind::kNumber ||
         kind('.') == CellKind::kInfinite;
}

bool all_names_among(const std::vector<std::string>& cells, const RecordForm& form) {
  if (!form.knows_names()) return false;
  const std::unordered_set<std::string> headings(cells.begin(), cells.end());
  return std::all_of(form.names.begin(), form.names.end(), [&](const std::string& name) {
    return name.empty() || headings.contains(name);
  });
}

/// The cells that are numbers; none where others are not the usual names of ids and labels.
std::vector<std::string> numbers_among_names(const std::vector<std::string>& cells,
                                             const ReadOptions& options) {
  std::vector<std::string> numbers;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string& cell = cells[i];
    if (is_number(cell)) {
      numbers.push_back(cell);
    } else if (!names_row_numbers(cell, i) && !names_ids(cell) && !names_labels(cell) &&
               options.id_column != cell &&
               std::find(options.ignore_columns.begin(), options.ignore_columns.end(), cell) ==
                   options.ignore_columns.end()) {
      return {};
    }
  }
  return numbers;
}

/// Four whole numbers or more, each as far from the one before.
bool has_equal_steps(const std::vector<std::string>& numbers) {
  if (numbers.size() < 4) return false;
  std::vector<double> values;
  for (const std::string& number : numbers) {
    const NumberCell cell = read_number(number);
    if (cell.kind != CellKind::kNumber ||
        cell.value != static_cast<double>(static_cast<float>(cell.value))) {
      return false;
    }
    values.push_back(cell.value);
  }
  const double step = values[1] - values[0];
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (step == 0 || values[i] - values[i - 1] != step) return false;
  }
  return true;
}

tl::unexpected<Error> doubtful(const std::string& file, std::size_t line, const char* what) {
  return fail(ErrorCode::kBadInput,
              fmt::format("{}: line {} may be a header that counts the columns, or a record{}",
                          file, line, what),
              "say --header yes or --header no, or give the columns names");
}

}  // namespace

Result<bool> is_header(const CsvLine& first, bool more_lines, const RecordForm& form,
                       const ReadOptions& options, const std::string& file) {
  if (options.header != HeaderLine::kAuto) return options.header == HeaderLine::kYes;
  const auto& cells = first.cells;
  const bool named = std::any_of(cells.begin(), cells.end(),
                                 [](const std::string& cell) { return !cell.empty(); });
  if (named && std::none_of(cells.begin(), cells.end(), is_number)) return true;
  if (all_names_among(cells, form)) return true;
  const auto numbers = numbers_among_names(cells, options);
  const bool fits = numbers.size() == form.columns.value_or(numbers.size());
  const auto places = positions_of(numbers);
  if (!fits || (!places && !has_equal_steps(numbers))) return false;
  const bool beside_names = numbers.size() < cells.size();
  if (!beside_names && numbers.size() == 1) return false;
  if (!places) return doubtful(file, first.number, ": its numbers have equal steps");
  if (!std::is_sorted(places->begin(), places->end())) {
    if (!beside_names && numbers.size() == 2) return false;
    return doubtful(file, first.number, ": its numbers are those of columns, in another order");
  }
  if (beside_names) return true;
  const bool from_0 = read_number(numbers.front()).value == 0;
  if (numbers.size() < (from_0 ? 3U : 4U)) {
    return doubtful(file, first.number, ": there are few columns");
  }
  if (!more_lines) return doubtful(file, first.number, ": it is the only line");
  return true;
}

std::optional<CsvLine> header_in_comment(const CsvLine& comment, const CsvLine& first) {
  if (!comment.fault.empty() || comment.cells.empty()) return std::nullopt;
  CsvLine header = comment;
  std::string& cell = header.cells.front();
  cell.erase(0, std::min(cell.find_first_not_of('#'), cell.size()));
  cell = std::string(trimmed(cell));
  // "# age sex", separated by blanks.
  if (cell.empty()) header.cells.erase(header.cells.begin());
  if (header.cells.size() != first.cells.size()) return std::nullopt;
  const bool names =
      std::none_of(header.cells.begin(), header.cells.end(),
                   [](const std::string& name) { return name.empty() || is_number(name); });
  return names ? std::optional(header) : std::nullopt;
}

}  // namespace medisc
