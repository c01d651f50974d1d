#include "records/csv_dialect.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "records/csv_lines.hpp"
#include "records/number_cell.hpp"

namespace medisc {
namespace {

constexpr std::size_t kLinesLookedAt = 64;
constexpr std::size_t kCellsLookedAt = 1U << 16;

const char* name_of(char separator) {
  switch (separator) {
    case '\t':
      return "tabs";
    case ';':
      return "semicolons";
    case '|':
      return "vertical bars";
    case CsvLines::kBlanks:
      return "blanks";
    default:
      return "commas";
  }
}

/// The separator that a first line `sep=;` names.
std::optional<char> said_separator(std::string_view line) {
  line = trimmed(line);
  if (line.starts_with('"') && line.ends_with('"') && line.size() > 1) {
    line = line.substr(1, line.size() - 2);
  }
  if (line.size() < 4 || line[3] != '=') return std::nullopt;
  const std::string word(line.substr(0, 3));
  if (word != "sep" && word != "SEP" && word != "Sep") return std::nullopt;
  const std::string_view said = line.substr(4);
  if (said.empty() || said == "\\t") return '\t';  // a tab itself was trimmed
  const bool known = said.find_first_not_of(",;|") == std::string_view::npos;
  return known ? std::optional(said.front()) : std::nullopt;
}

/// How well a separator cuts the first lines.
struct Fit {
  char separator = ',';
  std::size_t cells_of_first = 0;
  bool even = true;    ///< every line has as many cells as the first
  double numbers = 0;  ///< the share of numbers of all cells behind the first line
  bool operator>(const Fit& other) const {
    return even != other.even ? even : numbers > other.numbers;
  }
  bool operator==(const Fit& other) const {
    return even == other.even && numbers == other.numbers;
  }
};

std::size_t count_numbers(const CsvLine& line) {
  return static_cast<std::size_t>(
      std::count_if(line.cells.begin(), line.cells.end(), [](const std::string& cell) {
        return read_number(cell).kind == CellKind::kNumber ||
               read_number(cell, ',').kind == CellKind::kNumber;
      }));
}

Fit fit_of(std::string_view text, char separator) {
  Fit fit{separator, 0, true, 0};
  CsvLines lines(text, separator);
  CsvLine line;
  std::size_t cells = 0;
  std::size_t numbers = 0;
  for (std::size_t i = 0; i < kLinesLookedAt && cells < kCellsLookedAt && lines.next(line);) {
    if (line.comment) continue;
    if (i == 0) fit.cells_of_first = line.cells.size();
    // A separator at a line's end is no other row.
    while (line.cells.size() > fit.cells_of_first && line.cells.back().empty()) {
      line.cells.pop_back();
    }
    fit.even = fit.even && line.cells.size() == fit.cells_of_first && line.fault.empty();
    if (i == 1) cells = numbers = 0;  // the first line may be a header
    cells += line.cells.size();
    numbers += count_numbers(line);
    ++i;
  }
  if (cells != 0) fit.numbers = static_cast<double>(numbers) / static_cast<double>(cells);
  return fit;
}

/// Of separators that the first line has.
std::vector<Fit> fits_of(std::string_view text) {
  std::vector<Fit> fits;
  for (const char separator : {'\t', ';', '|', ','}) {
    const Fit fit = fit_of(text, separator);
    if (fit.cells_of_first > 1) fits.push_back(fit);
  }
  return fits;
}

/// Those that cut all lines evenly from one on that stands below titles.
std::vector<Fit> even_fits_below(std::string_view text) {
  constexpr int kTitles = 16;
  for (int i = 0; i < kTitles; ++i) {
    take_line(text);
    std::vector<Fit> fits = fits_of(text);
    std::erase_if(fits, [](const Fit& fit) { return !fit.even; });
    if (!fits.empty()) return fits;
  }
  return {};
}

Result<char> best_separator(std::string_view text, const std::string& file) {
  std::vector<Fit> fits = fits_of(text);
  if (fits.empty()) {
    const Fit blanks = fit_of(text, CsvLines::kBlanks);
    const bool fits_all = blanks.cells_of_first > 1 && blanks.even && blanks.numbers == 1;
    if (fits_all) return CsvLines::kBlanks;
  }
  if (std::none_of(fits.begin(), fits.end(), [](const Fit& fit) { return fit.even; })) {
    if (auto below = even_fits_below(text); !below.empty()) fits = std::move(below);
  }
  if (fits.empty()) return ',';
  Fit best = fits.front();
  bool alone = true;
  for (std::size_t i = 1; i < fits.size(); ++i) {
    alone = fits[i] > best || (alone && !(fits[i] == best));
    if (fits[i] > best) best = fits[i];
  }
  if (alone) return best.separator;
  return fail(ErrorCode::kBadInput, file + ": its columns may be separated in two ways",
              "say which by a first line such as sep=; or sep=,");
}

}  // namespace

Result<CsvDialect> detect_dialect(std::string_view text, const std::string& file) {
  CsvDialect dialect;
  std::string_view rest = text;
  const std::string_view first = take_line(rest);
  if (const auto said = said_separator(first)) {
    dialect.separator = *said;
    dialect.begin = text.size() - rest.size();
    dialect.first_line = 2;
  } else {
    const auto found = best_separator(text, file);
    if (!found) return tl::unexpected(found.error());
    dialect.separator = *found;
  }
  if (dialect.separator != ',') {
    dialect.note = fmt::format("columns are separated by {}", name_of(dialect.separator));
  }
  return dialect;
}

}  // namespace medisc
