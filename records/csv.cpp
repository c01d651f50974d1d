#include "records/csv.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "records/csv_cells.hpp"

namespace medisc {
namespace {

constexpr std::size_t kMaxIdBytes = 256;

/// What the columns of the file are.
struct Columns {
  std::vector<std::string> names;  ///< of the features; empty without a header
  std::optional<std::size_t> id;
  std::optional<std::size_t> label;
  std::size_t count = 0;  ///< of all, id and label among them

  std::size_t features() const {
    return count - (id.has_value() ? 1U : 0U) - (label.has_value() ? 1U : 0U);
  }
};

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool names_ids(const std::string& name) {
  return name == "id" || name == "record";
}

bool names_labels(const std::string& name) {
  constexpr std::array<std::string_view, 4> kNames{"label", "diagnosis", "target", "y"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

bool is_header(const CsvLine& line) {
  return std::none_of(line.cells.begin(), line.cells.end(), [](const std::string& cell) {
    return cell.empty() || parse_number(cell).has_value();
  });
}

Result<Columns> read_header(const CsvLine& line, const std::string& file) {
  Columns columns;
  columns.count = line.cells.size();
  for (std::size_t i = 0; i < line.cells.size(); ++i) {
    const std::string name = lower(line.cells[i]);
    if (i == 0 && names_ids(name)) {
      columns.id = i;
    } else if (names_labels(name)) {
      if (columns.label) {
        return fail(ErrorCode::kBadInput,
                    fmt::format("{}: line {}: columns {} and {} both hold labels", file,
                                line.number, *columns.label + 1, i + 1),
                    "keep one column named label, diagnosis, target or y");
      }
      columns.label = i;
    } else {
      columns.names.push_back(line.cells[i]);
    }
  }
  return columns;
}

/// Reads the rows of one file, cell by cell.
class RowReader {
 public:
  RowReader(const Columns& columns, const std::string& file) : columns_(columns), file_(file) {}

  Result<void> read(const CsvLine& line, RecordTable& table) {
    line_ = line.number;
    row_ = ++table.rows;
    if (line.cells.size() != columns_.count) {
      return fail(ErrorCode::kBadInput,
                  fmt::format("{}: line {} (row {}) has {} columns; expected {}", file_, line_,
                              row_, line.cells.size(), columns_.count),
                  "give every row a value for each column");
    }
    if (!columns_.id) table.ids.push_back(std::to_string(row_));
    for (std::size_t i = 0; i < line.cells.size(); ++i) {
      const std::string& cell = line.cells[i];
      if (i == columns_.id) {
        if (cell.empty() || cell.size() > kMaxIdBytes) {
          return refuse(i, "an id of 1 to 256 bytes");
        }
        table.ids.push_back(cell);
        continue;
      }
      const std::optional<double> value = parse_number(cell);
      if (!value || !std::isfinite(*value)) return refuse(i, "a finite number");
      if (i != columns_.label) {
        table.values.push_back(*value);
      } else if (std::abs(*value) <= 0x1p53 && *value == std::trunc(*value)) {
        table.labels.push_back(static_cast<std::int64_t>(*value));
      } else {
        return refuse(i, "a label that is a whole number");
      }
    }
    return {};
  }

 private:
  tl::unexpected<Error> refuse(std::size_t column, const char* expected) const {
    return fail(ErrorCode::kBadInput,
                fmt::format("{}: line {} (row {}), column {}: expected {}", file_, line_, row_,
                            column + 1, expected),
                "fill in missing values, and write numbers as 1.5 or 2e-3");
  }

  const Columns& columns_;
  const std::string& file_;
  std::size_t line_ = 0;
  std::size_t row_ = 0;
};

}  // namespace

Result<RecordTable> parse_csv(std::string_view text, const std::string& file,
                              std::optional<std::size_t> expected_columns) {
  const auto lines = split_csv(text, file);
  if (!lines) return tl::unexpected(lines.error());

  const bool header = !lines->empty() && is_header(lines->front());
  if (lines->size() <= (header ? 1U : 0U)) {
    return fail(ErrorCode::kBadInput, file + " holds no records", "give one record a line");
  }
  Columns columns;
  if (header) {
    auto read = read_header(lines->front(), file);
    if (!read) return tl::unexpected(read.error());
    columns = std::move(*read);
  } else {
    columns.count = lines->front().cells.size();
  }
  if (columns.features() == 0 ||
      columns.features() != expected_columns.value_or(columns.features())) {
    return fail(ErrorCode::kBadInput,
                fmt::format("{} has {} feature columns; expected {}", file, columns.features(),
                            expected_columns.value_or(1)),
                "a column of ids or labels is known by its name in a header line");
  }

  RecordTable table;
  table.features = columns.names;
  table.columns = columns.features();
  RowReader rows(columns, file);
  for (std::size_t i = header ? 1 : 0; i < lines->size(); ++i) {
    if (auto read = rows.read((*lines)[i], table); !read) return tl::unexpected(read.error());
  }
  return table;
}

}  // namespace medisc
