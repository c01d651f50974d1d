/// What one cell of a table holds where a number is expected.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace medisc {

enum class CellKind : std::uint8_t {
  kNumber,       ///< finite
  kMissing,      ///< empty, NaN, NA, null, ?, ...
  kInfinite,     ///< or larger than a double
  kLimit,        ///< <0.5, >100
  kHexadecimal,  ///< 0x10
  kDate,         ///< or a time: 2024-01-31, 31.01.2024, 10:15
  kGrouped,      ///< thousands separators, or the other decimal mark
  kSeveral,      ///< numbers side by side: 5-10, 120/80, 1:320
  kMalformed,    ///< digits and marks that make no number: 1e5e5, 1.2.3
  kWithUnit,     ///< or a mark behind it: 12 cm, 5%, 7*
  kTruth,        ///< true or false
  kText,         ///< anything else
};

struct NumberCell {
  CellKind kind = CellKind::kText;
  double value = 0;  ///< of a number
};

/// Reads all of `cell`, without blanks around it (no-break and thin spaces are blanks). A
/// number is decimal: "1", "-2.5", "+3e-7", ".5", "5."; its minus may be Unicode's; `decimal`
/// is
/// '.' or ','.
NumberCell read_number(std::string_view cell, char decimal = '.');

/// "an empty cell or a mark for a missing value", say: what a cell of this kind holds.
const char* describe(CellKind kind);

/// What to do about it.
const char* remedy(CellKind kind);

/// `text` without the blanks around it, of ASCII and Unicode.
std::string_view trimmed(std::string_view text);

}  // namespace medisc
