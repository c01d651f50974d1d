#include "records/csv_title.hpp"

#include <string>

#include <gmock/gmock.h>

#include "records/csv.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

std::size_t line_below(std::string_view text) {
  CsvLines lines(text, ',');
  CsvLine first;
  lines.next(first);
  const auto below = table_below(first, lines);
  return below ? below->line : 0;
}

TEST(CsvTitle, StandsAboveNames) {
  EXPECT_EQ(line_below("Lab export\nage,mass\n50,70\n"), 2U);
  EXPECT_EQ(line_below("Lab export\nWard 3\n\nage,mass\n50,70\n"), 4U);
  EXPECT_EQ(line_below("Lab export,,,\nage,mass,sex\n50,70,\n"), 2U);
  EXPECT_EQ(line_below("Vitals,,Lab,\nHR,BP,Na,K\n70,120,140,4\n"), 2U);
}

TEST(CsvTitle, StandsAboveRows) {
  EXPECT_EQ(line_below("Lab export\n1,2,3\n4,5,6\n"), 2U);
  // A header may lack the name of the first column.
  EXPECT_EQ(line_below("age\n1,50\n2,60\n"), 0U);
}

TEST(CsvTitle, ATableMayBeginAtOnce) {
  for (const char* text :
       {"age,mass\n50,70\n60,80\n", "age\n50\n60\n", "1,2\n3,4,5\n6,7,8\n",
        "1,,\n3,4,5\n6,7,8\n", "50,70\n", "", "a,b\nx,y\n", "a,b\n1,2,\n3,4,\n"}) {
    EXPECT_EQ(line_below(text), 0U) << text;
  }
}

TEST(CsvTitle, IsRefusedWhateverSeparates) {
  for (const char* text : {"Lab export\nage,mass\n50,70\n", "Lab export\nage;mass\n50;70\n",
                           "Lab export, ward 3\nage;mass;sex\n50;70;1\n"}) {
    const auto table = parse_csv(text, "f.csv");
    EXPECT_THAT(table, Refused(ErrorCode::kBadInput, "f.csv: line 1 is no header: it has "))
        << text;
    EXPECT_THAT(render(table.error()), testing::HasSubstr("from line 2 on")) << text;
  }
  EXPECT_TRUE(parse_csv("# Lab export\nage,mass\n50,70\n", "f.csv").has_value());
}

}  // namespace
}  // namespace medisc
