#include "records/array_records.hpp"

#include <cmath>

#include <gmock/gmock.h>

#include "tests/plan/refused.hpp"
#include "tests/records/forms.hpp"

namespace medisc {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsNan;

NpyArray array_of(std::vector<std::uint64_t> shape, std::vector<double> values) {
  NpyArray array;
  array.shape = std::move(shape);
  array.values = std::move(values);
  return array;
}

Result<RecordTable> read(NpyArray array, const Manifest& manifest,
                         const ReadOptions& options = {}) {
  return records_of_array(std::move(array), "f.npy", form(manifest), options);
}

auto refused(const char* text) {
  return Refused(ErrorCode::kBadInput, text);
}

TEST(ArrayRecords, OfATable) {
  const auto table = read(array_of({2, 2}, {1, 2, 3, 4}), table_manifest({"age", "sex"}));
  ASSERT_TRUE(table.has_value()) << render(table.error());
  EXPECT_THAT(table->features, ElementsAre("age", "sex"));
  EXPECT_THAT(table->ids, ElementsAre("1", "2"));
  EXPECT_THAT(table->row(1), ElementsAre(3, 4));
}

TEST(ArrayRecords, AllThatIsNotFiniteIsNamed) {
  EXPECT_THAT(read(array_of({2, 2}, {1, NAN, 3, INFINITY}), table_manifest({"age", "sex"})),
              refused("f.npy: 2 values are no finite numbers: row 1, column 2 (sex): no value; "
                      "expected a finite number; row 2, column 2 (sex): an infinite number"));
  EXPECT_THAT(read(array_of({1, 1, 2, 2}, {1, 2, 3, NAN}), image_manifest({1, 2, 2})),
              refused("row 1, element [0, 1, 1] of image: no value"));
}

TEST(ArrayRecords, ABadRowDoesNotStopTheOthers) {
  ReadOptions options;
  options.skip_bad = true;
  const auto table = read(array_of({3, 1}, {1, NAN, 3}), table_manifest({"age"}), options);
  ASSERT_TRUE(table.has_value()) << render(table.error());
  ASSERT_EQ(table->problems.size(), 3U);
  EXPECT_TRUE(table->good(0) && !table->good(1) && table->good(2));
  EXPECT_THAT(table->problems[1]->context, HasSubstr("row 2, column 1 (age): no value"));
  EXPECT_THAT(table->row(1), ElementsAre(IsNan()));
}

TEST(ArrayRecords, FieldsByName) {
  NpyArray array;
  array.shape = {2};
  array.fields = {{"sex", ElementKind::kInteger, {1, 0}, {}},
                  {"PatientID", ElementKind::kText, {}, {"p1", "p2"}},
                  {"age", ElementKind::kFloat, {50, 60}, {}},
                  {"label", ElementKind::kBool, {1, 0}, {}}};
  const auto table = read(array, table_manifest({"age", "sex"}));
  ASSERT_TRUE(table.has_value()) << render(table.error());
  EXPECT_THAT(table->values, ElementsAre(50, 1, 60, 0));
  EXPECT_THAT(table->ids, ElementsAre("p1", "p2"));
  EXPECT_THAT(table->labels, ElementsAre(1, 0));
  EXPECT_THAT(read(array, table_manifest({"age", "bmi"})),
              refused("no column for: bmi; unknown: column 1 (sex)"));
  array.fields[0] = {"sex", ElementKind::kText, {}, {"m", "f"}};
  EXPECT_THAT(read(array, table_manifest({"age", "sex"})),
              refused("column 1 (sex): its elements are texts"));
}

TEST(ArrayRecords, FlatRecordsOfSeveralParts) {
  const auto table = read(array_of({1, 6}, {1, 2, 3, 4, 5, 6}), two_part_manifest());
  ASSERT_TRUE(table.has_value()) << render(table.error());
  EXPECT_THAT(table->values, ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_THAT(table->notes, ElementsAre(HasSubstr("one behind the other")));
  const auto image = read(array_of({1, 1, 2, 2}, {1, 2, 3, 4}), two_part_manifest());
  EXPECT_THAT(image, refused("[1, 1, 2, 2]"));
  EXPECT_THAT(image.error().hint, HasSubstr("numpy.savez(file, image=..., table=...)"));
}

TEST(ArrayRecords, TextsAreNoRecords) {
  NpyArray array;
  array.shape = {1, 1};
  array.kind = ElementKind::kText;
  array.texts = {"1"};
  EXPECT_THAT(read(array, table_manifest({"a"})), refused("its elements are texts"));
}

}  // namespace
}  // namespace medisc
