#include "gateway/report/ucum.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "gateway/report/object_text.hpp"

namespace medisc {
namespace {

using Unit = std::pair<std::string_view, std::string_view>;

constexpr std::array kUnits{
    Unit{"%", "%"},
    Unit{"mm", "mm"},
    Unit{"cm", "cm"},
    Unit{"m", "m"},
    Unit{"mm2", "mm2"},
    Unit{"cm2", "cm2"},
    Unit{"mm3", "mm3"},
    Unit{"cm3", "cm3"},
    Unit{"mm²", "mm2"},
    Unit{"cm²", "cm2"},
    Unit{"mm³", "mm3"},
    Unit{"cm³", "cm3"},
    Unit{"µm", "um"},
    Unit{"ml", "ml"},
    Unit{"mL", "ml"},
    Unit{"l", "l"},
    Unit{"L", "l"},
    Unit{"kg", "kg"},
    Unit{"g", "g"},
    Unit{"mg", "mg"},
    Unit{"µg", "ug"},
    Unit{"s", "s"},
    Unit{"seconds", "s"},
    Unit{"ms", "ms"},
    Unit{"min", "min"},
    Unit{"minutes", "min"},
    Unit{"h", "h"},
    Unit{"hours", "h"},
    Unit{"days", "d"},
    Unit{"weeks", "wk"},
    Unit{"months", "mo"},
    Unit{"years", "a"},
    Unit{"mmHg", "mm[Hg]"},
    Unit{"HU", "[hnsf'U]"},
    Unit{"bpm", "{beats}/min"},
    Unit{"1/min", "/min"},
    Unit{"mg/dL", "mg/dl"},
    Unit{"mg/dl", "mg/dl"},
    Unit{"g/dL", "g/dl"},
    Unit{"g/dl", "g/dl"},
    Unit{"mmol/L", "mmol/l"},
    Unit{"mmol/l", "mmol/l"},
    Unit{"µmol/l", "umol/l"},
    Unit{"µmol/L", "umol/l"},
    Unit{"°C", "Cel"},
    Unit{"°", "deg"},
    Unit{"degrees", "deg"},
    Unit{"kg/m2", "kg/m2"},
    Unit{"kg/m²", "kg/m2"},
};

/// What stands in an annotation: printable ASCII without blanks and braces, of a code without
/// the backslash that divides values.
bool is_annotation(std::string_view unit) {
  return unit.size() + 2 <= kShortString && std::ranges::all_of(unit, [](char letter) {
           return letter > 0x20 && letter < 0x7F && letter != '{' && letter != '}' &&
                  letter != '\\';
         });
}

}  // namespace

std::string ucum_code(std::string_view unit) {
  if (unit.empty()) return "1";
  const auto known = std::ranges::find(kUnits, unit, &Unit::first);
  if (known != kUnits.end()) return std::string(known->second);
  return is_annotation(unit) ? "{" + std::string(unit) + "}" : "1";
}

}  // namespace medisc
