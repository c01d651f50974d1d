#include "records/csv_header.hpp"

#include <gmock/gmock.h>

#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

using testing::ElementsAre;

CsvLine line_of(std::string_view text) {
  CsvLines lines(text, ',');
  CsvLine line;
  lines.next(line);
  return line;
}

Result<bool> judge(std::string_view text, std::optional<std::size_t> columns = std::nullopt,
                   HeaderLine said = HeaderLine::kAuto, bool more_lines = true) {
  ReadOptions options;
  options.header = said;
  return is_header(line_of(text), more_lines, form_of_columns(columns), options, "f.csv");
}

auto doubtful() {
  return Refused(ErrorCode::kBadInput, "f.csv: line 1 may be a header");
}

TEST(CsvHeader, Names) {
  for (const char* text : {"a,b", ",a,b", "a,b,", "age", "na,k,cl", "id,,x"}) {
    EXPECT_TRUE(*judge(text)) << text;
  }
}

TEST(CsvHeader, Records) {
  for (const char* text : {"1.5,2", "5,x,3", "0.5,,2", "1,5", "1,0", "0", "1", "5,5,5,5",
                           "2,3,5,7", "-1,0,1,3", "0,0,0"}) {
    const auto header = judge(text);
    ASSERT_TRUE(header.has_value()) << text << render(header.error());
    EXPECT_FALSE(*header) << text;
  }
}

TEST(CsvHeader, ColumnsThatAreCounted) {
  for (const char* text : {"0,1,2", "0,1,2,3", "1,2,3,4", ",0,1,2,3", ",0,1", "id,0,1,2,label",
                           "Unnamed: 0,0,1,2"}) {
    const auto header = judge(text);
    ASSERT_TRUE(header.has_value()) << text << render(header.error());
    EXPECT_TRUE(*header) << text;
  }
  EXPECT_FALSE(*judge("0,1,2,3", 5));
}

TEST(CsvHeader, DoubtsAreRefused) {
  for (const char* text : {"0,1", "1,2", "1,2,3", "2,0,1,3", "400,402,404,406", "4,3,2,1"}) {
    EXPECT_THAT(judge(text), doubtful()) << text;
  }
  EXPECT_THAT(judge("0,1,2,3", 4, HeaderLine::kAuto, false), doubtful());
  EXPECT_NE(judge("0,1").error().hint.find("--header no"), std::string::npos);
}

TEST(CsvHeader, Said) {
  EXPECT_TRUE(*judge("5,7", 2, HeaderLine::kYes));
  EXPECT_FALSE(*judge("0,1,2,3", 4, HeaderLine::kNo));
}

TEST(CsvHeader, NumbersThatTheModelNames) {
  RecordForm form = form_of_columns(4);
  form.names = {"400", "402", "404", "406"};
  EXPECT_TRUE(*is_header(line_of("406,404,402,400"), true, form, {}, "f.csv"));
}

TEST(CsvHeader, InAComment) {
  const auto header = header_in_comment(line_of("# age, sex"), line_of("1,2"));
  ASSERT_TRUE(header.has_value());
  EXPECT_THAT(header->cells, ElementsAre("age", "sex"));
  EXPECT_FALSE(header_in_comment(line_of("# exported 2024"), line_of("1,2")).has_value());
  EXPECT_FALSE(header_in_comment(line_of("#1,0.5"), line_of("2,0.5")).has_value());
  EXPECT_FALSE(header_in_comment(line_of("#,a"), line_of("2,0.5")).has_value());
}

}  // namespace
}  // namespace medisc
