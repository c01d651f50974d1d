#include "records/csv_lines.hpp"

#include <algorithm>
#include <utility>

#include "records/number_cell.hpp"

namespace medisc {
namespace {

constexpr std::size_t kLongestQuoted = 1U << 14;  ///< bytes of cells that hold line ends

constexpr const char* kOpenQuote = "a quote is not closed";

bool is_line_end(char c) {
  return c == '\r' || c == '\n';
}

/// What may stand between a separator and a quote.
const char* blanks_beside(char separator) {
  return separator == '\t' ? " " : " \t";
}

enum class Quotes { kSound, kOutOfPlace, kOpen };

/// Takes the cell that `line` starts with, not the separator after it.
Quotes take_cell(std::string_view& line, char separator, std::string& cell) {
  const auto take_to_separator = [&] {
    const std::size_t end = std::min(line.find(separator), line.size());
    const std::string_view taken = line.substr(0, end);
    line.remove_prefix(end);
    return trimmed(taken);
  };
  const std::size_t begin = line.find_first_not_of(blanks_beside(separator));
  if (begin == std::string_view::npos || line[begin] != '"') {
    cell = take_to_separator();
    return cell.find('"') == std::string::npos ? Quotes::kSound : Quotes::kOutOfPlace;
  }
  line.remove_prefix(begin + 1);
  while (true) {
    const std::size_t quote = line.find('"');
    if (quote == std::string_view::npos) return Quotes::kOpen;
    cell += line.substr(0, quote);
    line.remove_prefix(quote + 1);
    if (!line.starts_with('"')) break;
    cell += '"';
    line.remove_prefix(1);
  }
  return take_to_separator().empty() ? Quotes::kSound : Quotes::kOutOfPlace;
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
    if (line.fault == kOpenQuote && take_rest_of_quoted()) {
      line.fault = "a line break stands within its quotes";
      line.remedy = "put a blank in place of each line break within a cell";
    }
    return true;
  }
  return false;
}

/// The lines that follow a cell whose quote is not closed, up to the end of its row. False, and
/// nothing is taken, where no quote that could close it is near.
bool CsvLines::take_rest_of_quoted() {
  const std::string_view text = rest_.substr(0, kLongestQuoted);
  const auto pass_blanks = [&](std::size_t at) {
    return std::min(text.find_first_not_of(blanks_beside(separator_), at), text.size());
  };
  const std::string stops{separator_, '\r', '\n'};
  std::size_t at = 0;
  for (bool quoted = true; quoted;) {
    at = text.find('"', at);
    if (at == std::string_view::npos) return false;
    if (text.substr(++at).starts_with('"')) {
      ++at;
      continue;
    }
    at = pass_blanks(at);
    quoted = false;
    while (!quoted && at < text.size() && !is_line_end(text[at])) {
      if (text[at] != separator_) return false;
      at = pass_blanks(at + 1);
      quoted = at < text.size() && text[at] == '"';
      at = quoted ? at + 1 : std::min(text.find_first_of(stops, at), text.size());
    }
  }
  for (const char* const end = rest_.data() + at; !rest_.empty() && rest_.data() <= end;) {
    take_line(rest_);
    ++next_;
  }
  return true;
}

void CsvLines::split(std::string_view text, CsvLine& line) const {
  line.cells.clear();
  line.fault.clear();
  line.remedy = "";
  line.comment = trimmed(text).starts_with('#');
  while (true) {
    std::string cell;
    if (const Quotes quotes = take_cell(text, separator_, cell); quotes != Quotes::kSound) {
      line.fault = quotes == Quotes::kOpen ? kOpenQuote : "a quote is out of place";
      line.remedy = "put texts that hold quotes into quotes, and double those within";
      return;
    }
    if (cell.find('\0') != std::string::npos) {
      line.fault = "it holds a NUL byte";
      line.remedy = "save the table as CSV text, in UTF-8";
      return;
    }
    line.cells.push_back(std::move(cell));
    if (text.empty()) return;
    text.remove_prefix(1);
    if (separator_ == kBlanks) {
      text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    }
  }
}

}  // namespace medisc
