#include "records/npz_records.hpp"

#include <gmock/gmock.h>

#include "tests/plan/refused.hpp"
#include "tests/records/forms.hpp"

namespace medisc {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

NamedArray numbers(const std::string& name, std::vector<std::uint64_t> shape,
                   std::vector<double> values) {
  NamedArray array;
  array.name = name;
  array.array.shape = std::move(shape);
  array.array.values = std::move(values);
  return array;
}

NamedArray texts(const std::string& name, std::vector<std::string> values) {
  NamedArray array;
  array.name = name;
  array.array.shape = {values.size()};
  array.array.kind = ElementKind::kText;
  array.array.texts = std::move(values);
  return array;
}

Result<RecordTable> read(std::vector<NamedArray> arrays, const Manifest& manifest,
                         const ReadOptions& options = {}) {
  return records_of_npz(std::move(arrays), "f.npz", form(manifest), options);
}

auto refused(const char* text) {
  return Refused(ErrorCode::kBadInput, text);
}

TEST(NpzRecords, PartsByName) {
  const auto table = read(
      {numbers("table", {2, 2}, {50, 1, 60, 0}), texts("ids", {"p1", "p2"}),
       numbers("Image", {2, 1, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8}), numbers("y", {2}, {1, 0})},
      two_part_manifest());
  ASSERT_TRUE(table.has_value()) << render(table.error());
  EXPECT_EQ(table->columns, 6U);
  EXPECT_THAT(table->row(0), ElementsAre(1, 2, 3, 4, 50, 1));
  EXPECT_THAT(table->row(1), ElementsAre(5, 6, 7, 8, 60, 0));
  EXPECT_THAT(table->ids, ElementsAre("p1", "p2"));
  EXPECT_THAT(table->labels, ElementsAre(1, 0));
  EXPECT_THAT(table->shapes, ElementsAre(ElementsAre(1, 2, 2), ElementsAre(2)));
}

TEST(NpzRecords, TheOnlyArrayIsTheRecords) {
  const auto table = read({numbers("arr_0", {1, 2}, {3, 4}), numbers("id", {1}, {77})},
                          table_manifest({"a", "b"}));
  ASSERT_TRUE(table.has_value()) << render(table.error());
  EXPECT_THAT(table->values, ElementsAre(3, 4));
  EXPECT_THAT(table->ids, ElementsAre("77"));
}

TEST(NpzRecords, UnknownAndMissingAreNamed) {
  const auto table =
      read({numbers("imagee", {1, 4}, {1, 2, 3, 4}), numbers("x", {1, 2}, {1, 2})},
           two_part_manifest());
  EXPECT_THAT(table, refused("no array for: image, table; unknown: imagee, perhaps image, x"));
  EXPECT_THAT(table.error().hint, HasSubstr("savez"));
  EXPECT_THAT(read({numbers("a", {1, 2}, {1, 2}), numbers("b", {1, 2}, {1, 2})},
                   table_manifest({"p", "q"})),
              refused("unknown: a, b"));
  ReadOptions options;
  options.ignore_columns = {"b"};
  EXPECT_TRUE(read({numbers("a", {1, 2}, {1, 2}), numbers("b", {1, 2}, {1, 2})},
                   table_manifest({"p", "q"}), options)
                  .has_value());
}

TEST(NpzRecords, CountsMustAgree) {
  EXPECT_THAT(
      read({numbers("image", {1, 4}, {1, 2, 3, 4}), numbers("table", {2, 2}, {1, 2, 3, 4})},
           two_part_manifest()),
      refused("array table has 2 records, and array image has 1"));
  EXPECT_THAT(
      read({numbers("x", {1, 1}, {1}), texts("ids", {"a", "b"})}, table_manifest({"p"})),
      refused("array ids has 2 entries for 1 records"));
  EXPECT_THAT(
      read({numbers("x", {1, 1}, {1}), numbers("y", {2}, {0, 1})}, table_manifest({"p"})),
      refused("array y has 2 entries for 1 records"));
}

TEST(NpzRecords, NamesOfFeaturesMatchColumns) {
  const auto table =
      read({numbers("X", {2, 2}, {1, 2, 3, 4}), texts("feature_names", {"b", "a"})},
           table_manifest({"a", "b"}));
  ASSERT_TRUE(table.has_value()) << render(table.error());
  EXPECT_THAT(table->values, ElementsAre(2, 1, 4, 3));
  EXPECT_THAT(read({numbers("X", {1, 2}, {1, 2}), texts("feature_names", {"b", "c"})},
                   table_manifest({"a", "b"})),
              refused("no column for: a; unknown: column 2 (c)"));
}

TEST(NpzRecords, TwoOfOneKind) {
  EXPECT_THAT(
      read({numbers("x", {1, 1}, {1}), numbers("y", {1}, {0}), numbers("label", {1}, {0})},
           table_manifest({"p"})),
      refused("arrays y and label both hold labels"));
}

}  // namespace
}  // namespace medisc
