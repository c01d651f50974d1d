#include "records/csv_cells.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace medisc {
namespace {

constexpr std::string_view kBlanks = " \t";

std::string_view trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

/// Takes the cell that `line` starts with, and the comma after it. Nothing if its quotes are
/// out of place.
std::optional<std::string> take_cell(std::string_view& line) {
  std::string cell;
  const std::size_t begin = line.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos || line[begin] != '"') {
    const std::size_t end = std::min(line.find(','), line.size());
    cell = trim(line.substr(0, end));
    if (cell.find('"') != std::string::npos) return std::nullopt;
    line.remove_prefix(end);
    return cell;
  }
  line.remove_prefix(begin + 1);
  while (true) {
    const std::size_t quote = line.find('"');
    if (quote == std::string_view::npos) return std::nullopt;
    cell += line.substr(0, quote);
    line.remove_prefix(quote + 1);
    if (!line.starts_with('"')) break;
    cell += '"';
    line.remove_prefix(1);
  }
  const std::size_t end = std::min(line.find(','), line.size());
  if (!trim(line.substr(0, end)).empty()) return std::nullopt;
  line.remove_prefix(end);
  return cell;
}

Result<CsvLine> split_line(std::string_view line, std::size_t number, const std::string& file) {
  CsvLine split{number, {}};
  while (true) {
    auto cell = take_cell(line);
    if (!cell || cell->find('\0') != std::string::npos) {
      return fail(ErrorCode::kBadInput,
                  fmt::format("{}: line {}, column {} is not a CSV cell: {}", file, number,
                              split.cells.size() + 1,
                              cell ? "it holds a NUL byte" : "a quote is out of place"),
                  "save the table as comma-separated text");
    }
    split.cells.push_back(std::move(*cell));
    if (line.empty()) return split;
    line.remove_prefix(1);
  }
}

}  // namespace

Result<std::vector<CsvLine>> split_csv(std::string_view text, const std::string& file) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::vector<CsvLine> lines;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (trim(line).empty()) continue;
    auto split = split_line(line, number, file);
    if (!split) return tl::unexpected(split.error());
    lines.push_back(std::move(*split));
  }
  return lines;
}

std::optional<double> parse_number(std::string_view cell) {
  if (cell.starts_with('+') && !cell.starts_with("+-")) cell.remove_prefix(1);
  double value = 0;
  const auto [end, problem] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (problem != std::errc{} || end != cell.data() + cell.size()) return std::nullopt;
  return value;
}

}  // namespace medisc
