#include "records/number_cell.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

namespace medisc {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::string_view kMinus = "\xE2\x88\x92";

/// How many bytes the blank at the front has; 0 where there is none.
std::size_t leading_blank(std::string_view text) {
  if (text.starts_with(' ') || text.starts_with('\t')) return 1;
  // No-break, figure, thin, narrow no-break and zero-width space, word joiner, byte-order mark.
  constexpr std::array kBlanks{"\xC2\xA0"sv,     "\xE2\x80\x87"sv, "\xE2\x80\x89"sv,
                               "\xE2\x80\xAF"sv, "\xE2\x80\x8B"sv, "\xE2\x81\xA0"sv,
                               "\xEF\xBB\xBF"sv};
  for (const std::string_view blank : kBlanks) {
    if (text.starts_with(blank)) return blank.size();
  }
  return 0;
}

std::size_t trailing_blank(std::string_view text) {
  for (const std::size_t length : {1U, 2U, 3U}) {
    if (text.size() >= length && leading_blank(text.substr(text.size() - length)) == length) {
      return length;
    }
  }
  return 0;
}

std::string lower(std::string_view text) {
  std::string letters(text);
  std::transform(letters.begin(), letters.end(), letters.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return letters;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool only(std::string_view text, std::string_view letters) {
  return text.find_first_not_of(letters) == std::string_view::npos;
}

bool is_missing(const std::string& cell) {
  constexpr std::array kMarks{""sv,     "nan"sv,  "na"sv,   "n/a"sv,  "#n/a"sv,   "<na>"sv,
                              "null"sv, "none"sv, "nil"sv,  "?"sv,    "-"sv,      "--"sv,
                              "."sv,    "nat"sv,  "-nan"sv, "+nan"sv, "missing"sv};
  return std::find(kMarks.begin(), kMarks.end(), cell) != kMarks.end();
}

bool is_limit(std::string_view cell) {
  return cell.starts_with('<') || cell.starts_with('>') || cell.starts_with("\xE2\x89\xA4") ||
         cell.starts_with("\xE2\x89\xA5");
}

bool is_date(std::string_view cell) {
  if (!is_digit(cell.front()) || !only(cell, "0123456789-/.:TZ+ ")) return false;
  const auto marks = std::count_if(cell.begin() + 1, cell.end(),
                                   [](char c) { return c == '-' || c == '/' || c == '.'; });
  return marks >= 2 || cell.find_first_of(":/") != std::string_view::npos;
}

/// Digits in groups, by blanks or marks: 1,234.5 or 1 234.
bool is_grouped(std::string_view cell) {
  if (cell.starts_with('+') || cell.starts_with('-')) cell.remove_prefix(1);
  std::string plain;
  while (!cell.empty()) {
    const std::size_t blank = leading_blank(cell);
    if (blank == 0) plain += cell.front();
    cell.remove_prefix(std::max<std::size_t>(blank, 1));
  }
  return !plain.empty() && is_digit(plain.front()) && is_digit(plain.back()) &&
         only(plain, "0123456789.,'eE+-");
}

CellKind kind_of_text(std::string_view cell) {
  const std::string letters = lower(cell);
  if (is_missing(letters)) return CellKind::kMissing;
  if (letters == "true" || letters == "false") return CellKind::kTruth;
  if (is_limit(cell)) return CellKind::kLimit;
  const std::string_view digits = letters.find_first_of("+-") == 0
                                      ? std::string_view(letters).substr(1)
                                      : std::string_view(letters);
  if (digits.starts_with("inf")) {
    const bool all = digits == "inf" || digits == "infinity";
    return all ? CellKind::kInfinite : CellKind::kText;
  }
  if (digits.starts_with("0x") && only(digits.substr(2), "0123456789abcdef.p+-")) {
    return CellKind::kHexadecimal;
  }
  if (is_date(cell)) return CellKind::kDate;
  return is_grouped(cell) ? CellKind::kGrouped : CellKind::kText;
}

/// With a point as decimal mark, an ASCII minus, and no plus in front.
NumberCell read_plain(std::string_view number, std::string_view cell) {
  double value = 0;
  const auto [end, problem] =
      std::from_chars(number.data(), number.data() + number.size(), value);
  if (problem == std::errc::invalid_argument || end != number.data() + number.size()) {
    return {kind_of_text(cell), 0};
  }
  if (problem != std::errc{} && number.find_first_of("eE") != std::string_view::npos &&
      number[number.find_first_of("eE") + 1] == '-') {
    return {CellKind::kNumber, 0};  // smaller than any double
  }
  if (problem != std::errc{} || std::isinf(value)) return {CellKind::kInfinite, 0};
  if (std::isnan(value)) {
    return {only(lower(number), "-nan") ? CellKind::kMissing : CellKind::kText, 0};
  }
  return {CellKind::kNumber, value};
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  const auto is_letter = [](char c) {
    return c > ' ' && c < 0x7F;
  };
  if (!text.empty() && is_letter(text.front()) && is_letter(text.back())) return text;
  while (const std::size_t blank = leading_blank(text)) text.remove_prefix(blank);
  while (const std::size_t blank = trailing_blank(text)) text.remove_suffix(blank);
  return text;
}

NumberCell read_number(std::string_view cell, char decimal) {
  cell = trimmed(cell);
  const bool minus = cell.starts_with(kMinus);
  if (!minus && decimal == '.' && !cell.starts_with('+')) return read_plain(cell, cell);
  std::string number(cell.substr(minus ? kMinus.size() : 0));
  const bool sign = number.starts_with('+') || number.starts_with('-');
  if (minus) {
    if (sign) return {CellKind::kText, 0};
    number.insert(0, 1, '-');
  } else if (number.starts_with('+')) {
    number.erase(0, 1);
    if (number.starts_with('-')) return {CellKind::kText, 0};
  }
  if (decimal == ',') {
    if (number.find('.') != std::string::npos) return {kind_of_text(cell), 0};
    std::replace(number.begin(), number.end(), ',', '.');
  }
  return read_plain(number, cell);
}

const char* describe(CellKind kind) {
  switch (kind) {
    case CellKind::kNumber:
      return "a number";
    case CellKind::kMissing:
      return "no value";
    case CellKind::kInfinite:
      return "an infinite number";
    case CellKind::kLimit:
      return "a limit (< or >)";
    case CellKind::kHexadecimal:
      return "a hexadecimal number";
    case CellKind::kDate:
      return "a date or a time";
    case CellKind::kGrouped:
      return "a number with thousands separators or another decimal mark";
    case CellKind::kTruth:
      return "true or false";
    case CellKind::kText:
      return "text";
  }
  return "text";
}

const char* remedy(CellKind kind) {
  switch (kind) {
    case CellKind::kMissing:
      return "fill in missing values as the model's makers did, or pass over bad rows with "
             "--skip-bad";
    case CellKind::kLimit:
      return "write the number that the model's makers used for values beyond a limit";
    case CellKind::kGrouped:
      return "write numbers as 1234.5, or say --decimal comma or --decimal point";
    case CellKind::kTruth:
      return "write 1 and 0, as the model was trained";
    case CellKind::kDate:
      return "leave dates out with --ignore-column, or write what the model was trained with";
    default:
      return "write numbers as 1.5 or 2e-3; leave other columns out with --ignore-column";
  }
}

}  // namespace medisc
