#include "records/csv.hpp"

#include <gmock/gmock.h>

#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

using testing::ElementsAre;
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

}  // namespace
}  // namespace medisc
