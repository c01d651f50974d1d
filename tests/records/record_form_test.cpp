#include "records/record_form.hpp"

#include <cmath>

#include <gmock/gmock.h>

#include "tests/plan/refused.hpp"
#include "tests/records/forms.hpp"

namespace medisc {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

auto refused(const char* text) {
  return Refused(ErrorCode::kBadInput, text);
}

TEST(RecordForm, OfSeveralParts) {
  const RecordForm two = form(two_part_manifest());
  EXPECT_EQ(two.columns, 6U);
  ASSERT_EQ(two.parts.size(), 2U);
  EXPECT_EQ(two.parts[1].first, 4U);
  EXPECT_THAT(two.names, ElementsAre("", "", "", "", "age", "sex"));
  EXPECT_FALSE(form(image_manifest({1, 2, 2})).knows_names());
}

TEST(RecordForm, ClassesOfATask) {
  Manifest manifest = table_manifest({"a"});
  manifest.outcome.shape = {3};
  EXPECT_EQ(form(manifest).class_count, 3U);
  manifest.outcome.labels = {"x", "y"};
  EXPECT_EQ(form(manifest).class_count, 2U);
  manifest.outcome = {TaskKind::kBinary, {}, {0.5}, "", {1}};
  EXPECT_EQ(form(manifest).class_count, 2U);
  manifest.outcome = {TaskKind::kNumber, {}, {}, "months", {1}};
  EXPECT_FALSE(form(manifest).class_count.has_value());
}

TEST(RecordForm, RefusesWhatDoesNotFitItself) {
  const auto with = [](auto change) {
    Manifest manifest = image_manifest({3, 2, 2});
    change(manifest);
    return form_of(manifest);
  };
  EXPECT_THAT(with([](Manifest& m) {
                m.parts[0].shape = {3, 0};
              }),
              refused("empty or too large"));
  EXPECT_THAT(with([](Manifest& m) {
                m.parts[0].shape = {65536, 65536};
              }),
              refused("empty or too large"));
  EXPECT_THAT(with([](Manifest& m) {
                m.parts[0].shape = {8192, 8192};
                m.parts.push_back(m.parts[0]);
              }),
              refused("empty or too large"));
  EXPECT_THAT(with([](Manifest& m) { m.parts[0].features = {"a"}; }), refused("feature names"));
  EXPECT_THAT(with([](Manifest& m) { m.parts[0].least = {1, 2}; }), refused("its ranges"));
  EXPECT_THAT(with([](Manifest& m) {
                m.parts[0].least = {5};
                m.parts[0].largest = {1, 9, 9};
              }),
              refused("above its largest"));
  EXPECT_THAT(with([](Manifest& m) { m.parts[0].least = {NAN}; }),
              refused("above its largest"));
  EXPECT_THAT(with([](Manifest& m) {
                m.parts[0].least = std::vector<double>(3);
                m.parts[0].largest = std::vector<double>(12);
              }),
              refused("differ in number"));
  EXPECT_THAT(with([](Manifest& m) {
                m.parts[0].least = std::vector<double>(12);
                m.preprocessing.push_back({0, StepKind::kResize, {}});
              }),
              refused("its ranges"));
  EXPECT_THAT(form_of(table_manifest({"a", "a"})), refused("there twice"));
  EXPECT_THAT(with([](Manifest& m) {
                m.parts[0].shape = {4096, 4096};
                m.parts.push_back(table_manifest({"a"}).parts[0]);
              }),
              refused("too many elements beside"));
}

TEST(RecordForm, OfColumns) {
  EXPECT_FALSE(form_of_columns(std::nullopt).columns.has_value());
  EXPECT_EQ(form_of_columns(3).columns, 3U);
  EXPECT_THAT(form_of_columns(3).parts, IsEmpty());
}

}  // namespace
}  // namespace medisc
