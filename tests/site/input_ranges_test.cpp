#include "site/input_ranges.hpp"

#include <gmock/gmock.h>

namespace medisc {
namespace {

using testing::ElementsAre;

const Network kTable{2, {{"fc", Dense{2, 1, {1, 1}, {0}}}}};
const Network kPicture{2, {{"p", MaxPool{{1, 1, 2}, {1, 1, 1}, {1, 2}}}}};
const std::vector<double> kRecords{1, -7, -3, 0.5};

TEST(InputRanges, OfRecordsAreOneAFeatureOrOneAnImage) {
  EXPECT_THAT(choose_ranges({}, {}, kTable, kRecords)->largest, ElementsAre(3, 7));
  EXPECT_THAT(choose_ranges({}, {}, kPicture, kRecords)->largest, ElementsAre(7));
  EXPECT_THAT(choose_ranges({}, {}, kTable, {0, 2})->largest, ElementsAre(1, 2));
}

TEST(InputRanges, WhatIsGivenGoesBeforeRecords) {
  const auto given = choose_ranges(5.0, {}, kTable, kRecords);
  EXPECT_THAT(given->largest, ElementsAre(5));
  EXPECT_EQ(given->from, RangesFrom::kCaller);
  EXPECT_FALSE(choose_ranges({}, "/nowhere/ranges.csv", kTable, kRecords));
}

}  // namespace
}  // namespace medisc
