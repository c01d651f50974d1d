#include "records/decimal_mark.hpp"

#include <initializer_list>

#include <gmock/gmock.h>

#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

Result<char> decide(std::initializer_list<const char*> cells,
                    DecimalMark said = DecimalMark::kAuto) {
  DecimalEvidence evidence;
  std::size_t line = 1;
  for (const char* cell : cells) evidence.see(cell, ++line);
  return evidence.decide(said, "f.csv");
}

TEST(DecimalMark, Points) {
  EXPECT_EQ(*decide({}), '.');
  EXPECT_EQ(*decide({"1", "x", ""}), '.');
  EXPECT_EQ(*decide({"1.5", "2"}), '.');
  EXPECT_EQ(*decide({"1.234"}), '.');
  EXPECT_EQ(*decide({"1.5", "1,234"}), '.');  // the cell is refused later
}

TEST(DecimalMark, Commas) {
  EXPECT_EQ(*decide({"0,5"}), ',');
  EXPECT_EQ(*decide({"0,105", "-1,344"}), ',');
  EXPECT_EQ(*decide({"-1,344", "-1,29"}), ',');
  EXPECT_EQ(*decide({"1234,567"}), ',');
  EXPECT_EQ(*decide({"0,5", "1.234"}), ',');  // likewise
}

TEST(DecimalMark, BothOrEitherAreRefused) {
  EXPECT_THAT(decide({"0,5", "7", "0.5"}),
              Refused(ErrorCode::kBadInput,
                      "f.csv: line 2 has a number with a decimal comma, and "
                      "line 4"));
  EXPECT_THAT(decide({"7", "1,234", "-5,678"}),
              Refused(ErrorCode::kBadInput, "f.csv: line 3: a comma before three digits"));
}

TEST(DecimalMark, Said) {
  EXPECT_EQ(*decide({"1,234"}, DecimalMark::kComma), ',');
  EXPECT_EQ(*decide({"1,234"}, DecimalMark::kPoint), '.');
}

}  // namespace
}  // namespace medisc
