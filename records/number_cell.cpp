#include "records/number_cell.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <vector>

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

std::size_t count_digits(std::string_view text) {
  return std::min(text.find_first_not_of("0123456789"), text.size());
}

std::size_t take_digits(std::string_view& text) {
  const std::size_t count = count_digits(text);
  text.remove_prefix(count);
  return count;
}

/// Takes e5 or E-5 off the front, if it is there.
void take_exponent(std::string_view& text) {
  if (!text.starts_with('e') && !text.starts_with('E')) return;
  const bool sign = text.size() > 1 && (text[1] == '+' || text[1] == '-');
  std::string_view behind = text.substr(sign ? 2 : 1);
  if (take_digits(behind) > 0) text = behind;
}

/// Takes a number off the front, with at most one mark within. False where there is none.
bool take_number(std::string_view& text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  if (take_digits(text) == 0) return false;
  const bool mark = text.starts_with('.') || text.starts_with(',');
  if (mark && count_digits(text.substr(1)) > 0) {
    text.remove_prefix(1);
    take_digits(text);
  }
  take_exponent(text);
  return true;
}

/// 10:15, but not the titre 1:320.
bool has_time(std::string_view cell) {
  const std::size_t at = cell.find(':');
  return at != std::string_view::npos && count_digits(cell.substr(at + 1)) == 2;
}

/// 2024-01-31, 31.1.24, 1/2/2024 or 01/2024, and what stands behind a blank or a T.
bool is_date(std::string_view cell) {
  if (!is_digit(cell.front()) || !only(cell, "0123456789-/.:TZ+ ")) return false;
  if (has_time(cell)) return true;
  std::string_view rest = cell.substr(0, cell.find_first_of("T "));
  const char mark = rest.find_first_of("-/.") == std::string_view::npos
                        ? '\0'
                        : rest[rest.find_first_of("-/.")];
  std::array<std::size_t, 3> digits{};
  std::size_t parts = 0;
  while (parts < digits.size()) {
    digits[parts++] = take_digits(rest);
    if (!rest.starts_with(mark)) break;
    rest.remove_prefix(1);
  }
  const auto is_short = [&](std::size_t part) {
    return digits[part] == 1 || digits[part] == 2;
  };
  if (!rest.empty()) return false;
  if (parts == 2) {
    return mark == '/' && ((digits[0] == 4 && is_short(1)) || (is_short(0) && digits[1] == 4));
  }
  const bool year_last = is_short(0) && (digits[2] == 2 || digits[2] == 4);
  return parts == 3 && is_short(1) && (year_last || (digits[0] == 4 && is_short(2)));
}

/// Digits in groups of three, by blanks or marks, as in 1,234.5 or 1 234; or with the decimal
/// mark that is not read.
bool is_grouped(std::string_view cell) {
  if (cell.starts_with('+') || cell.starts_with('-')) cell.remove_prefix(1);
  std::string marks;  // those between runs of digits; a blank for each kind of blank
  std::vector<std::size_t> runs{take_digits(cell)};
  while (!cell.empty() && cell.front() != 'e' && cell.front() != 'E') {
    const std::size_t blank = leading_blank(cell);
    if (blank == 0 && !only(cell.substr(0, 1), ".,'")) return false;
    marks += blank == 0 ? cell.front() : ' ';
    cell.remove_prefix(std::max<std::size_t>(blank, 1));
    runs.push_back(take_digits(cell));
  }
  take_exponent(cell);
  const bool has_empty_run = std::find(runs.begin(), runs.end(), 0U) != runs.end();
  if (!cell.empty() || marks.empty() || has_empty_run) return false;
  const bool decimal = marks.back() == '.' || marks.back() == ',';
  if (decimal && (marks.size() == 1 || marks[marks.size() - 2] != marks.back())) {
    marks.pop_back();
    runs.pop_back();
  }
  if (marks.empty()) return true;
  const auto is_group = [](std::size_t run) {
    return run == 2 || run == 3;
  };
  return only(marks, marks.substr(0, 1)) && runs.front() <= 3 && runs.back() == 3 &&
         std::all_of(runs.begin() + 1, runs.end(), is_group);
}

/// Takes what joins two numbers off the front: - and the like, or a blank.
bool take_joint(std::string_view& text) {
  const bool blank = leading_blank(text) > 0;
  text = trimmed(text);
  constexpr std::array kJoints{"+/-"sv,
                               "\xC2\xB1"sv,
                               "\xE2\x80\x93"sv,
                               "\xE2\x80\x94"sv,
                               ".."sv,
                               "to"sv,
                               "-"sv,
                               "/"sv,
                               ":"sv,
                               ";"sv,
                               "~"sv};
  for (const std::string_view joint : kJoints) {
    if (!text.starts_with(joint)) continue;
    text = trimmed(text.substr(joint.size()));
    return true;
  }
  return blank;
}

bool is_several(std::string_view cell) {
  if (!take_number(cell) || cell.empty()) return false;
  while (!cell.empty()) {
    if (!take_joint(cell) || !take_number(cell)) return false;
  }
  return true;
}

bool is_malformed(std::string_view cell) {
  if (cell.starts_with('+') || cell.starts_with('-')) cell.remove_prefix(1);
  return !cell.empty() && is_digit(cell.front()) && only(cell, "0123456789.,'eE+-/: ");
}

/// 12 cm, 5%, 7*: what follows has a blank before it, or no digit.
bool has_unit(std::string_view cell) {
  if (!take_number(cell) || cell.empty()) return false;
  return leading_blank(cell) > 0 ||
         cell.find_first_of("0123456789-_/") == std::string_view::npos;
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
  if (is_grouped(cell)) return CellKind::kGrouped;
  if (is_several(cell)) return CellKind::kSeveral;
  if (is_malformed(cell)) return CellKind::kMalformed;
  return has_unit(cell) ? CellKind::kWithUnit : CellKind::kText;
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
    case CellKind::kSeveral:
      return "more than one number";
    case CellKind::kMalformed:
      return "digits and marks that make no number";
    case CellKind::kWithUnit:
      return "a number with a unit or a mark behind it";
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
    case CellKind::kSeveral:
      return "make one number of it, as the model's makers did, or give each a column of its "
             "own";
    case CellKind::kWithUnit:
      return "write the number alone; a unit may stand in the column's name, as in weight (kg)";
    case CellKind::kTruth:
      return "write 1 and 0, as the model was trained";
    case CellKind::kDate:
      return "leave dates out with --ignore-column, or write what the model was trained with";
    default:
      return "write numbers as 1.5 or 2e-3; leave other columns out with --ignore-column";
  }
}

}  // namespace medisc
