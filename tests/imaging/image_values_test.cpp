#include "imaging/image_values.hpp"

#include <gmock/gmock.h>

#include "tests/imaging/files.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

using test::full_range;
using test::grey_image;
using test::modality_values;
using test::part_of;
using test::stored;
using testing::ElementsAre;

MedicalImage colour_image(std::vector<std::int32_t> samples) {
  const auto columns = static_cast<std::uint32_t>(samples.size() / 3);
  MedicalImage image = grey_image(1, columns, std::move(samples));
  image.channels = 3;
  return image;
}

TEST(ImageValues, OfACtAreHounsfieldUnits) {
  const MedicalImage ct = test::image_of("ct.dcm").value();
  const auto values = image_values(ct, 0, part_of({1, 10, 14}, modality_values()));
  ASSERT_TRUE(values) << render(values.error());
  EXPECT_THAT(values->shape, ElementsAre(1, 10, 14));
  const NpyArray expected = test::array_of("ct.npy");
  double least = 1e9;
  for (const double sample : expected.values) {
    if (sample != -2000) least = std::min(least, 1.5 * sample - 100);
  }
  for (std::size_t i = 0; i < expected.values.size(); ++i) {
    const double sample = expected.values[i];
    EXPECT_EQ(values->values[i], sample == -2000 ? least : 1.5 * sample - 100);
  }
  EXPECT_THAT(values->notes, testing::Contains(testing::HasSubstr("padding")));
}

TEST(ImageValues, PaddingBecomesTheLeastThatThePartTakes) {
  MedicalImage image = grey_image(1, 3, {9, 5, 6});
  image.padding = {9, 9};
  RecordPart part = part_of({1, 1, 3}, modality_values());
  part.least = {-1024};
  part.largest = {3071};
  EXPECT_THAT(image_values(image, 0, part)->values, ElementsAre(-1024, 5, 6));
  EXPECT_THAT(image_values(image, 0, part_of({1, 1, 3}, full_range(-1, 1)))->values[0], -1);
  image.padding = {0, 255};
  EXPECT_THAT(image_values(image, 0, part),
              Refused(ErrorCode::kBadInput, "all of its pixels are padding"));
}

TEST(ImageValues, GreyIsRepeatedInEitherLayout) {
  const MedicalImage image = grey_image(1, 2, {1, 2});
  EXPECT_THAT(image_values(image, 0, part_of({3, 1, 2}, stored(8)))->values,
              ElementsAre(1, 2, 1, 2, 1, 2));
  const auto last =
      image_values(image, 0, part_of({1, 2, 3}, stored(8), Layout::kChannelsLast));
  EXPECT_THAT(last->values, ElementsAre(1, 1, 1, 2, 2, 2));
  EXPECT_THAT(last->shape, ElementsAre(1, 2, 3));
}

TEST(ImageValues, ColoursKeepTheirChannels) {
  const MedicalImage image = colour_image({1, 2, 3, 4, 5, 6});
  EXPECT_THAT(image_values(image, 0, part_of({3, 1, 2}, stored(8)))->values,
              ElementsAre(1, 4, 2, 5, 3, 6));
  EXPECT_THAT(
      image_values(image, 0, part_of({1, 2, 3}, stored(8), Layout::kChannelsLast))->values,
      ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST(ImageValues, ColoursBecomeGreyWhereThatIsDeclared) {
  PixelMeaning pixels = stored(8);
  const RecordPart strict = part_of({1, 1, 2}, pixels);
  EXPECT_THAT(image_values(colour_image({7, 7, 7, 9, 9, 9}), 0, strict)->values,
              ElementsAre(7, 9));
  EXPECT_THAT(image_values(colour_image({7, 7, 7, 9, 9, 8}), 0, strict),
              Refused(ErrorCode::kBadInput, "in colour"));
  pixels.colour = ColourTo::kLuminance;
  EXPECT_THAT(image_values(colour_image({7, 7, 7, 100, 200, 50}), 0, part_of({1, 1, 2}, pixels))
                  ->values,
              ElementsAre(7, testing::DoubleEq(29.9 + 117.4 + 5.7)));
}

TEST(ImageValues, TurnsAnImageToTheDeclaredOrientation) {
  MedicalImage image = grey_image(2, 3, {1, 2, 3, 4, 5, 6});
  image.patient_orientation = {"R", "F"};
  PixelMeaning pixels = stored(8);
  pixels.orientation = {"L", "F"};
  const auto values = image_values(image, 0, part_of({1, 2, 3}, pixels));
  EXPECT_THAT(values->values, ElementsAre(3, 2, 1, 6, 5, 4));
  EXPECT_THAT(values->notes, ElementsAre(testing::HasSubstr("turned")));
}

TEST(ImageValues, AreForPartsWithChannelsHeightAndWidth) {
  EXPECT_TRUE(takes_images(part_of({1, 4, 4}, {})));
  EXPECT_FALSE(takes_images(part_of({2, 4, 4}, {})));
  EXPECT_FALSE(takes_images(part_of({1, 4}, {})));
  EXPECT_FALSE(takes_images(part_of({1, 4, 4}, {}, Layout::kFlat)));
  EXPECT_FALSE(takes_volumes(part_of({1, 4, 4}, {})));
  EXPECT_TRUE(takes_volumes(part_of({4, 4, 4, 3}, {}, Layout::kChannelsLast)));
}

}  // namespace
}  // namespace medisc
