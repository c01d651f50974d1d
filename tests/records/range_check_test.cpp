#include "records/range_check.hpp"

#include <cmath>

#include <gmock/gmock.h>

#include "tests/plan/refused.hpp"
#include "tests/records/forms.hpp"

namespace medisc {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string place(std::size_t row, std::size_t element) {
  return "row " + std::to_string(row + 1) + " element " + std::to_string(element);
}

Manifest ranged(std::vector<double> least, std::vector<double> largest) {
  Manifest manifest = table_manifest({"age", "bmi"});
  manifest.parts[0].least = std::move(least);
  manifest.parts[0].largest = std::move(largest);
  return manifest;
}

RecordTable table_of(std::size_t columns, std::vector<double> values) {
  RecordTable table;
  table.columns = columns;
  table.rows = values.size() / columns;
  table.values = std::move(values);
  return table;
}

Result<void> check(RecordTable& table, const Manifest& manifest,
                   const ReadOptions& options = {}) {
  return check_ranges(table, form(manifest), options, "f.csv", place);
}

TEST(RangeCheck, EndsBelongToTheRange) {
  RecordTable table = table_of(2, {0, 10, 120, 60});
  EXPECT_TRUE(check(table, ranged({0, 10}, {120, 60})).has_value());
  EXPECT_TRUE(table.notes.empty());
}

TEST(RangeCheck, AllAreNamedWithoutTheirValues) {
  RecordTable table = table_of(2, {-7.25, 10, 130, 61});
  const auto checked = check(table, ranged({0, 10}, {120, 60}));
  EXPECT_THAT(checked, Refused(ErrorCode::kBadInput,
                               "f.csv: 3 values are out of the model's range: row 1 element 0: "
                               "out of the model's range; row 2 element 0"));
  EXPECT_EQ(render(checked.error()).find("7.25"), std::string::npos);
}

TEST(RangeCheck, TwentyAreToldInFull) {
  RecordTable table = table_of(2, std::vector<double>(100, 1e9));
  EXPECT_THAT(check(table, ranged({}, {1})), Refused(ErrorCode::kBadInput, "and 80 more"));
}

TEST(RangeCheck, OneEndAlone) {
  RecordTable table = table_of(2, {-1e300, 1});
  EXPECT_TRUE(check(table, ranged({}, {1})).has_value());
  EXPECT_FALSE(check(table, ranged({-1}, {})).has_value());
}

TEST(RangeCheck, WhatFloat32RoundsIsSetToTheEnd) {
  RecordTable table = table_of(2, {static_cast<double>(0.1F), 0});
  ASSERT_GT(table.values[0], 0.1);
  EXPECT_TRUE(check(table, ranged({-0.1}, {0.1})).has_value());
  EXPECT_EQ(table.values[0], 0.1);
}

TEST(RangeCheck, ClippedOrTold) {
  ReadOptions options;
  options.out_of_range = OutOfRange::kClip;
  RecordTable table = table_of(2, {-5, 10, 130, 30});
  ASSERT_TRUE(check(table, ranged({0}, {120}), options).has_value());
  EXPECT_THAT(table.values, ElementsAre(0, 10, 120, 30));
  EXPECT_THAT(table.notes,
              ElementsAre(HasSubstr("2 values are out of the model's range, and set "
                                    "to its end: row 1 element 0")));
  options.out_of_range = OutOfRange::kWarn;
  table = table_of(2, {-5, 10});
  ASSERT_TRUE(check(table, ranged({0}, {120}), options).has_value());
  EXPECT_THAT(table.values, ElementsAre(-5, 10));
  EXPECT_THAT(table.notes,
              ElementsAre(HasSubstr("1 value is out of the model's range, and left")));
}

TEST(RangeCheck, ABadRowDoesNotStopTheOthers) {
  ReadOptions options;
  options.skip_bad = true;
  RecordTable table = table_of(2, {1, 1, 200, 1, 2, 2});
  ASSERT_TRUE(check(table, ranged({0}, {120}), options).has_value());
  EXPECT_TRUE(table.good(0) && !table.good(1) && table.good(2));
  EXPECT_TRUE(std::isnan(table.values[2]));
}

TEST(RangeCheck, OneRangeAChannel) {
  Manifest manifest = image_manifest({2, 1, 2});
  manifest.parts[0].least = {0, 10};
  manifest.parts[0].largest = {1, 20};
  RecordTable table = table_of(4, {0, 1, 10, 20});
  EXPECT_TRUE(check(table, manifest).has_value());
  table.values = {0, 10, 10, 20};
  EXPECT_THAT(check(table, manifest), Refused(ErrorCode::kBadInput, "f.csv: row 1 element 1"));
  manifest.parts[0].layout = Layout::kChannelsLast;
  manifest.parts[0].shape = {1, 2, 2};
  table.values = {0, 10, 1, 20};
  EXPECT_TRUE(check(table, manifest).has_value());
}

TEST(RangeCheck, ChannelsOfAResizedImage) {
  Manifest manifest = image_manifest({2, 1, 2});
  manifest.preprocessing.push_back({0, StepKind::kResize, {}});
  manifest.parts[0].least = {0, 10};
  RecordTable table = table_of(6, {0, 0, 0, 10, 10, 10});
  table.shapes = {{2, 1, 3}};
  EXPECT_TRUE(check(table, manifest).has_value());
  table.values[3] = 9;
  EXPECT_FALSE(check(table, manifest).has_value());
}

}  // namespace
}  // namespace medisc
