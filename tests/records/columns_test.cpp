#include "records/columns.hpp"

#include <gmock/gmock.h>

#include "tests/plan/refused.hpp"
#include "tests/records/forms.hpp"

namespace medisc {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const RecordForm kNamed = form(table_manifest({"age", "glucose", "bmi"}));

Result<Columns> match(const std::vector<std::string>& headings, const RecordForm& form = kNamed,
                      const ReadOptions& options = {}) {
  return match_columns(headings, form, options, "f.csv");
}

auto refused(const char* text) {
  return Refused(ErrorCode::kBadInput, text);
}

TEST(Columns, ByNameInAnyOrder) {
  const auto columns = match({"bmi", "patient_id", "age", "diagnosis", "glucose"});
  ASSERT_TRUE(columns.has_value()) << render(columns.error());
  EXPECT_THAT(columns->features, ElementsAre(2, 4, 0));
  EXPECT_THAT(columns->names, ElementsAre("age", "glucose", "bmi"));
  EXPECT_EQ(columns->id, 1U);
  EXPECT_EQ(columns->label, 3U);
  EXPECT_EQ(columns->count, 5U);
  EXPECT_THAT(columns->notes, IsEmpty());
}

TEST(Columns, OfAnotherCaseAreMatchedAndSaid) {
  const auto columns = match({"Age", "GLUCOSE ", "bmi"});
  ASSERT_TRUE(columns.has_value()) << render(columns.error());
  EXPECT_THAT(columns->features, ElementsAre(0, 1, 2));
  EXPECT_THAT(columns->notes, ElementsAre(HasSubstr("2 column names are matched without")));
  const RecordForm two = form(table_manifest({"a", "A"}));
  EXPECT_THAT(match({"a", "A"}, two)->features, ElementsAre(0, 1));
  EXPECT_THAT(match({"a", " A"}, two), refused("no column for: A; unknown: column 2"));
}

TEST(Columns, OfAUnit) {
  Manifest manifest = table_manifest({"age", "glucose"});
  manifest.parts[0].units = {"", "mg/dl"};
  EXPECT_THAT(match({"age", "Glucose (mg/dL)"}, form(manifest))->features, ElementsAre(0, 1));
  EXPECT_THAT(match({"age", "glucose [mmol/l]"}, form(manifest)),
              refused("column 2 (glucose [mmol/l]) is in another unit than the model's feature "
                      "glucose (mg/dl)"));
  EXPECT_THAT(match({"age (y)", "glucose"}, form(manifest)), refused("no column for: age"));
}

TEST(Columns, AllMissingAndUnknownAreNamed) {
  const auto columns = match({"agee", "bmi", "ward", "12"});
  EXPECT_THAT(columns, refused("no column for: age, glucose; unknown: column 1 (agee), perhaps "
                               "age, column 3 (ward), column 4"));
  EXPECT_THAT(columns.error().hint, HasSubstr("--ignore-column"));
  EXPECT_THAT(match({"age", "glucose", "bmi", "ward"}), refused("unknown: column 4 (ward)"));
  EXPECT_THAT(match({"age", "glucose"}), refused("no column for: bmi"));
}

TEST(Columns, ManyAreToldUpToABound) {
  std::vector<std::string> names;
  for (int i = 0; i < 50; ++i) names.push_back("feature_" + std::to_string(i));
  EXPECT_THAT(match({"feature_0"}, form(table_manifest(names))), refused("and 29 more"));
}

TEST(Columns, TwoOfOneKind) {
  EXPECT_THAT(match({"age", "glucose", "bmi", "Age"}),
              refused("column 1 (age) and column 4 (Age) are both the feature age"));
  EXPECT_THAT(match({"age", "age", "glucose", "bmi"}), refused("are both the feature age"));
  EXPECT_THAT(match({"age", "glucose", "bmi", "label", "y"}), refused("both hold labels"));
  EXPECT_THAT(match({"age", "glucose", "bmi", "id", "MRN"}), refused("may both hold ids"));
}

TEST(Columns, AFeatureMayHaveAUsualName) {
  const RecordForm form = medisc::form(table_manifest({"class", "index"}));
  const auto columns = match({"index", "class", "id"}, form);
  ASSERT_TRUE(columns.has_value()) << render(columns.error());
  EXPECT_THAT(columns->features, ElementsAre(1, 0));
  EXPECT_EQ(columns->id, 2U);
  EXPECT_FALSE(columns->label.has_value());
}

TEST(Columns, OfTheOptions) {
  ReadOptions options;
  options.id_column = "Visit";
  options.ignore_columns = {"ward", "id"};
  const auto columns = match({"id", "age", "visit", "glucose", "bmi", "ward"}, kNamed, options);
  ASSERT_TRUE(columns.has_value()) << render(columns.error());
  EXPECT_EQ(columns->id, 2U);
  EXPECT_THAT(columns->features, ElementsAre(1, 3, 4));
  options.ignore_columns = {"wart"};
  const auto typo = match({"ward", "age", "visit", "glucose", "bmi"}, kNamed, options);
  EXPECT_THAT(typo, refused("no column is called 'wart', which --ignore-column names"));
  EXPECT_THAT(typo.error().hint, HasSubstr("ward"));
  options.ignore_columns = {};
  options.id_column = "nobody";
  EXPECT_THAT(match({"age", "glucose", "bmi"}, kNamed, options), refused("--id-column"));
}

TEST(Columns, RowNumbersOfPandas) {
  for (const char* name : {"", "Unnamed: 0"}) {
    const auto columns = match({name, "age", "glucose", "bmi"});
    ASSERT_TRUE(columns.has_value()) << render(columns.error());
    EXPECT_EQ(columns->id, 0U);
    EXPECT_EQ(match({name, "age", "glucose", "bmi", "mrn"})->id, 4U);
  }
  EXPECT_THAT(match({"age", "", "glucose", "bmi"}), refused("unknown: column 2"));
}

TEST(Columns, WithoutNamesInOrder) {
  const auto columns = match({"x", "id", "z"}, form_of_columns(2));
  ASSERT_TRUE(columns.has_value()) << render(columns.error());
  EXPECT_THAT(columns->features, ElementsAre(0, 2));
  EXPECT_THAT(columns->names, ElementsAre("x", "z"));
  EXPECT_THAT(columns->notes, ElementsAre(HasSubstr("does not name its features")));
  EXPECT_THAT(match({"x", "y"}, form_of_columns(2)),
              refused("f.csv has 1 feature columns; expected 2; column 2 (y) holds labels"));
}

TEST(Columns, Counted) {
  const auto columns = match({"", "2", "0", "1"});
  ASSERT_TRUE(columns.has_value()) << render(columns.error());
  EXPECT_THAT(columns->features, ElementsAre(2, 3, 1));
  EXPECT_THAT(columns->names, ElementsAre("age", "glucose", "bmi"));
  EXPECT_THAT(columns->notes, ElementsAre(HasSubstr("counts the columns")));
  EXPECT_THAT(match({"1", "2"}), refused("2 feature columns; expected 3"));
}

TEST(Columns, OfAPartWithoutNames) {
  const RecordForm two = form(two_part_manifest());
  const auto columns = match({"age", "p0", "p1", "p2", "p3", "sex"}, two);
  ASSERT_TRUE(columns.has_value()) << render(columns.error());
  EXPECT_THAT(columns->features, ElementsAre(1, 2, 3, 4, 0, 5));
  EXPECT_THAT(match({"age", "p0", "p1", "p2", "sex"}, two),
              refused("4 elements of the model have no name"));
}

TEST(Columns, InOrderByNumber) {
  ReadOptions options;
  options.id_column = "2";
  options.ignore_columns = {"4"};
  const auto columns = columns_in_order(4, form_of_columns(2), options, "f.csv");
  ASSERT_TRUE(columns.has_value()) << render(columns.error());
  EXPECT_THAT(columns->features, ElementsAre(0, 2));
  EXPECT_EQ(columns->id, 1U);
  for (const char* id : {"id", "0", "5", "1.5", "-1"}) {
    options.id_column = id;
    EXPECT_THAT(columns_in_order(4, form_of_columns(2), options, "f.csv"),
                refused("has no header line"));
  }
}

TEST(Columns, NamesThatCouldBeValuesAreNotShown) {
  Columns columns;
  columns.headings = {"age", "0.5", std::string(100, 'x') + "\n"};
  EXPECT_EQ(column_text(columns, 0), "column 1 (age)");
  EXPECT_EQ(column_text(columns, 1), "column 2");
  EXPECT_EQ(column_text(columns, 2), "column 3 (" + std::string(64, 'x') + "...)");
  EXPECT_EQ(column_text(columns, 3), "column 4");
}

}  // namespace
}  // namespace medisc
