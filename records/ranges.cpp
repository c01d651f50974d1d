#include "records/ranges.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "records/column_names.hpp"
#include "records/csv.hpp"
#include "records/csv_table.hpp"
#include "records/file_bytes.hpp"
#include "records/file_format.hpp"
#include "records/text_encoding.hpp"

namespace medisc {
namespace {

using std::string_view_literals::operator""sv;

constexpr const char* kHint =
    "give a header line, and one row of largest magnitudes or two rows, least and largest";

tl::unexpected<Error> refuse(const std::string& what) {
  return fail(ErrorCode::kBadInput, what, kHint);
}

template <std::size_t N>
bool is_one_of(const std::string& word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), folded(word)) != words.end();
}

bool names_least(const std::string& word) {
  return is_one_of(word, std::array{"least"sv, "min"sv, "minimum"sv, "lower"sv, "low"sv,
                                    "lowest"sv, "smallest"sv});
}

bool names_largest(const std::string& word) {
  return is_one_of(word, std::array{"largest"sv, "max"sv, "maximum"sv, "upper"sv, "high"sv,
                                    "highest"sv, "greatest"sv});
}

/// How the table is read: its first column may be that of the bounds, and one row of numbers is
/// never a header.
Result<ReadOptions> options_for(const std::string& text, const std::string& name) {
  ReadOptions options;
  options.header = HeaderLine::kNo;
  const auto as_rows = CsvTable::open(text, name, {}, options);
  if (!as_rows) return tl::unexpected(as_rows.error());
  std::size_t rows = 0;
  bool words = true;
  as_rows->rows(as_rows->first_width(), [&](const CsvLine& line) {
    if (rows++ > 0 && !line.cells.empty()) {
      words = words && (names_least(line.cells[0]) || names_largest(line.cells[0]));
    }
  });
  if (rows < 2) return options;
  options.header = rows == 2 ? HeaderLine::kAuto : HeaderLine::kYes;
  const auto headed = CsvTable::open(text, name, {}, options);
  if (!headed) return tl::unexpected(headed.error());
  if (words && headed->header()) options.id_column = headed->header()->front();
  return options;
}

}  // namespace

Result<FeatureRanges> read_feature_ranges(const std::filesystem::path& file,
                                          std::optional<std::size_t> expected_columns) {
  const std::string name = file.string();
  auto bytes = read_file(file);
  if (!bytes) return tl::unexpected(bytes.error());
  const auto decoded = decode_text(std::move(*bytes), name);
  if (!decoded) return tl::unexpected(decoded.error());
  const auto options = options_for(decoded->text, name);
  if (!options) return tl::unexpected(options.error());
  auto table = parse_csv(decoded->text, name, form_of_columns(expected_columns), *options);
  if (!table) return tl::unexpected(table.error());
  if (table->rows > 2 || !table->labels.empty()) {
    return refuse(fmt::format("{} has {} rows{}; expected one or two rows of ranges", name,
                              table->rows,
                              table->labels.empty() ? "" : " and a column of labels"));
  }
  FeatureRanges ranges;
  ranges.names = table->features;
  const auto row = [&](std::size_t index) {
    const auto values = table->row(index);
    return std::vector<double>(values.begin(), values.end());
  };
  ranges.largest = row(table->rows - 1);
  if (table->rows == 2) {
    ranges.least = row(0);
    if (options->id_column) {
      if (names_least(table->ids[0]) == names_least(table->ids[1])) {
        return refuse(name + ": its two rows are the same bound");
      }
      if (names_least(table->ids[1])) std::swap(ranges.least, ranges.largest);
    }
  } else if (options->id_column && !names_largest(table->ids[0])) {
    return refuse(name + " has least values alone");
  }
  for (std::size_t i = 0; i < ranges.largest.size(); ++i) {
    if (ranges.least.empty() && !(ranges.largest[i] > 0)) {
      return refuse(fmt::format("{}: the range in column {} is not positive", name, i + 1));
    }
    if (!ranges.least.empty() && !(ranges.least[i] <= ranges.largest[i])) {
      return refuse(
          fmt::format("{}: the least value of feature {} is above its largest", name, i + 1));
    }
  }
  return ranges;
}

Result<std::vector<double>> read_ranges(const std::filesystem::path& file,
                                        std::optional<std::size_t> expected_columns) {
  auto ranges = read_feature_ranges(file, expected_columns);
  if (!ranges) return tl::unexpected(ranges.error());
  for (std::size_t i = 0; i < ranges->least.size(); ++i) {
    ranges->largest[i] = std::max(std::abs(ranges->least[i]), std::abs(ranges->largest[i]));
    if (ranges->largest[i] > 0) continue;
    return refuse(
        fmt::format("{}: the range in column {} is not positive", file.string(), i + 1));
  }
  return std::move(ranges->largest);
}

}  // namespace medisc
