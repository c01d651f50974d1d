#include "records/good_rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace medisc {
namespace {

using testing::ElementsAre;

RecordTable table() {
  RecordTable table;
  table.rows = 3;
  table.columns = 2;
  table.ids = {"a", "b", "c"};
  table.labels = {0, -1, 1};
  table.values = {1, 2, 3, 4, 5, 6};
  return table;
}

TEST(GoodRows, AreAllOfATableThatIsWell) {
  RecordTable all = table();
  EXPECT_TRUE(take_bad_rows(all).empty());
  EXPECT_EQ(all.values.size(), 6U);
}

TEST(GoodRows, LoseBadOnesWithTheirLabels) {
  RecordTable good = table();
  good.problems = {std::nullopt, Error{ErrorCode::kBadInput, "x.csv: row 2", ""}, std::nullopt};
  const auto bad = take_bad_rows(good);
  ASSERT_EQ(bad.size(), 1U);
  EXPECT_EQ(bad[0].row, 1U);
  EXPECT_EQ(bad[0].id, "b");
  EXPECT_EQ(good.rows, 2U);
  EXPECT_THAT(good.ids, ElementsAre("a", "c"));
  EXPECT_THAT(good.labels, ElementsAre(0, 1));
  EXPECT_THAT(good.values, ElementsAre(1, 2, 5, 6));
  EXPECT_TRUE(good.targets.empty());
  EXPECT_TRUE(good.good(1));
}

TEST(GoodRows, AListBesideTheTableLosesTheSame) {
  const std::vector<BadRow> bad{{0, "a", {}}, {2, "c", {}}, {9, "beyond", {}}};
  std::vector<std::string> list{"x", "y", "z", "w"};
  erase_rows(list, bad);
  EXPECT_THAT(list, ElementsAre("y", "w"));
}

TEST(GoodRows, OfNoneTheFirstErrorTells) {
  const Error error =
      no_good_row("x.csv", {0, "a", {ErrorCode::kBadInput, "no value", "fill"}});
  EXPECT_EQ(error.code, ErrorCode::kBadInput);
  EXPECT_EQ(error.context, "x.csv: no record can be read; the first: no value");
  EXPECT_EQ(error.hint, "fill");
}

}  // namespace
}  // namespace medisc
