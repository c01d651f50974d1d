#include "records/csv_lines.hpp"

#include <random>

#include <gmock/gmock.h>

namespace medisc {
namespace {

using testing::ElementsAre;

std::vector<CsvLine> split(std::string_view text, char separator = ',') {
  CsvLines lines(text, separator);
  std::vector<CsvLine> all;
  for (CsvLine line; lines.next(line);) all.push_back(line);
  return all;
}

TEST(CsvLines, SplitsAndTrims) {
  const auto lines = split("a, b ,c\r\n\n1,,\t3\n");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_THAT(lines[0].cells, ElementsAre("a", "b", "c"));
  EXPECT_THAT(lines[1].cells, ElementsAre("1", "", "3"));
  EXPECT_EQ(lines[1].number, 3U);
}

TEST(CsvLines, OfEveryEnd) {
  for (const char* text : {"1,2\n3,4\n", "1,2\r\n3,4", "1,2\r3,4\r"}) {
    const auto lines = split(text);
    ASSERT_EQ(lines.size(), 2U) << text;
    EXPECT_THAT(lines[1].cells, ElementsAre("3", "4"));
    EXPECT_EQ(lines[1].number, 2U);
  }
}

TEST(CsvLines, OtherSeparators) {
  EXPECT_THAT(split("1,5;2\n", ';')[0].cells, ElementsAre("1,5", "2"));
  EXPECT_THAT(split("1\t\t2\n", '\t')[0].cells, ElementsAre("1", "", "2"));
  EXPECT_THAT(split("\t1\n", '\t')[0].cells, ElementsAre("", "1"));
  EXPECT_THAT(split("  1   2 \n", CsvLines::kBlanks)[0].cells, ElementsAre("1", "2"));
}

TEST(CsvLines, LastLineNeedsNoEnd) {
  EXPECT_THAT(split("1,2")[0].cells, ElementsAre("1", "2"));
  EXPECT_THAT(split("1,2,")[0].cells, ElementsAre("1", "2", ""));
  EXPECT_TRUE(split("").empty());
}

TEST(CsvLines, Quotes) {
  const auto lines = split(R"( "a,b" ,"say ""x""","")");
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_THAT(lines[0].cells, ElementsAre("a,b", "say \"x\"", ""));
}

TEST(CsvLines, QuotesOutOfPlaceAndNulAreFaults) {
  for (const char* text : {"1,\"a\"b", "1,a\"b"}) {
    const auto line = split(text)[0];
    EXPECT_EQ(line.fault, "a quote is out of place") << text;
    EXPECT_THAT(line.cells, ElementsAre("1"));
  }
  EXPECT_EQ(split(std::string_view("1\n2,\0", 5))[1].fault, "it holds a NUL byte");
}

TEST(CsvLines, ARowWithLineBreaksInQuotesIsOneFault) {
  const auto lines = split("1,\"a\nb \"\"c\"\"\r\n\n\" , \"d\n\",5\n2,3\n");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].fault, "a line break stands within its quotes");
  EXPECT_STRNE(lines[0].remedy, "");
  EXPECT_THAT(lines[0].cells, ElementsAre("1"));
  EXPECT_THAT(lines[1].cells, ElementsAre("2", "3"));
  EXPECT_EQ(lines[1].number, 6U);
  EXPECT_TRUE(lines[1].fault.empty());
  EXPECT_STREQ(lines[1].remedy, "");
  EXPECT_EQ(split("\"a\n\"").size(), 1U);
  EXPECT_EQ(split("\"a\n\"\t2\n3\t4\n", '\t').size(), 2U);
}

TEST(CsvLines, AnOpenQuoteTakesNoOtherRow) {
  for (const char* text : {"1,\"open\n2,3\n", "1,\"open\n\"a\",3\n", "1,\"open\n2,b\"c\n"}) {
    const auto lines = split(text);
    ASSERT_EQ(lines.size(), 2U) << text;
    EXPECT_EQ(lines[0].fault, "a quote is not closed") << text;
  }
  // The end of a cell that is far away is not looked for.
  EXPECT_EQ(split("\"" + std::string(1U << 15, '\n') + "\"")[0].fault, "a quote is not closed");
}

TEST(CsvLines, Comments) {
  const auto lines = split("# a,b\n1,2\n\"#3\",4\n");
  EXPECT_TRUE(lines[0].comment);
  EXPECT_FALSE(lines[1].comment);
  EXPECT_FALSE(lines[2].comment);
}

TEST(CsvLines, AnyBytesAreSplit) {
  std::mt19937 random(3);
  const std::string alphabet("a1,\"\n\r \t.\0#", 11);
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (auto i = random() % 12; i > 0; --i) text += alphabet[random() % alphabet.size()];
    EXPECT_LE(split(text).size(), text.size());
  }
}

}  // namespace
}  // namespace medisc
