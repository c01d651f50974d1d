#include "records/csv_lines.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "records/number_cell.hpp"

namespace medisc {
namespace {

/// Takes the cell that `line` starts with, not the separator after it. Nothing if its quotes
/// are out of place.
std::optional<std::string> take_cell(std::string_view& line, char separator) {
  const auto take_to_separator = [&] {
    const std::size_t end = std::min(line.find(separator), line.size());
    const std::string_view taken = line.substr(0, end);
    line.remove_prefix(end);
    return trimmed(taken);
  };
  const std::size_t begin = line.find_first_not_of(separator == '\t' ? " " : " \t");
  if (begin == std::string_view::npos || line[begin] != '"') {
    std::string cell(take_to_separator());
    if (cell.find('"') != std::string::npos) return std::nullopt;
    return cell;
  }
  line.remove_prefix(begin + 1);
  std::string cell;
  while (true) {
    const std::size_t quote = line.find('"');
    if (quote == std::string_view::npos) return std::nullopt;
    cell += line.substr(0, quote);
    line.remove_prefix(quote + 1);
    if (!line.starts_with('"')) break;
    cell += '"';
    line.remove_prefix(1);
  }
  if (!take_to_separator().empty()) return std::nullopt;
  return cell;
}

}  // namespace

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
  const std::string_view line = text.substr(0, end);
  const bool both = text.substr(end).starts_with("\r\n");
  text.remove_prefix(std::min(end + (both ? 2 : 1), text.size()));
  return line;
}

bool CsvLines::next(CsvLine& line) {
  while (!rest_.empty()) {
    const std::string_view text = take_line(rest_);
    line.number = next_++;
    if (trimmed(text).empty()) continue;
    split(separator_ == kBlanks ? trimmed(text) : text, line);
    return true;
  }
  return false;
}

void CsvLines::split(std::string_view text, CsvLine& line) const {
  line.cells.clear();
  line.fault.clear();
  line.comment = trimmed(text).starts_with('#');
  while (true) {
    auto cell = take_cell(text, separator_);
    if (!cell || cell->find('\0') != std::string::npos) {
      line.fault = cell ? "it holds a NUL byte" : "a quote is out of place";
      return;
    }
    line.cells.push_back(std::move(*cell));
    if (text.empty()) return;
    text.remove_prefix(1);
    if (separator_ == kBlanks) {
      text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    }
  }
}

}  // namespace medisc
