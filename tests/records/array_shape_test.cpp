#include "records/array_shape.hpp"

#include <gmock/gmock.h>

#include "tests/plan/refused.hpp"
#include "tests/records/forms.hpp"

namespace medisc {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using Shape = std::vector<std::uint64_t>;

const FormPart kImage = form(image_manifest({3, 9, 9})).parts[0];

void expect_fit(const Shape& dims, const FormPart& part, std::size_t rows, const char* note) {
  const auto fit = fit_shape(dims, part, "f.npy");
  ASSERT_TRUE(fit.has_value()) << render(fit.error());
  EXPECT_EQ(fit->rows, rows) << shape_text(dims);
  EXPECT_EQ(fit->shape, part.shape);
  if (std::string(note).empty()) {
    EXPECT_THAT(fit->note, IsEmpty());
  } else {
    EXPECT_THAT(fit->note, HasSubstr(note));
  }
}

void expect_misfit(const Shape& dims, const FormPart& part, const char* text,
                   const char* hint) {
  const auto fit = fit_shape(dims, part, "f.npy");
  EXPECT_THAT(fit, Refused(ErrorCode::kBadInput, text));
  ASSERT_FALSE(fit.has_value());
  EXPECT_THAT(fit.error().hint, HasSubstr(hint));
}

TEST(ArrayShape, OfTheModel) {
  expect_fit({5, 3, 9, 9}, kImage, 5, "");
  expect_fit({1, 3, 9, 9}, kImage, 1, "");
}

TEST(ArrayShape, ChannelsLastAreRefused) {
  expect_misfit(
      {5, 9, 9, 3}, kImage,
      "f.npy: its shape is [5, 9, 9, 3]; expected records of shape [3, 9, 9], channels "
      "first",
      "array.transpose(0, 3, 1, 2)");
  const FormPart wide = form(image_manifest({1, 8, 9})).parts[0];
  expect_misfit({5, 1, 9, 8}, wide, "[5, 1, 9, 8]", "array.transpose(0, 1, 3, 2)");
  FormPart last = kImage;
  last.layout = Layout::kChannelsLast;
  last.shape = {9, 9, 3};
  expect_misfit({5, 3, 9, 9}, last, "channels last", "array.transpose(0, 2, 3, 1)");
}

TEST(ArrayShape, Flat) {
  expect_fit({5, 243}, kImage, 5, "flat records of 243 values are taken as [3, 9, 9]");
  expect_misfit({5, 244}, kImage, "[5, 244]", "[records, 3, 9, 9]");
}

TEST(ArrayShape, DimensionsOfOne) {
  const FormPart grey = form(image_manifest({1, 9, 9})).parts[0];
  expect_fit({5, 9, 9}, grey, 5, "records of shape [9, 9] are taken as [1, 9, 9]");
  expect_fit({5, 9, 9, 1}, grey, 5, "[9, 9, 1] are taken as");
  expect_fit({9, 9}, grey, 1, "one record");
  const FormPart row = form(table_manifest({"a", "b", "c", "d"})).parts[0];
  expect_fit({6, 1, 4}, row, 6, "are taken as [4]");
}

TEST(ArrayShape, OneRecord) {
  expect_fit({3, 9, 9}, kImage, 1, "taken as one record");
  expect_fit({243}, kImage, 1, "taken as one record");
  expect_misfit({9, 9, 3}, kImage, "[9, 9, 3]", "[records, 3, 9, 9]");
  const FormPart one = form(table_manifest({"a"})).parts[0];
  expect_fit({7}, one, 7, "");
}

TEST(ArrayShape, OfATable) {
  const FormPart row = form(table_manifest({"a", "b", "c", "d"})).parts[0];
  expect_fit({4, 4}, row, 4, "");
  expect_misfit({4, 7}, row, "[4, 7]", "array.T");
  expect_misfit({6, 2, 2}, row, "[6, 2, 2]", "[records, 4]");
}

TEST(ArrayShape, Empty) {
  expect_misfit({0, 3, 9, 9}, kImage, "holds no records", "");
  expect_misfit({5, 0}, kImage, "holds no records", "");
}

TEST(ArrayShape, Resized) {
  Manifest manifest = image_manifest({3, 9, 9});
  manifest.preprocessing.push_back({0, StepKind::kResize, {}});
  const FormPart part = form(manifest).parts[0];
  const auto fit = fit_shape({5, 3, 20, 10}, part, "f");
  ASSERT_TRUE(fit.has_value()) << render(fit.error());
  EXPECT_EQ(fit->shape, (Shape{3, 20, 10}));
  EXPECT_EQ(fit_shape({3, 20, 10}, part, "f")->rows, 1U);
  expect_misfit({5, 20, 10, 3}, part, "[5, 20, 10, 3]", "transpose(0, 3, 1, 2)");
}

TEST(ArrayShape, WithoutAPart) {
  FormPart any;
  EXPECT_EQ(fit_shape({5, 2, 3}, any, "f")->shape, (Shape{2, 3}));
  EXPECT_THAT(fit_shape({5}, any, "f"), Refused(ErrorCode::kBadInput, "found 1 dimensions"));
}

}  // namespace
}  // namespace medisc
