#include "records/csv.hpp"

#include <cmath>

#include <gmock/gmock.h>

#include "tests/plan/refused.hpp"
#include "tests/records/forms.hpp"

namespace medisc {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr auto kBadInput = ErrorCode::kBadInput;

TEST(Csv, WithoutAHeader) {
  const auto table = parse_csv("7,2,3\n4,5,6\n", "f.csv", 3);
  ASSERT_TRUE(table.has_value()) << render(table.error());
  EXPECT_EQ(table->rows, 2U);
  EXPECT_EQ(table->columns, 3U);
  EXPECT_THAT(table->features, IsEmpty());
  EXPECT_THAT(table->labels, IsEmpty());
  EXPECT_THAT(table->ids, ElementsAre("1", "2"));
  EXPECT_THAT(table->row(1), ElementsAre(4, 5, 6));
}

TEST(Csv, IdsAndLabelsAreSplitOff) {
  for (const char* label : {"label", "Diagnosis", "TARGET", "y"}) {
    const auto text = std::string("ID,age,") + label + ",mass\np-1,50,1,70.5\np-2,60,0,80\n";
    const auto table = parse_csv(text, "f.csv", 2);
    ASSERT_TRUE(table.has_value()) << render(table.error());
    EXPECT_THAT(table->features, ElementsAre("age", "mass"));
    EXPECT_THAT(table->ids, ElementsAre("p-1", "p-2"));
    EXPECT_THAT(table->labels, ElementsAre(1, 0));
    EXPECT_THAT(table->values, ElementsAre(50, 70.5, 60, 80));
  }
}

TEST(Csv, AnIdColumnIsAnywhere) {
  for (const char* id : {"record", "patient_id", "PatientID", "MRN", "Patient ID", "subject"}) {
    const auto table = parse_csv(std::string("age,") + id + "\n1,p2\n", "f.csv");
    ASSERT_TRUE(table.has_value()) << render(table.error());
    EXPECT_THAT(table->features, ElementsAre("age"));
    EXPECT_THAT(table->ids, ElementsAre("p2"));
  }
}

TEST(Csv, RefusesCells) {
  for (const char* cell : {"", "x", "nan", "inf", "-inf", "1e400", "0x1", "1 2"}) {
    const auto table = parse_csv("a,b\n1,2\n3," + std::string(cell) + "\n", "f.csv");
    EXPECT_THAT(table, Refused(kBadInput, "f.csv: line 3 (row 2), column 2 (b): ")) << cell;
  }
}

TEST(Csv, NeverShowsAValue) {
  const auto table = parse_csv("a,b\n1,secret7\n", "f.csv");
  ASSERT_FALSE(table.has_value());
  EXPECT_EQ(render(table.error()).find("secret7"), std::string::npos);
}

TEST(Csv, AFirstLineWithSomeNumbersIsARecord) {
  EXPECT_THAT(parse_csv("1,x,3\n4,5,6\n", "f.csv"),
              Refused(kBadInput, "line 1 (row 1), column 2"));
  EXPECT_THAT(parse_csv("a,,c\n4,5,6\n", "f.csv"),
              Refused(kBadInput, "column 2 has no name in the header"));
}

TEST(Csv, RefusesRaggedRows) {
  EXPECT_THAT(parse_csv("7,2\n3\n", "f.csv"),
              Refused(kBadInput, "line 2 (row 2) has 1 columns; expected 2"));
  EXPECT_THAT(parse_csv("a,b\n1,2,3\n", "f.csv"),
              Refused(kBadInput, "line 2 (row 1) has 3 columns; expected 2"));
}

TEST(Csv, RefusesLabels) {
  for (const char* label : {"1.5", "M", "", "1e30"}) {
    EXPECT_THAT(parse_csv("a,label\n1," + std::string(label) + "\n", "f.csv"),
                Refused(kBadInput, "line 2 (row 1), column 2"));
  }
  EXPECT_THAT(parse_csv("a,label,y\n1,1,1\n", "f.csv"),
              Refused(kBadInput, "column 2 (label) and column 3 (y) both hold labels"));
}

TEST(Csv, RefusesIds) {
  EXPECT_THAT(parse_csv("id,a\n,1\n", "f.csv"),
              Refused(kBadInput, "column 1 (id): expected an id"));
  EXPECT_THAT(parse_csv("id,a\n" + std::string(257, 'x') + ",1\n", "f.csv"),
              Refused(kBadInput, "column 1 (id): expected an id"));
}

TEST(Csv, RefusesTheWrongNumberOfColumns) {
  EXPECT_THAT(parse_csv("id,a,b\n1,2,3\n", "f.csv", 3),
              Refused(kBadInput, "f.csv has 2 feature columns; expected 3"));
  EXPECT_THAT(parse_csv("id,label\n1,2\n", "f.csv"),
              Refused(kBadInput, "f.csv has 0 feature columns"));
}

TEST(Csv, RefusesWhatHoldsNoRecords) {
  for (const char* text : {"", "\n\n", "a,b\n"}) {
    EXPECT_THAT(parse_csv(text, "f.csv"), Refused(kBadInput, "f.csv holds no records"));
  }
}

Result<RecordTable> read(std::string_view text, const Manifest& manifest,
                         const ReadOptions& options = {}) {
  return parse_csv(text, "f.csv", form(manifest), options);
}

const Manifest kNamed = table_manifest({"age", "mass"});

TEST(Csv, ColumnsByName) {
  const auto table = read("mass,id,age\n70,p1,50\n80,p2,60\n", kNamed);
  ASSERT_TRUE(table.has_value()) << render(table.error());
  EXPECT_THAT(table->features, ElementsAre("age", "mass"));
  EXPECT_THAT(table->values, ElementsAre(50, 70, 60, 80));
  EXPECT_THAT(table->ids, ElementsAre("p1", "p2"));
  EXPECT_THAT(table->notes, IsEmpty());
}

TEST(Csv, WithoutAHeaderWhereTheModelHasNames) {
  const auto table = read("50,70\n60,80\n", kNamed);
  EXPECT_THAT(table, Refused(kBadInput, "f.csv has no header line"));
  EXPECT_THAT(table.error().hint, HasSubstr("--header no"));
  ReadOptions options;
  options.header = HeaderLine::kNo;
  EXPECT_THAT(read("50,70\n60,80\n", kNamed, options)->values, ElementsAre(50, 70, 60, 80));
  EXPECT_THAT(read("50,70,\n60,80,\n", kNamed, options)->values, ElementsAre(50, 70, 60, 80));
  options.id_column = "1";
  const auto ids = read("p1,50,70\np2,60,80\n", kNamed, options);
  ASSERT_TRUE(ids.has_value()) << render(ids.error());
  EXPECT_THAT(ids->ids, ElementsAre("p1", "p2"));
}

TEST(Csv, AHeaderThatCountsIsNoPatient) {
  for (const char* text : {"0,1,2,3\n5,6,7,8\n", ",0,1,2,3\n0,5,6,7,8\n", "1,2,3,4\n5,6,7,8\n",
                           "0;1;2;3;label\n5;6;7;8;1\n"}) {
    const auto table = parse_csv(text, "f.csv", 4);
    ASSERT_TRUE(table.has_value()) << text << render(table.error());
    EXPECT_THAT(table->values, ElementsAre(5, 6, 7, 8)) << text;
    EXPECT_THAT(table->notes, Contains(HasSubstr("counts the columns"))) << text;
  }
}

TEST(Csv, DecimalCommas) {
  const auto table = read("age;mass;label\n50,5;0,25;1\n-60;1e2;0,0\n", kNamed);
  ASSERT_TRUE(table.has_value()) << render(table.error());
  EXPECT_THAT(table->values, ElementsAre(50.5, 0.25, -60, 100));
  EXPECT_THAT(table->labels, ElementsAre(1, 0));
  EXPECT_THAT(table->notes, ElementsAre("columns are separated by semicolons",
                                        "numbers have decimal commas"));
  EXPECT_THAT(read("age,mass\n\"50,5\",\"0,25\"\n", kNamed)->values, ElementsAre(50.5, 0.25));
  EXPECT_THAT(read("age;mass\n1,234;5,678\n", kNamed), Refused(kBadInput, "three digits"));
  EXPECT_THAT(read("age;mass\n0,5;0.5\n", kNamed), Refused(kBadInput, "decimal point"));
  EXPECT_THAT(read("age;mass\n0,5;1.234\n", kNamed),
              Refused(kBadInput, "column 2 (mass): a number with thousands separators"));
  ReadOptions options;
  options.decimal = DecimalMark::kComma;
  EXPECT_THAT(read("age;mass\n1,234;5,678\n", kNamed, options)->values,
              ElementsAre(1.234, 5.678));
}

TEST(Csv, AllBadCellsAreNamed) {
  const auto table = read("age,mass\n,70\n50,70\n<40,2024-01-31\n", kNamed);
  EXPECT_THAT(table,
              Refused(kBadInput,
                      "f.csv: 3 cells are not as they must be: line 2 (row 1), column 1 "
                      "(age): no value; expected a finite number; line 4 (row 3), column 1 "
                      "(age): a limit (< or >); expected a finite number; line 4 (row 3), "
                      "column 2 (mass): a date or a time"));
}

TEST(Csv, ABadRowDoesNotStopTheOthers) {
  Manifest manifest = kNamed;
  manifest.parts[0].largest = {120, 300};
  ReadOptions options;
  options.skip_bad = true;
  const auto table = read(
      "id,age,mass,label\np1,50,70,0\np2,,70,0\np3,50\np4,130,70,1\n,50,70,0\n"
      "p6,\"50,70,0\np7,51,71,x\np8,60,80,1\n",
      manifest, options);
  ASSERT_TRUE(table.has_value()) << render(table.error());
  EXPECT_EQ(table->rows, 8U);
  ASSERT_EQ(table->problems.size(), 8U);
  const std::vector<const char*> texts{
      nullptr,
      "line 3 (row 2), column 2 (age): no value",
      "line 4 (row 3) has 2 columns; expected 4",
      "line 5 (row 4), column 2 (age): out of the model's range",
      "line 6 (row 5), column 1 (id): expected an id",
      "line 7 (row 6), column 2 is not a CSV cell",
      "line 8 (row 7), column 4 (label): a label in text",
      nullptr};
  for (std::size_t row = 0; row < 8; ++row) {
    EXPECT_EQ(table->good(row), texts[row] == nullptr) << row;
    if (texts[row] == nullptr) continue;
    EXPECT_THAT(table->problems[row]->context, HasSubstr(texts[row]));
    EXPECT_TRUE(std::isnan(table->row(row)[0]));
  }
  EXPECT_THAT(table->ids, ElementsAre("p1", "p2", "3", "p4", "5", "6", "p7", "p8"));
  EXPECT_THAT(table->row(7), ElementsAre(60, 80));
}

TEST(Csv, FewBytesAskForLittleMemory) {
  std::string text = "0";
  for (int i = 1; i < 20000; ++i) text += "," + std::to_string(i);
  text += "\n";
  for (int i = 0; i < 20000; ++i) text += "1\n";
  ReadOptions options;
  options.skip_bad = true;
  EXPECT_THAT(parse_csv(text, "f.csv", form_of_columns(20000), options),
              Refused(kBadInput, "too many of its rows are too short"));
  EXPECT_THAT(parse_csv(text, "f.csv", 20000), Refused(kBadInput, "and 19980 more"));
}

TEST(Csv, RangesAreCheckedInTheFilesTerms) {
  Manifest manifest = kNamed;
  manifest.parts[0].least = {0};
  EXPECT_THAT(
      read("mass,id,age\n70,p1,-1\n", manifest),
      Refused(kBadInput, "f.csv: line 2 (row 1), column 3 (age): out of the model's range"));
}

TEST(Csv, CommentsAreNoRows) {
  const auto table = read("# by someone\nage,mass\n50,70\n# a remark\n60,80\n", kNamed);
  ASSERT_TRUE(table.has_value()) << render(table.error());
  EXPECT_THAT(table->values, ElementsAre(50, 70, 60, 80));
  EXPECT_THAT(table->notes, ElementsAre("comments passed over within the table: 1"));
  const auto ids = read("id,age,mass\n#1,50,70\n", kNamed);
  ASSERT_TRUE(ids.has_value()) << render(ids.error());
  EXPECT_THAT(ids->ids, ElementsAre("#1"));
  const auto savetxt = read("# mass age\n70.5 50\n80.5 60\n", kNamed);
  ASSERT_TRUE(savetxt.has_value()) << render(savetxt.error());
  EXPECT_THAT(savetxt->values, ElementsAre(50, 70.5, 60, 80.5));
  EXPECT_THAT(parse_csv("#1,5\n2,6\n", "f.csv", 2), Refused(kBadInput, "line 1 begins with #"));
}

TEST(Csv, RowsWithoutAnyValue) {
  const auto table = read("age,mass\n50,70\n,\n,\n", kNamed);
  ASSERT_TRUE(table.has_value()) << render(table.error());
  EXPECT_EQ(table->rows, 1U);
  EXPECT_THAT(table->notes, ElementsAre("rows without any value passed over at the end: 2"));
  EXPECT_THAT(read("age,mass\n,\n50,70\n", kNamed),
              Refused(kBadInput, "line 2 (row 1), column 1 (age): no value"));
}

TEST(Csv, LabelsByTask) {
  Manifest manifest = kNamed;
  manifest.outcome = {TaskKind::kNumber, {"age"}, {}, "months", {1}};
  const auto numbers = read("age,mass,target\n1,2,63.5\n", manifest);
  ASSERT_TRUE(numbers.has_value()) << render(numbers.error());
  EXPECT_THAT(numbers->targets, ElementsAre(63.5));
  EXPECT_THAT(numbers->labels, IsEmpty());
  manifest.outcome = {TaskKind::kFindings, {"a", "b"}, {0.5, 0.5}, "", {2}};
  EXPECT_THAT(read("age,mass,label\n1,2,x\n", manifest)->labels, IsEmpty());
  manifest.outcome = {TaskKind::kBinary, {"benign", "malignant"}, {0.5}, "", {1}};
  EXPECT_THAT(read("age,mass,label\n1,2,M\n3,4,benign\n", manifest)->labels, ElementsAre(1, 0));
  manifest.outcome.labels = {};
  EXPECT_THAT(read("age,mass,label\n1,2,True\n3,4,False\n", manifest)->labels,
              ElementsAre(1, 0));
  ReadOptions options;
  options.labels = false;
  EXPECT_THAT(read("age,mass,label\n1,2,\n", manifest, options)->labels, IsEmpty());
}

TEST(Csv, FilesThatMeetOnlyALineEnd) {
  EXPECT_THAT(read("age,mass\r50,70\r60,80\r", kNamed)->values, ElementsAre(50, 70, 60, 80));
  EXPECT_THAT(read("sep=|\r\nage|mass\r\n50|70\r\n", kNamed)->values, ElementsAre(50, 70));
}

}  // namespace
}  // namespace medisc
