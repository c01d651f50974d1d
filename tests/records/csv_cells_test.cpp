#include "records/csv_cells.hpp"

#include <cmath>
#include <random>

#include <gmock/gmock.h>

#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

using testing::ElementsAre;

TEST(CsvCells, SplitsAndTrims) {
  const auto lines = split_csv(
      "\xEF\xBB\xBF"
      "a, b ,c\r\n\n1,,\t3\n",
      "f.csv");
  ASSERT_TRUE(lines.has_value());
  ASSERT_EQ(lines->size(), 2U);
  EXPECT_THAT((*lines)[0].cells, ElementsAre("a", "b", "c"));
  EXPECT_THAT((*lines)[1].cells, ElementsAre("1", "", "3"));
  EXPECT_EQ((*lines)[1].number, 3U);
}

TEST(CsvCells, LastLineNeedsNoEnd) {
  EXPECT_THAT(split_csv("1,2", "f.csv")->front().cells, ElementsAre("1", "2"));
  EXPECT_THAT(split_csv("1,2,", "f.csv")->front().cells, ElementsAre("1", "2", ""));
  EXPECT_TRUE(split_csv("", "f.csv")->empty());
}

TEST(CsvCells, Quotes) {
  const auto lines = split_csv(R"( "a,b" ,"say ""x""","")", "f.csv");
  ASSERT_TRUE(lines.has_value());
  EXPECT_THAT(lines->front().cells, ElementsAre("a,b", "say \"x\"", ""));
}

TEST(CsvCells, RefusesQuotesOutOfPlaceAndNul) {
  for (const char* text : {"1,\"open", "1,\"a\"b", "1,a\"b", "1,\"a\n\""}) {
    EXPECT_THAT(split_csv(text, "f.csv"),
                Refused(ErrorCode::kBadInput, "f.csv: line 1, column 2 is not a CSV cell"));
  }
  EXPECT_THAT(split_csv(std::string_view("1\n2,\0", 5), "f.csv"),
              Refused(ErrorCode::kBadInput, "line 2, column 2"));
}

TEST(CsvCells, Numbers) {
  EXPECT_EQ(parse_number("-2.5"), -2.5);
  EXPECT_EQ(parse_number("+3e-2"), 0.03);
  EXPECT_EQ(parse_number(".5"), 0.5);
  EXPECT_TRUE(std::isnan(*parse_number("nan")));
  for (const char* text : {"", "+", "+-1", "1 2", "0x10", "1,5", "abc", "1e999", "--1"}) {
    EXPECT_FALSE(parse_number(text).has_value()) << text;
  }
}

TEST(CsvCells, AnyBytesAreSplitOrRefused) {
  std::mt19937 random(3);
  const std::string alphabet("a1,\"\n\r \t.\0", 10);
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (auto i = random() % 12; i > 0; --i) text += alphabet[random() % alphabet.size()];
    const auto lines = split_csv(text, "f.csv");
    EXPECT_TRUE(!lines || lines->size() <= text.size());
  }
}

}  // namespace
}  // namespace medisc
