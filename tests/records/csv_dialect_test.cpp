#include "records/csv_dialect.hpp"

#include <gmock/gmock.h>

#include "records/csv_lines.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

char separator_of(std::string_view text) {
  const auto dialect = detect_dialect(text, "f.csv");
  return dialect ? dialect->separator : '?';
}

TEST(CsvDialect, EachSeparator) {
  EXPECT_EQ(separator_of("a,b\n1,2\n"), ',');
  EXPECT_EQ(separator_of("a;b\n1;2\n"), ';');
  EXPECT_EQ(separator_of("a\tb\n1\t2\n"), '\t');
  EXPECT_EQ(separator_of("a|b\n1|2\n"), '|');
  EXPECT_EQ(separator_of("a b\n1 2\n"), CsvLines::kBlanks);
  EXPECT_EQ(separator_of("a\n1\n"), ',');
  EXPECT_EQ(separator_of(""), ',');
  EXPECT_EQ(separator_of("body mass\n1\n"), ',');
}

TEST(CsvDialect, SaysWhatIsNotTheComma) {
  EXPECT_EQ(detect_dialect("a,b\n1,2\n", "f.csv")->note, "");
  EXPECT_EQ(detect_dialect("a;b\n1;2\n", "f.csv")->note, "columns are separated by semicolons");
}

TEST(CsvDialect, DecimalCommasDoNotSeparate) {
  EXPECT_EQ(separator_of("a;b;c\n0,1;0,2;0,3\n1,5;2,5;3,5\n"), ';');
  EXPECT_EQ(separator_of("0,1;0,2;0,3\n1,5;2,5;3,5\n"), ';');
  EXPECT_EQ(separator_of("0,1\t0,2\n1,5\t2,5\n"), '\t');
  EXPECT_EQ(separator_of("0,1;0,2;0,3\n"), ';');
}

TEST(CsvDialect, SeparatorsInNamesDoNotSeparate) {
  EXPECT_EQ(separator_of("glucose;fasting,bmi\n1,2\n3,4\n"), ',');
  EXPECT_EQ(separator_of("\"glucose; fasting; mg\",bmi\n1,2\n3,4\n"), ',');
  EXPECT_EQ(separator_of("glucose (mg/dl, fasting);bmi\n1;2\n"), ';');
  EXPECT_EQ(separator_of("# a;b;c\na,b\n1,2\n"), ',');
}

TEST(CsvDialect, ASeparatorAtTheLinesEnd) {
  EXPECT_EQ(separator_of("a;b\n1,5;2,5;\n"), ';');
}

TEST(CsvDialect, BelowTitles) {
  EXPECT_EQ(separator_of("Lab export\nage;mass\n50,5;70\n"), ';');
  EXPECT_EQ(separator_of("Lab export, ward 3\n\nage;mass;sex\n50;70;1\n60;80;0\n"), ';');
  EXPECT_EQ(separator_of("a;b\n1;2\n3\n"), ';');
}

TEST(CsvDialect, SaidByTheFirstLine) {
  for (const auto& [text, separator] :
       {std::pair("sep=;\n1,2;3\n", ';'), std::pair("sep=,\r\n1,2\n", ','),
        std::pair("\"sep=|\"\n1|2\n", '|'), std::pair("SEP=\t\n1\t2\n", '\t')}) {
    const auto dialect = detect_dialect(text, "f.csv");
    ASSERT_TRUE(dialect.has_value());
    EXPECT_EQ(dialect->separator, separator);
    EXPECT_EQ(dialect->first_line, 2U);
    EXPECT_EQ(std::string_view(text).substr(dialect->begin)[0], '1');
  }
  EXPECT_EQ(detect_dialect("separate,b\n1,2\n", "f.csv")->first_line, 1U);
}

TEST(CsvDialect, TwoWaysAreRefused) {
  const auto dialect = detect_dialect("a;b,c\nx;y,z\n", "f.csv");
  EXPECT_THAT(dialect, Refused(ErrorCode::kBadInput, "f.csv: its columns may be separated"));
  EXPECT_NE(dialect.error().hint.find("sep="), std::string::npos);
}

}  // namespace
}  // namespace medisc
