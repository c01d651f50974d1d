#include "records/number_cell.hpp"

#include <gtest/gtest.h>

namespace medisc {
namespace {

void expect_number(std::string_view cell, double value, char decimal = '.') {
  const NumberCell read = read_number(cell, decimal);
  EXPECT_EQ(read.kind, CellKind::kNumber) << cell;
  EXPECT_EQ(read.value, value) << cell;
}

void expect_kind(CellKind kind, std::initializer_list<const char*> cells, char decimal = '.') {
  for (const char* cell : cells) {
    EXPECT_EQ(read_number(cell, decimal).kind, kind)
        << "'" << cell << "' is " << describe(read_number(cell, decimal).kind);
  }
}

TEST(NumberCell, Numbers) {
  expect_number("-2.5", -2.5);
  expect_number("+3e-2", 0.03);
  expect_number("1E5", 1e5);
  expect_number(".5", 0.5);
  expect_number("-.5", -0.5);
  expect_number("+.5", 0.5);
  expect_number("1.", 1);
  expect_number("1e-999", 0);
  expect_number("007", 7);
}

TEST(NumberCell, BlanksAndMinusOfUnicode) {
  expect_number(" 1.5\xC2\xA0", 1.5);
  expect_number(
      "\xE2\x80\x89"
      "2\xE2\x80\xAF",
      2);
  expect_number(
      "\xE2\x88\x92"
      "1.5",
      -1.5);
  expect_kind(CellKind::kText, {"\xE2\x88\x92-1", "+-1", "--1"});
}

TEST(NumberCell, DecimalCommas) {
  expect_number("0,105", 0.105, ',');
  expect_number("-1,5e3", -1500, ',');
  expect_number(
      "\xE2\x88\x92"
      "1,5",
      -1.5, ',');
  expect_number("7", 7, ',');
  expect_kind(CellKind::kGrouped, {"1.5", "1.234,5", "1.234.567"}, ',');
  expect_kind(CellKind::kMalformed, {"1,2,3"}, ',');
}

TEST(NumberCell, WhatIsNoNumber) {
  expect_kind(CellKind::kMissing, {"", " ", "NaN", "nan", "NA", "N/A", "null", "None", "?", "-",
                                   ".", "#N/A", "\xC2\xA0", "-nan"});
  expect_kind(CellKind::kInfinite, {"inf", "-inf", "Infinity", "1e999", "-1e999"});
  expect_kind(CellKind::kLimit, {"<0.5", "> 100",
                                 "\xE2\x89\xA4"
                                 "3"});
  expect_kind(CellKind::kHexadecimal, {"0x10", "0XFF", "-0x1"});
  expect_kind(CellKind::kDate,
              {"2024-01-31", "31.01.2024", "1/2/2024", "10:15", "2024-01-31T10:15", "31.1.24",
               "01/2024", "2024-01-31 10:15:00"});
  expect_kind(CellKind::kGrouped,
              {"1,5", "1,234.5", "1 234", "1'234", "1.234.567", "-1,234e3", "12,34,567",
               "1\xC2\xA0"
               "234"});
  expect_kind(CellKind::kTruth, {"True", "false"});
  expect_kind(CellKind::kSeveral, {"5-10", "5 - 10", "1.5-2.5", "120/80", "1:320", "5 to 10",
                                   "5..10", "-5--3", "10,000-20,000", "5 +/- 1", "1 2", "1-2-3",
                                   "5\xE2\x80\x93"
                                   "10",
                                   "5\xC2\xB1"
                                   "1"});
  expect_kind(CellKind::kMalformed, {"1e5e5", "1.2.3", "1e", "1,,2", "5-", "1 2.3.4", "12:"});
  expect_kind(CellKind::kWithUnit, {"12.5cm", "5%", "7*", "5 mg/dl", "5 (high)", "4 x10^9"});
  expect_kind(CellKind::kText, {"abc", "nan(7)", "infx", "+", "1a2b", "12-abc",
                                "-"
                                "-1"});
}

}  // namespace
}  // namespace medisc
