#include "records/decimal_mark.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "records/number_cell.hpp"

namespace medisc {
namespace {

/// Three digits behind the mark, and one to three in front that do not begin with 0: 1,234.
bool may_be_thousands(std::string_view cell, char mark) {
  const auto is_digit = [](char c) {
    return c >= '0' && c <= '9';
  };
  const std::size_t first = std::min(
      static_cast<std::size_t>(std::find_if(cell.begin(), cell.end(), is_digit) - cell.begin()),
      cell.size());
  const std::size_t at = cell.find(mark);
  const std::string_view behind = cell.substr(at + 1);
  return at > first && at - first <= 3 && cell[first] != '0' && behind.size() == 3 &&
         std::all_of(behind.begin(), behind.end(), is_digit);
}

}  // namespace

void DecimalEvidence::see(std::string_view cell, std::size_t line) {
  const bool comma = cell.find(',') != std::string_view::npos;
  const bool point = cell.find('.') != std::string_view::npos;
  if (comma == point) return;
  cell = trimmed(cell);
  const char mark = comma ? ',' : '.';
  if (read_number(cell, mark).kind != CellKind::kNumber) return;
  const bool sure = !may_be_thousands(cell, mark);
  if (point && !sure) return;
  auto& seen = !sure ? doubtful_ : comma ? comma_ : point_;
  if (!seen) seen = line;
}

Result<char> DecimalEvidence::decide(DecimalMark said, const std::string& file) const {
  if (said != DecimalMark::kAuto) return said == DecimalMark::kComma ? ',' : '.';
  constexpr const char* kHint =
      "write all numbers as 1.5, or say --decimal comma or --decimal point";
  if (comma_ && point_) {
    return fail(
        ErrorCode::kBadInput,
        fmt::format("{}: line {} has a number with a decimal comma, and line {} one with "
                    "a decimal point",
                    file, *comma_, *point_),
        kHint);
  }
  if (doubtful_ && !comma_ && !point_) {
    return fail(ErrorCode::kBadInput,
                fmt::format("{}: line {}: a comma before three digits may be a decimal mark or "
                            "separate thousands",
                            file, *doubtful_),
                kHint);
  }
  return comma_ ? ',' : '.';
}

}  // namespace medisc
